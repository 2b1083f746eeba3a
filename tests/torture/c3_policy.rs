//! C3: every column that carries policy, changed by SQL: where a secret may go, what state it is in, what guards it.
//! What relies on it is refused, and not one byte of a secret goes elsewhere.

use crate::Run;
use crate::app_host::Harness;
use crate::keyed_vault::{Tokens, copy};
use crate::report::{Control, Outcome};
use crate::scratch;
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions};
use std::path::Path;

/// What is tried after a change, and has to be refused.
#[derive(Clone, Copy)]
enum Try {
    /// Sending the secret.
    Verify,
    /// Deleting the guarded credential, or saying what uses it.
    Delete,
    /// Opening the vault, or anything that obeys settings.
    Open,
    /// Activating the flow again.
    Activate,
}

const CREDENTIAL: [(&str, &str); 20] = [
    ("policy", "replace(policy, '127.0.0.1', 'localhost')"),
    ("policy", "replace(policy, 'PORT', 'EVIL')"),
    ("public", "replace(public, 'PORT', 'EVIL')"),
    ("connector", "'http-api-key'"),
    ("auth", "'basic'"),
    ("name", "'n9'"),
    ("secret", "(SELECT secret FROM credential WHERE name = 'n1')"),
    ("secret_version", "secret_version + 1"),
    ("secret_fields", "'[]'"),
    ("state", "'{\"state\":\"unverified\"}'"),
    ("account", "'root'"),
    ("target", "'elsewhere'"),
    ("proof", "NULL"),
    ("verified_at", "verified_at + 86400000"),
    ("unverified_reason", "'because'"),
    ("proven", "1 - proven"),
    ("needs_attention", "1"),
    ("dek_version", "dek_version + 1"),
    ("version", "version + 1"),
    ("row_mac", "(SELECT row_mac FROM credential WHERE name = 'n1')"),
];

const OTHERS: [(&str, Try); 17] = [
    ("DELETE FROM active_flow_credential", Try::Delete),
    ("DELETE FROM active_flow_credential WHERE position = 0", Try::Delete),
    ("UPDATE active_flow_credential SET step = 'other' WHERE position = 0", Try::Delete),
    ("UPDATE active_flow_credential SET position = position + 5", Try::Delete),
    (
        "UPDATE active_flow_credential SET credential_id = (SELECT id FROM credential WHERE name = 'n1')",
        Try::Delete,
    ),
    ("DELETE FROM flow_credential", Try::Delete),
    ("UPDATE flow SET status = 'paused', active_version = NULL", Try::Delete),
    ("UPDATE flow SET active_version = 99", Try::Delete),
    ("UPDATE flow_version SET document = replace(document, 'Nightly', 'Other')", Try::Activate),
    ("UPDATE flow SET version = 2", Try::Activate),
    ("UPDATE flow SET name = 'x'", Try::Activate),
    (
        "UPDATE setting SET value = replace(value, 'false', 'true') WHERE name = 'settings'",
        Try::Open,
    ),
    ("UPDATE setting SET value = '{}' WHERE name = 'settings'", Try::Open),
    ("UPDATE connector SET hosts = '[\"evil.example\"]'", Try::Open),
    (
        "UPDATE connector SET source = replace(source, 'petstore.swagger', 'evil.swagger')",
        Try::Open,
    ),
    ("UPDATE key_slot SET slot = replace(slot, 'keyring', 'passphrase')", Try::Open),
    ("UPDATE organization SET active_dek = 2", Try::Open),
];

pub(crate) fn run(_: &Run) -> Result<Outcome> {
    let runtime = scratch::runtime()?;
    runtime.block_on(async {
        let (mut tokens, evil) = (Tokens::start().await?, Tokens::start().await?);
        let folder = scratch::folder()?;
        tokens.fill(folder.path(), 2).await?;
        prepare(folder.path()).await?;
        let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
        let mut fooled = 0;
        let credential = CREDENTIAL.iter().map(|(column, value)| {
            let value = value.replace("PORT", &tokens.port().to_string());
            let value = value.replace("EVIL", &evil.port().to_string());
            (format!("UPDATE credential SET {column} = {value} WHERE name = 'n0'"), Try::Verify)
        });
        let others = OTHERS.iter().map(|(sql, tried)| ((*sql).to_owned(), *tried));
        for (sql, tried) in credential.chain(others) {
            outcome.cases += 1;
            let copied = scratch::folder()?;
            copy(folder.path(), copied.path())?;
            fooled += change(copied.path(), &sql).await?;
            tokens.take();
            match attempt(copied.path(), tried).await {
                Err(error) => outcome.failures.push(format!("{sql}: {error:#}")),
                Ok(false) => outcome.failures.push(format!("{sql}: it was done all the same")),
                Ok(true) => {}
            }
            let sent = tokens.take().into_iter().filter(|token| token.contains("tok-0")).count();
            if matches!(tried, Try::Verify) && sent > 0 || !evil.take().is_empty() {
                outcome.failures.push(format!("{sql}: the secret was sent"));
            }
        }
        // Control: the database itself took every one of these changes.
        outcome.control = Control::of(fooled);
        Ok(outcome)
    })
}

/// A flow that uses both credentials, an imported connector, and changed settings.
async fn prepare(folder: &Path) -> Result<()> {
    let app = Harness::open(folder).await?;
    app.unlock().await?;
    let step = |id: &str, name: &str| json!({"id": id, "connector": "http-bearer", "action": "request", "credential": name});
    let document = json!({"name": "Nightly", "steps": [step("a", "n0"), step("b", "n1")]});
    app.must("flow.save", json!({"document": document})).await?;
    app.must("flow.activate", json!({"flow": "Nightly"})).await?;
    app.must("setting.update", json!({"archive_days": 9})).await?;
    let toml = include_str!("../../src-tauri/credenza-connect/catalogue/petstore.toml")
        .replace("id = \"petstore\"", "id = \"mine\"");
    let seen = app.must("connector.import", json!({"toml": toml})).await?;
    let import = json!({"toml": toml, "approve_hosts": seen["hosts"]});
    app.must("connector.import", import).await?;
    let refused = app.ask("credential.delete", json!({"credential": "n0"})).await;
    ensure!(refused.is_err_and(|failure| failure.code.as_str() == "credential.in_use"), "no guard");
    app.close().await;
    Ok(())
}

/// How many rows the database let itself be changed.
async fn change(folder: &Path, sql: &str) -> Result<u64> {
    let options = SqliteConnectOptions::new().filename(folder.join("vault/vault.db"));
    let mut connection = options.foreign_keys(false).connect().await?;
    let done = sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
    ensure!(done.rows_affected() > 0, "nothing was changed: the case shows nothing");
    Ok(done.rows_affected())
}

/// Whether it was refused.
async fn attempt(folder: &Path, tried: Try) -> Result<bool> {
    let app = Harness::open(folder).await?;
    let opened = app.unlock().await;
    let refused = match tried {
        Try::Open => opened.is_err(),
        Try::Verify => {
            opened?;
            let id = id_of_first(&app).await?;
            let done = app.ask("credential.verify", json!({"credentials": [id]})).await;
            done.is_err() || done.is_ok_and(|view| view["results"][0]["outcome"] != "passed")
        }
        Try::Delete => {
            opened?;
            let id = json!({"credential": "n0"});
            let deleted = app.ask("credential.delete", id.clone()).await;
            deleted.is_err() && app.ask("credential.usage", id).await.is_err()
        }
        Try::Activate => {
            opened?;
            app.ask("flow.activate", json!({"flow": "Nightly"})).await.is_err()
        }
    };
    app.close().await;
    Ok(refused)
}

/// The changed row may have another name: it is the one that is not 'n1', or the damaged one.
async fn id_of_first(app: &Harness) -> Result<Value> {
    let listed = app.must("credential.list", json!({})).await?;
    let items = listed["items"].as_array().cloned().unwrap_or_default();
    let changed = items.iter().find(|item| item["state"] == "unreadable");
    let item = changed.or_else(|| items.iter().find(|item| item["name"] == "n0"));
    Ok(item.map(|item| item["id"].clone()).unwrap_or_default())
}
