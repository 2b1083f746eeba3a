//! Saving without a dry run: refused unless the settings allow it, visible, and of no use to a flow.

use crate::bad_drafts::unproven;
use crate::harness::{Vault, and};
use serde_json::json;

#[test]
fn saving_without_verifying_is_refused_by_default_and_needs_a_reason() {
    let vault = Vault::new();
    let words = unproven(&vault, "tok-unproven");
    let error = vault.refused(&and(&words, &[]));
    assert_eq!(error["code"], "verification.required", "{error}");
    assert!(error["hint"].as_str().unwrap().contains("allow_unverified"), "{error}");
    vault.run(&["setting", "set", "allow_unverified=true"]).succeeds();
    let silent = vault.run(&and(&words[..words.len() - 2], &["--json"]));
    assert_eq!(silent.code, 2, "--reason is required: {silent}");
    let blank = vault.refused(&and(&words[..words.len() - 1], &["  "]));
    assert_eq!(blank["code"], "draft.invalid", "{blank}");
    assert_eq!(vault.json(&["credential", "list"])["total"], 0);
}

#[test]
fn what_was_saved_without_verifying_says_so_and_keeps_a_flow_from_running() {
    let vault = Vault::with(&["allow_unverified=true"]);
    let added = vault.json(&and(&unproven(&vault, "tok-unproven"), &["--name", "CRM"]));
    assert_eq!(
        (&added["credential"]["state"], &added["credential"]["proof"]),
        (&json!("unverified"), &json!(null))
    );
    let page = vault.json(&["credential", "show", "CRM"]);
    assert_eq!(page["unverified_reason"], "the provider is down");
    save_flow(&vault);
    is_not_ready(&vault, "credential_unverified");
    vault.run(&["credential", "delete", "CRM"]).succeeds();
}

fn save_flow(vault: &Vault) {
    let step = json!({"id": "read", "connector": "http-bearer", "action": "request", "credential": "CRM",
                      "input": {"method": "GET", "path": "/me"}});
    let flow = json!({"name": "Sync", "trigger": {"type": "manual"}, "steps": [step]});
    vault.run(&["flow", "save", &vault.file("flow.json", flow.to_string())]).succeeds();
}

fn is_not_ready(vault: &Vault, reason: &str) {
    let error = vault.refused(&["flow", "activate", "Sync"]);
    assert_eq!(error["code"], "flow.not_ready", "{error}");
    let problem = &error["details"]["problems"][0];
    assert_eq!((&problem["step"], &problem["reason"]), (&json!("read"), &json!(reason)));
}

#[test]
fn a_quarantined_credential_keeps_a_flow_from_being_activated_and_is_unproven_after_its_release() {
    let vault = Vault::with(&["allow_unverified=true"]);
    vault.run(&and(&unproven(&vault, "tok-unproven"), &["--name", "CRM"])).succeeds();
    let set_aside = vault.json(&["credential", "quarantine", "CRM"]);
    assert_eq!(set_aside["credential"]["state"], "quarantined");
    save_flow(&vault);
    is_not_ready(&vault, "credential_quarantined");
    let released = vault.json(&["credential", "release", "CRM"]);
    assert_eq!(released["credential"]["state"], "unverified", "{released}");
}
