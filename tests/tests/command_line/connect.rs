//! `credenza connect` by what is wanted, and what a script asks about the result: `credential check`
//! with its exit code, and `connection` in Membrane's words.

use crate::harness::{Vault, and};
use crate::story::database;
use credenza_testing::servers::Postgres;
use serde_json::{Value, json};

/// `connect --intent WANTED` with the fields of a database.
fn connect(vault: &Vault, server: &Postgres, wanted: &str) -> Vec<String> {
    let [_, _, _, fields @ ..] = &database(vault, server.port(), Postgres::APP_USER.password)[..]
    else {
        unreachable!("credential add postgresql …")
    };
    let words = ["connect", "--intent", wanted, "--name", "Warehouse"].map(str::to_owned);
    [&words, fields].concat()
}

#[test]
fn an_intent_that_one_connector_fits_best_connects_to_it_and_says_which_and_why() {
    let (vault, server) = (Vault::new(), Postgres::start());
    let connected = vault.run_all(&connect(&vault, &server, "postgres")).succeeds();
    let why = "PostgreSQL (also called 'Postgres')";
    assert!(connected.stderr.contains(why), "{connected}");
    let shown = vault.json(&["credential", "show", "Warehouse"]);
    assert_eq!(shown["credential"]["connector"], "postgresql", "{shown}");
}

#[test]
fn an_intent_that_several_or_none_fit_is_never_guessed() {
    let vault = Vault::new();
    let several = vault.refused(&["connect", "--intent", "google"]);
    assert_eq!(several["code"], "request.invalid", "{several}");
    let candidates = several["details"]["candidates"].as_array().unwrap();
    assert!(candidates.contains(&json!({"id": "gmail", "name": "Gmail"})), "{several}");
    assert!(several["hint"].as_str().unwrap().contains("--connector"), "{several}");
    let none = vault.refused(&["connect", "--intent", "zzz"]);
    assert_eq!(none["code"], "connector.not_found", "{none}");
}

fn check(vault: &Vault, flow: &str) -> (i32, Value) {
    let words = ["credential", "check", "Warehouse", "--for-flow", flow];
    let told = vault.run(&and(&words.map(str::to_owned), &["--json"]));
    (told.code, told.told())
}

#[test]
fn a_script_learns_by_the_exit_code_whether_a_flow_may_use_it() {
    let (vault, server) = (Vault::new(), Postgres::start());
    vault.run_all(&connect(&vault, &server, "postgres")).succeeds();
    for (name, does) in [
        ("Import", "postgresql, action: query, credential: Warehouse"),
        ("Upload", "sftp, action: list"),
    ] {
        let step = format!("{{id: a, connector: {does}, input: {{}}}}");
        let document = vault.file(name, format!("name: {name}\nsteps:\n- {step}\n"));
        vault.run(&["flow", "save", &document]).succeeds();
    }
    assert_eq!(check(&vault, "Import"), (0, readiness(&vault, true, &[])));
    let (code, told) = check(&vault, "Upload");
    assert_eq!((code, &told["ready"]), (1, &json!(false)), "{told}");
    assert!(told["problems"][0].as_str().unwrap().contains("Upload"), "{told}");
    assert_eq!(check(&vault, "nowhere").1["error"]["code"], "flow.not_found");

    let _ = server.sql("postgres", "ALTER ROLE app_user PASSWORD 'changed'");
    assert_eq!(vault.run(&["credential", "verify", "Warehouse"]).code, 1);
    let (code, told) = check(&vault, "Import");
    assert_eq!((code, &told["state"]), (1, &json!("disconnected")), "{told}");
}

fn readiness(vault: &Vault, ready: bool, problems: &[&str]) -> Value {
    let id = vault.json(&["credential", "show", "Warehouse"])["credential"]["id"].clone();
    let credential = json!({"id": id, "name": "Warehouse"});
    json!({"credential": credential, "state": "connected", "ready": ready, "problems": problems})
}

#[test]
fn connections_are_listed_and_shown_in_membranes_words() {
    let (vault, server) = (Vault::new(), Postgres::start());
    vault.run_all(&connect(&vault, &server, "postgres")).succeeds();
    let listed = vault.json(&["connection", "list", "--connector", "postgresql"]);
    assert_eq!(listed["total"], 1, "{listed}");
    let shown = vault.json(&["connection", "get", "Warehouse"]);
    assert_eq!(shown["integrationKey"], "postgresql", "{shown}");
    assert_eq!((&shown["connected"], &shown["disconnected"]), (&json!(true), &json!(false)));
    assert_eq!(listed["items"][0]["id"], shown["id"]);
    let told = vault.run(&["connection", "get", "Warehouse"]).succeeds();
    assert!(told.stdout.contains("Warehouse") && !told.stdout.contains("app-user-password"));
    assert_eq!(vault.json(&["connection", "list", "--search", "nothing"])["total"], 0);
}
