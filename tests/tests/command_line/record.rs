//! The record of what happened, and the settings that it shows changing.

use crate::bad_drafts::unproven;
use crate::harness::{Vault, and};
use serde_json::json;

#[test]
fn what_happened_is_listed_with_who_did_it_and_what_was_refused() {
    let vault = Vault::new();
    vault.refused(&and(&unproven(&vault, "tok-1"), &["--name", "CRM"]));
    vault.run(&["setting", "set", "allow_unverified=true"]).succeeds();
    vault.run(&and(&unproven(&vault, "tok-1"), &["--name", "CRM"])).succeeds();
    vault.run(&["credential", "delete", "CRM"]).succeeds();
    let list = vault.json(&["activity", "list"]);
    let entries = list["items"].as_array().unwrap();
    let actions: Vec<_> = entries
        .iter()
        .map(|entry| (entry["action"].as_str().unwrap(), entry["outcome"].as_str().unwrap()))
        .collect();
    assert_eq!(
        actions,
        [
            ("credential.delete", "done"),
            ("credential.add", "done"),
            ("setting.update", "done"),
            ("credential.add", "failed"),
            ("vault.create", "done"),
        ]
    );
    let actor = &entries[0]["actor"];
    assert_eq!(actor["kind"], "command_line");
    let uid = format!("uid {}", rustix::process::getuid().as_raw());
    assert_eq!(actor["user"], uid, "$USER is not set in these tests");
    assert_eq!(entries[2]["detail"]["after"], "allow_unverified=true");
    assert_eq!(vault.json(&["activity", "list", "--action", "credential.add"])["total"], 2);
    assert_eq!(
        vault.json(&["activity", "list", "--limit", "1"])["items"].as_array().unwrap().len(),
        1
    );
}

#[test]
fn an_entry_that_was_changed_removed_or_cut_off_is_caught() {
    for (what, statement) in [
        ("changed", "UPDATE activity SET outcome = 'refused' WHERE seq = 2"),
        ("removed", "DELETE FROM activity WHERE seq = 2"),
        ("cut off", "DELETE FROM activity WHERE seq = (SELECT max(seq) FROM activity)"),
    ] {
        let vault = Vault::with(&["stage_seconds=3"]);
        vault.run(&["setting", "set", "stage_seconds=4"]).succeeds();
        let intact = vault.json(&["activity", "verify"]);
        assert_eq!((&intact["intact"], &intact["entries"]), (&json!(true), &json!(3)), "{what}");
        vault.sql(statement);
        let error = vault.refused(&["activity", "verify"]);
        assert_eq!(error["code"], "activity.broken", "{what}: {error}");
        assert!(
            error["hint"].is_string() && error["details"]["intact"] == false,
            "{what}: {error}"
        );
    }
}

#[test]
fn settings_are_shown_changed_and_refused_outside_their_range() {
    let vault = Vault::new();
    let before = vault.json(&["setting", "list"]);
    assert_eq!(
        before,
        json!({"allow_unverified": false, "credentials_per_connector": 50, "auto_lock_minutes": 15,
               "stage_seconds": 10, "total_seconds": 30, "archive_days": 30, "check_hours": 24})
    );
    let after = vault.json(&["setting", "set", "archive_days=7", "auto_lock_minutes=0"]);
    assert_eq!((&after["archive_days"], &after["auto_lock_minutes"]), (&json!(7), &json!(0)));
    for wrong in [
        "stage_seconds=0",
        "stage_seconds=121",
        "allow_unverified=maybe",
        "colour=red",
        "archive_days",
    ] {
        let error = vault.refused(&["setting", "set", wrong]);
        assert_eq!(error["code"], "request.invalid", "{wrong}: {error}");
    }
    assert_eq!(vault.json(&["setting", "list"]), after);
}
