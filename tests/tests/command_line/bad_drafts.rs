//! Drafts that do not fit, names, limits, duplicates, and edits that cross. Nothing is lost or saved.

use crate::harness::{Vault, and};
use crate::story::database;
use credenza_testing::servers::Postgres;
use serde_json::Value;

/// A token that nobody has to answer for: saved with a reason.
pub fn unproven(vault: &Vault, token: &str) -> Vec<String> {
    let mut words =
        vault.add("http-bearer", &[("base_url", "https://api.example")], &[("token", token)]);
    words.extend(["--unverified", "--reason", "the provider is down"].map(str::to_owned));
    words
}

#[test]
fn a_draft_that_does_not_fit_names_each_field_at_once() {
    let vault = Vault::new();
    let words = vault.add(
        "postgresql",
        &[("host", "db.example"), ("port", "99999"), ("tls_mode", "perhaps")],
        &[],
    );
    let error = vault.refused(&and(&words, &[]));
    assert_eq!(error["code"], "draft.invalid", "{error}");
    let errors = error["details"]["errors"].as_array().unwrap();
    let mut fields: Vec<&str> = errors.iter().filter_map(|error| error["field"].as_str()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["/database", "/password", "/port", "/tls_mode", "/username"], "{error}");
    assert!(
        errors.iter().all(|error| error["message"].as_str().is_some_and(|text| text.len() > 8))
    );

    let letters = vault.refused(&and(&words, &["--set", "port=many"]));
    assert_eq!(letters["code"], "draft.invalid", "{letters}");
    let misspelt = vault.refused(&and(&words, &["--set", "hots=db.example", "--auth", "password"]));
    assert!(misspelt.to_string().contains("hots"), "{misspelt}");
    let said = vault.run(&and(&words, &[]));
    assert!(said.stderr.contains("port: ") && said.stdout.is_empty(), "{said}");
}

#[test]
fn a_secret_in_the_argument_list_is_refused_and_not_repeated() {
    let vault = Vault::new();
    let words = [
        "credential",
        "add",
        "http-bearer",
        "--set",
        "base_url=https://a.example",
        "--set",
        "token=tok-in-argv",
    ];
    let error = vault.refused(&words);
    assert_eq!(error["code"], "request.invalid", "{error}");
    assert!(error["hint"].as_str().unwrap().contains("--secret-file token=PATH"), "{error}");
    assert!(!error.to_string().contains("tok-in-argv"), "{error}");
    let allowed = vault.refused(&[words.as_slice(), &["--allow-secret-args"]].concat());
    assert_eq!(allowed["code"], "verification.failed", "{allowed}");
}

#[test]
fn a_draft_file_that_is_no_json_is_refused_without_quoting_it() {
    let vault = Vault::new();
    let path = vault.file("draft.json", r#"{"token": "tok-secret-in-file", "#);
    let error = vault.refused(&["credential", "add", "http-bearer", "--draft", &path]);
    assert_eq!(error["code"], "request.invalid", "{error}");
    assert!(!error.to_string().contains("tok-secret-in-file"), "{error}");
    let absent = vault.refused(&[
        "credential",
        "add",
        "http-bearer",
        "--secret-file",
        "token=/no/such/file",
    ]);
    assert!(absent["message"].as_str().unwrap().contains("/no/such/file"), "{absent}");
    assert_eq!(
        vault.refused(&["credential", "add", "no-such-connector"])["code"],
        "connector.not_found"
    );
}

#[test]
fn the_connectors_limit_holds_and_raising_it_makes_room() {
    let vault = Vault::with(&["allow_unverified=true", "credentials_per_connector=2"]);
    for token in ["tok-one-1", "tok-two-2"] {
        vault.run_all(&unproven(&vault, token)).succeeds();
    }
    let error = vault.refused(&and(&unproven(&vault, "tok-three-3"), &[]));
    assert_eq!(error["code"], "credential.limit_reached", "{error}");
    assert_eq!(error["details"]["limit"], 2);
    assert!(error["hint"].as_str().unwrap().contains("credentials_per_connector"), "{error}");
    vault.run(&["setting", "set", "credentials_per_connector=3"]).succeeds();
    vault.run_all(&unproven(&vault, "tok-three-3")).succeeds();
}

#[test]
fn the_fifty_first_credential_of_a_connector_is_refused() {
    let vault = Vault::with(&["allow_unverified=true"]);
    for number in 1..=50 {
        vault.run_all(&unproven(&vault, &format!("tok-{number:04}"))).succeeds();
    }
    let error = vault.refused(&and(&unproven(&vault, "tok-0051"), &[]));
    assert_eq!(
        (error["code"].as_str(), error["details"]["limit"].as_i64()),
        (Some("credential.limit_reached"), Some(50))
    );
    let list = vault.json(&["credential", "list"]);
    assert_eq!(list["total"], 50);
    let mut names: Vec<&str> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["name"].as_str().unwrap())
        .collect();
    names.dedup();
    assert_eq!(names.len(), 50, "generated names differ");
}

#[test]
fn names_in_any_script_are_kept_exactly_and_found_again() {
    let vault = Vault::with(&["allow_unverified=true"]);
    let longest = "ñ".repeat(200);
    let names = [
        longest.as_str(),
        "🗄️ Buchhaltung 🔑",
        "חשבון ייצור",
        "O'Brien \"prod\"; DROP TABLE x --",
        "--json",
    ];
    for (number, name) in names.into_iter().enumerate() {
        let added = vault.json(&and(
            &unproven(&vault, &format!("tok-name-{number}")),
            &[&format!("--name={name}")],
        ));
        assert_eq!(added["credential"]["name"], name);
        assert_eq!(
            vault.json(&["credential", "list", &format!("--search={name}")])["total"],
            1,
            "{name}"
        );
        if !name.starts_with("--") {
            assert_eq!(vault.json(&["credential", "show", name])["credential"]["name"], name);
        }
    }
    let long = "x".repeat(201);
    for (bad, why) in [(long.as_str(), "201"), (" ", "empty"), ("two\nlines", "line break")] {
        let error = vault.refused(&and(&unproven(&vault, "tok-bad"), &["--name", bad]));
        assert_eq!(error["code"], "request.invalid", "{error}");
        assert!(error["message"].as_str().unwrap().contains(why), "{error}");
    }
    assert_eq!(vault.json(&["credential", "list"])["total"], names.len());
}

#[test]
fn a_taken_name_and_a_secret_that_is_stored_already_are_told_before_anything_is_saved() {
    let vault = Vault::with(&["allow_unverified=true"]);
    vault.run(&and(&unproven(&vault, "tok-one-1"), &["--name", "CRM"])).succeeds();
    let taken = vault.refused(&and(&unproven(&vault, "tok-two-2"), &["--name", "CRM"]));
    assert_eq!(
        (taken["code"].as_str(), taken["details"]["field"].as_str()),
        (Some("credential.name_taken"), Some("/name"))
    );
    let same = vault.refused(&and(&unproven(&vault, "tok-one-1"), &["--name", "CRM again"]));
    assert_eq!(
        (same["code"].as_str(), same["details"]["name"].as_str()),
        (Some("credential.duplicate"), Some("CRM"))
    );
    vault
        .run(&and(&unproven(&vault, "tok-one-1"), &["--name", "CRM again", "--allow-duplicate"]))
        .succeeds();

    let several = vault.run(&["credential", "show", "", "--json"]);
    assert_eq!(several.code, 1, "{several}");
    vault.run(&["credential", "rename", "CRM", "Sales"]).succeeds();
    assert_eq!(
        vault.refused(&["credential", "rename", "Sales", "CRM again"])["code"],
        "credential.name_taken"
    );
    assert_eq!(vault.refused(&["credential", "show", "CRM"])["code"], "credential.not_found");
}

#[test]
fn of_two_people_who_edit_the_same_version_the_second_is_told() {
    let (vault, server) = (Vault::new(), Postgres::start());
    let words = database(&vault, server.port(), Postgres::APP_USER.password);
    vault.run(&and(&words, &["--name", "Warehouse"])).succeeds();
    let edit = |name: &str| {
        ["credential", "update", "Warehouse", "--expect-version", "1", "--name", name]
            .map(str::to_owned)
    };
    vault.run_all(&edit("Warehouse")).succeeds();
    let second = vault.refused(&and(&edit("Mine"), &[]));
    assert_eq!(second["code"], "credential.changed_elsewhere", "{second}");
    assert_eq!(vault.json(&["credential", "show", "Warehouse"])["credential"]["version"], 2);
}

#[test]
fn processes_at_the_same_time_neither_lose_nor_double_anything() {
    let vault = Vault::with(&["allow_unverified=true", "credentials_per_connector=3"]);
    let words: Vec<Vec<String>> =
        (0..6).map(|number| unproven(&vault, &format!("tok-race-{number}"))).collect();
    let children: Vec<_> =
        words.iter().map(|words| vault.spawn(&and(words, &["--json"]))).collect();
    let ended: Vec<_> = children
        .into_iter()
        .map(|child| crate::harness::Transcript::finished(child, &["race"]))
        .collect();
    let saved = ended.iter().filter(|one| one.code == 0).count();
    let codes: Vec<Value> =
        ended.iter().filter(|one| one.code != 0).map(|one| one.error(1)["code"].clone()).collect();
    assert_eq!(saved, 3, "{codes:?}");
    assert!(codes.iter().all(|code| code == "credential.limit_reached"), "{codes:?}");
    assert_eq!(vault.json(&["credential", "list"])["total"], 3);
    assert_eq!(vault.json(&["activity", "verify"])["intact"], true);
}
