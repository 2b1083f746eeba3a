//! The catalogue, and connector files that people import.

use crate::harness::{Vault, and};
use serde_json::json;

const FILE: &str = r#"
format = 1
id = "lantern"
name = "Lantern"
category = "utility"
description = "A service of our own."
keywords = ["lamps"]
docs_url = "https://docs.lantern.example"
hosts = ["api.lantern.example"]
base_url = "https://api.lantern.example"
date_checked = "2026-11-21"

[[auth]]
id = "token"
title = "Token"
kind = "bearer"
place = [{ in = "header", name = "Authorization", value = "Bearer {token}" }]

[auth.fields]
required = ["token"]

[auth.fields.properties.token]
title = "Token"
writeOnly = true
maxLength = 1000

[auth.probe]
url = "/me"
success_status = [200]
"#;

#[test]
fn a_connector_is_found_by_its_name_its_category_and_what_it_is_for() {
    let vault = Vault::new();
    let all = vault.json(&["connector", "list"]);
    assert!(all["items"].as_array().unwrap().len() > 300, "the whole catalogue");
    let databases = vault.json(&["connector", "list", "--category", "databases"]);
    let items = databases["items"].as_array().unwrap();
    assert!(
        !items.is_empty() && items.iter().all(|item| item["category"] == "Databases"),
        "{databases}"
    );
    let found = vault.json(&["connector", "search", "send", "email"]);
    let ids: Vec<_> =
        found["items"].as_array().unwrap().iter().filter_map(|item| item["id"].as_str()).collect();
    assert!(ids.contains(&"smtp") && ids.contains(&"aws-ses"), "{ids:?}");
    assert!(found["items"][0]["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()));
    assert_eq!(vault.json(&["connector", "search", "zzqqxx"])["items"], json!([]));
    let postgresql = vault.json(&["connector", "show", "postgresql"]);
    assert_eq!(postgresql["auth"][0]["schema"]["properties"]["password"]["writeOnly"], true);
}

#[test]
fn a_connector_file_is_imported_once_its_hosts_are_approved_and_removed_when_nothing_uses_it() {
    let vault = Vault::with(&["allow_unverified=true"]);
    let path = vault.file("lantern.toml", FILE);
    let unasked = vault.run(&["connector", "import", &path, "--json"]);
    assert_eq!(unasked.code, 1, "{unasked}");
    assert!(unasked.stdout.contains("connector.hosts_unapproved"), "{unasked}");
    let other = vault.refused(&["connector", "import", &path, "--approve-host", "other.example"]);
    assert_eq!(other["code"], "connector.hosts_unapproved", "{other}");
    assert_eq!(vault.refused(&["connector", "show", "lantern"])["code"], "connector.not_found");

    let imported =
        vault.json(&["connector", "import", &path, "--approve-host", "api.lantern.example"]);
    assert_eq!(
        (&imported["id"], &imported["imported"]),
        (&json!("lantern"), &json!(true)),
        "{imported}"
    );
    assert_eq!(vault.json(&["connector", "show", "lantern"])["built_in"], false);
    let mut words = vault.add("lantern", &[], &[("token", "tok-lantern")]);
    words.extend(
        ["--name", "Lamp", "--unverified", "--reason", "no network here"].map(str::to_owned),
    );
    vault.run(&and(&words, &[])).succeeds();
    assert_eq!(vault.refused(&["connector", "remove", "lantern"])["code"], "connector.in_use");
    vault.run(&["credential", "delete", "Lamp"]).succeeds();
    vault.run(&["credential", "erase", "Lamp", "--yes"]).succeeds();
    vault.run(&["connector", "remove", "lantern"]).succeeds();
    assert_eq!(vault.refused(&["connector", "show", "lantern"])["code"], "connector.not_found");
    assert_eq!(vault.refused(&["connector", "remove", "sftp"])["code"], "connector.in_use");
}

#[test]
fn a_connector_file_that_is_not_valid_is_refused_with_its_place() {
    let vault = Vault::new();
    let without_probe = FILE.split("[auth.probe]").next().unwrap();
    for (file, why) in [(without_probe, "no probe"), ("id = ", "no TOML"), ("", "empty")] {
        let path = vault.file("bad.toml", file);
        let error =
            vault.refused(&["connector", "import", &path, "--approve-host", "api.lantern.example"]);
        assert_eq!(error["code"], "connector.invalid", "{why}: {error}");
        assert!(error["details"]["errors"][0]["message"].is_string(), "{why}: {error}");
    }
    let built_in = FILE.replace("id = \"lantern\"", "id = \"sftp\"");
    let path = vault.file("taken.toml", built_in);
    let error =
        vault.refused(&["connector", "import", &path, "--approve-host", "api.lantern.example"]);
    assert_eq!(error["code"], "connector.invalid", "{error}");
}
