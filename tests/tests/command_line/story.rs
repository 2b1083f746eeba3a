//! The whole story of a credential: added, used, guarded, replaced, archived, restored, erased.

use crate::harness::{Needle, Vault, and, find_leaks};
use credenza_testing::servers::{OpenSsh, Postgres};
use serde_json::{Value, json};

/// The fields of a credential for the database, as scripts give them.
pub fn database(vault: &Vault, port: u16, password: &str) -> Vec<String> {
    let port = port.to_string();
    let set = [
        ("host", "127.0.0.1"),
        ("port", &port),
        ("database", Postgres::DATABASE),
        ("username", Postgres::APP_USER.username),
        ("tls_mode", "disable"),
    ];
    let mut words = vault.add("postgresql", &set, &[("password", password)]);
    words.extend(["--allow-private".to_owned(), format!("127.0.0.1:{port}")]);
    words
}

/// The fields of a credential for the file server, its host key accepted.
pub fn files(vault: &Vault, server: &OpenSsh) -> Vec<String> {
    let port = server.port().to_string();
    let user = server.user();
    let set = [("host", "127.0.0.1"), ("port", port.as_str()), ("username", &user.username)];
    let mut words = vault.add("sftp", &set, &[("password", &user.password)]);
    words.extend(["--allow-private".to_owned(), format!("127.0.0.1:{port}")]);
    words.extend(["--accept-host-key".to_owned(), server.fingerprint()]);
    words
}

const FLOW: &str = r#"
name: Nightly import
trigger: {type: manual}
steps:
  - {id: fetch, connector: sftp, action: read, credential: Files prod, input: {path: out/orders.csv}}
  - id: load
    connector: postgresql
    action: query
    credential: Warehouse
    input: {sql: "insert into items select * from json_to_recordset($1)", parameters: ["$steps.fetch.rows"]}
"#;

fn flow_in_json() -> String {
    json!({
        "name": "Nightly import", "trigger": {"type": "manual"},
        "steps": [
            {"id": "fetch", "connector": "sftp", "action": "read", "credential": "Files prod",
             "input": {"path": "out/orders.csv"}},
            {"id": "load", "connector": "postgresql", "action": "query", "credential": "Warehouse",
             "input": {"sql": "select 1", "parameters": ["$steps.fetch.rows"]}}
        ]
    })
    .to_string()
}

#[test]
fn a_credential_is_proven_used_guarded_replaced_archived_and_erased_without_a_trace() {
    let (vault, database_server, file_server) = (Vault::new(), Postgres::start(), OpenSsh::start());
    let password = Postgres::APP_USER.password;
    let warehouse = database(&vault, database_server.port(), password);

    let added = vault.json(&and(&warehouse, &["--name", "Warehouse"]));
    is_proven(&added["credential"], database_server.port());
    vault.run(&and(&files(&vault, &file_server), &["--name", "Files prod"])).succeeds();
    is_listed_and_shown(&vault, &added["credential"]);

    flow_is_saved_and_activated(&vault);
    is_guarded(&vault);
    is_replaced(&vault, &and(&warehouse, &["--name", "Warehouse 2", "--allow-duplicate"]));
    is_archived_restored_and_erased(&vault);

    let intact = vault.json(&["activity", "verify"]);
    assert_eq!(intact["intact"], true, "{intact}");
    for secret in [password, &file_server.user().password, crate::harness::PASSPHRASE] {
        assert_eq!(find_leaks(secret, &vault.folder(), &vault.printed()), Vec::<String>::new());
        the_search_would_find(secret, &vault);
    }
}

fn is_proven(credential: &Value, port: u16) {
    assert_eq!(credential["state"], "connected", "{credential}");
    assert_eq!(credential["name"], "Warehouse");
    assert_eq!(credential["connector"], "postgresql");
    assert_eq!(credential["auth"], "password");
    assert_eq!(credential["account"], "app_user");
    assert_eq!(credential["secrets"], json!(["password"]));
    assert_eq!(credential["version"], 1);
    assert_eq!(credential["used_by"], json!({"active_flows": 0, "flows": 0, "clients": 0}));
    assert_eq!(credential["public"]["port"], port);
    assert!(credential["public"].get("password").is_none(), "{credential}");
    let proof = &credential["proof"];
    assert_eq!((&proof["outcome"], &proof["account"]), (&json!("passed"), &json!("app_user")));
    let stages: Vec<(&str, &str)> = proof["stages"].as_array().unwrap().iter().map(stage).collect();
    let passed = |stage| (stage, "passed");
    let [resolve, connect, authenticate] = ["resolve", "connect", "authenticate"].map(passed);
    assert_eq!(stages[..4], [resolve, connect, ("tls", "skipped"), authenticate], "{proof:#}");
    assert_eq!(stages[4..], ["identify", "authorize"].map(passed), "{proof:#}");
}

fn stage(report: &Value) -> (&str, &str) {
    assert!(report["ms"].is_u64() && report["message"].is_string(), "{report}");
    (report["stage"].as_str().unwrap(), report["outcome"].as_str().unwrap())
}

fn is_listed_and_shown(vault: &Vault, added: &Value) {
    let list = vault.json(&["credential", "list"]);
    assert_eq!(list["total"], 2, "{list}");
    let names: Vec<&Value> =
        list["items"].as_array().unwrap().iter().map(|item| &item["name"]).collect();
    assert_eq!(names, ["Files prod", "Warehouse"]);
    assert_eq!(vault.json(&["credential", "list", "--connector", "sftp"])["total"], 1);

    let id = added["id"].as_str().unwrap();
    for reference in ["Warehouse", id, &id[..8]] {
        assert_eq!(&vault.json(&["credential", "show", reference])["credential"], added);
    }
    let page = vault.run(&["credential", "show", "Warehouse"]).succeeds().stdout;
    assert!(
        page.contains("connected as app_user") && page.contains("stored, never shown"),
        "{page}"
    );
    assert_eq!(vault.json(&["credential", "usage", "Warehouse"])["flows"], json!([]));
    let tiles = vault.json(&["connector", "list", "--in-use"]);
    let counts: Vec<_> = tiles["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tile| (&tile["id"], &tile["credentials"]))
        .collect();
    assert_eq!(counts, [(&json!("postgresql"), &json!(1)), (&json!("sftp"), &json!(1))]);
}

fn flow_is_saved_and_activated(vault: &Vault) {
    let yaml = vault.file("flow.yaml", FLOW);
    let saved = vault.json(&["flow", "save", &yaml]);
    assert_eq!(
        (&saved["flow"]["name"], &saved["flow"]["version"], &saved["flow"]["status"]),
        (&json!("Nightly import"), &json!(1), &json!("draft"))
    );
    let id = saved["flow"]["id"].clone();
    let again = vault.json(&["flow", "save", &vault.file("flow.json", flow_in_json())]);
    assert_eq!((&again["flow"]["id"], &again["flow"]["version"]), (&id, &json!(2)));
    let active = vault.json(&["flow", "activate", "Nightly import"]);
    assert_eq!(active["flow"]["status"], "active", "{active}");
    let usage = vault.json(&["credential", "usage", "Warehouse"]);
    assert_eq!(
        usage["flows"],
        json!([{"id": id, "name": "Nightly import", "active": true, "steps": ["load"]}])
    );
}

fn is_guarded(vault: &Vault) {
    let error = vault.refused(&["credential", "delete", "Warehouse"]);
    assert_eq!(error["code"], "credential.in_use");
    let flow = &error["details"]["flows"][0];
    assert_eq!((&flow["name"], &flow["steps"]), (&json!("Nightly import"), &json!(["load"])));
    assert_eq!(error["details"]["clients"], json!([]));
    assert!(error["hint"].as_str().unwrap().contains("Replace"), "{error}");
    let said = vault.run(&["credential", "delete", "Warehouse"]);
    assert_eq!((said.code, said.stdout.as_str()), (1, ""), "{said}");
    assert!(said.stderr.contains("Nightly import: load"), "{said}");
    let active = vault.refused(&["flow", "delete", "Nightly import", "--yes"]);
    assert_eq!(active["code"], "flow.active");
}

fn is_replaced(vault: &Vault, second: &[&str]) {
    vault.run(second).succeeds();
    let preview = vault.json(&["credential", "replace", "Warehouse", "Warehouse 2", "--preview"]);
    assert_eq!(
        (&preview["replaced"], &preview["flows"][0]["steps"]),
        (&json!(false), &json!(["load"]))
    );
    assert_eq!(vault.refused(&["credential", "delete", "Warehouse"])["code"], "credential.in_use");
    let done = vault.json(&["credential", "replace", "Warehouse", "Warehouse 2"]);
    assert_eq!(done["replaced"], true, "{done}");
    let flow = vault.json(&["flow", "show", "Nightly import"]);
    assert_eq!((&flow["flow"]["status"], &flow["flow"]["version"]), (&json!("active"), &json!(3)));
    assert_eq!(flow["steps"][1]["credential"]["name"], "Warehouse 2", "{flow}");
    assert_eq!(
        vault.refused(&["credential", "delete", "Warehouse 2"])["code"],
        "credential.in_use"
    );
}

fn is_archived_restored_and_erased(vault: &Vault) {
    let gone = vault.json(&["credential", "delete", "Warehouse"]);
    assert_eq!(gone["credential"]["state"], "archived");
    assert_eq!(vault.json(&["credential", "list"])["total"], 2);
    assert_eq!(vault.json(&["credential", "list", "--archived"])["total"], 1);
    let id = gone["credential"]["id"].as_str().unwrap().to_owned();

    let back = vault.json(&["credential", "restore", &id]);
    assert_eq!(back["credential"]["id"], id.as_str());
    let verified = vault.json(&["credential", "verify", &id]);
    assert_eq!(verified["results"][0]["outcome"], "passed", "{verified}");
    assert_eq!(vault.json(&["credential", "show", &id])["credential"]["state"], "connected");

    assert_eq!(
        vault.refused(&["credential", "erase", &id, "--yes"])["code"],
        "credential.wrong_state"
    );
    vault.run(&["credential", "delete", &id]).succeeds();
    assert_eq!(vault.refused(&["credential", "erase", &id])["code"], "request.invalid");
    vault.run(&["credential", "erase", &id, "--yes"]).succeeds();
    assert_eq!(vault.refused(&["credential", "show", &id])["code"], "credential.not_found");
    assert_eq!(vault.json(&["credential", "list", "--archived"])["total"], 0);
}

/// The positive control: each shape of the secret, planted, is found again.
fn the_search_would_find(secret: &str, vault: &Vault) {
    for needle in Needle::shapes(secret) {
        let path = vault.folder().join("planted");
        std::fs::write(&path, needle.planted()).unwrap();
        let found = find_leaks(secret, &vault.folder(), b"");
        std::fs::remove_file(&path).unwrap();
        assert!(!found.is_empty(), "a secret in the shape {} would not be found", needle.shape);
        assert!(!find_leaks(secret, &vault.folder(), &needle.planted()).is_empty());
    }
}

#[test]
fn editing_keeps_what_was_left_alone_and_never_sends_a_stored_secret_to_another_host() {
    let (vault, server, other) = (Vault::new(), Postgres::start(), Postgres::start());
    let words = database(&vault, server.port(), Postgres::APP_USER.password);
    vault.run(&and(&words, &["--name", "Warehouse"])).succeeds();

    let updated = vault.json(&["credential", "update", "Warehouse", "--name", "Orders"]);
    let credential = &updated["credential"];
    assert_eq!((&credential["name"], &credential["version"]), (&json!("Orders"), &json!(2)));
    assert_eq!(credential["state"], "connected", "{updated}");

    let port = other.port().to_string();
    let (set, allowed) = (format!("port={port}"), format!("127.0.0.1:{port}"));
    let moved = ["credential", "update", "Orders", "--set", &set, "--allow-private", &allowed];
    assert_eq!(vault.refused(&moved)["code"], "draft.secret_required");
    let [option, secret] = vault.secret("password", Postgres::APP_USER.password);
    let typed = vault.json(&[moved.as_slice(), &[&option, &secret]].concat());
    assert_eq!(typed["credential"]["public"]["port"], other.port());

    let [option, secret] = vault.secret("password", "wrong");
    let wrong = vault.refused(&["credential", "update", "Orders", &option, &secret]);
    assert_eq!(wrong["code"], "verification.failed");
    let kept = vault.json(&["credential", "verify", "--all"]);
    assert_eq!(
        kept["results"][0]["outcome"], "passed",
        "the stored secret was not touched: {kept}"
    );

    let _ = other.sql("postgres", "ALTER ROLE app_user PASSWORD 'changed'");
    let stale = vault.run(&["credential", "verify", "Orders", "--json"]);
    assert_eq!(stale.code, 1, "{stale}");
    let stale = stale.value();
    assert_eq!(stale["results"][0]["outcome"], "failed", "{stale}");
    let attention = vault.json(&["credential", "list", "--needs-attention"]);
    assert_eq!(attention["items"][0]["state"], "disconnected", "{attention}");
    assert_eq!(attention["items"][0]["state_reason"], "auth.rejected");
    let history = vault.json(&["credential", "history", "Orders"]);
    assert!(history["items"].as_array().is_some_and(|items| items.len() >= 3), "{history}");
}
