//! `credenza connection …`: credentials, with the members that Membrane's connections have.

use crate::args::ConnectionCommand;
use crate::command::{Context, credential};
use credenza_protocol::Failure;
use credenza_protocol::operation::{CredentialDelete, CredentialList, CredentialShow};
use serde_json::{Value, json};
use std::process::ExitCode;

pub(in crate::command) async fn run(
    context: &Context<'_>,
    command: ConnectionCommand,
) -> Result<ExitCode, Failure> {
    match command {
        ConnectionCommand::List { connector, search, archived } => {
            let request = json!({
                "connector": connector,
                "search": search,
                "archived": archived,
                "limit": 1000,
            });
            let mut answer = context.terminal.ask::<CredentialList>(request).await?;
            if let Some(items) = answer["items"].as_array_mut() {
                items.iter_mut().for_each(add_members);
            }
            Ok(context.output.result(&answer, || credential::list_text(&answer)))
        }
        ConnectionCommand::Get(one) => {
            let request = json!({"credential": one.credential});
            let mut answer = context.terminal.ask::<CredentialShow>(request).await?;
            let text = credential::detail_text(&answer);
            let mut connection = answer["credential"].take();
            add_members(&mut connection);
            Ok(context.output.result(&connection, || text))
        }
        ConnectionCommand::Archive { credential, keep_grant } => {
            let request = json!({"credential": credential, "keep_grant": keep_grant});
            let mut answer = context.terminal.ask::<CredentialDelete>(request).await?;
            let text = credential::deleted_text(&answer);
            let mut connection = answer["credential"].take();
            add_members(&mut connection);
            Ok(context.output.result(&connection, || text))
        }
    }
}

/// Membrane's names for what a credential says, beside its own.
fn add_members(credential: &mut Value) {
    let state = credential["state"].as_str().unwrap_or_default();
    let connected = matches!(state, "connected" | "expiring" | "refreshing" | "degraded");
    let copies = [
        ("connectorId", "connector"),
        ("integrationKey", "connector"),
        ("authOptionKey", "auth"),
        ("createdAt", "created_at"),
        ("updatedAt", "updated_at"),
        ("archivedAt", "archived_at"),
    ];
    for (name, of) in copies {
        credential[name] = credential[of].clone();
    }
    let grant = credential["grant"].clone();
    credential["connected"] = connected.into();
    credential["disconnected"] = (!connected).into();
    credential["canTest"] = true.into();
    credential["canRefreshCredentials"] = grant["refreshable"].as_bool().unwrap_or(false).into();
    credential["nextCredentialsRefreshAt"] = grant["refresh_at"].clone();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_says_what_membranes_clients_ask_for() {
        let mut connection = json!({"state": "degraded", "connector": "gmail", "grant": {"refreshable": true, "refresh_at": "x"}});
        add_members(&mut connection);
        assert_eq!(connection["connected"], true);
        assert_eq!(connection["connectorId"], "gmail");
        assert_eq!(connection["canRefreshCredentials"], true);
        let mut lost = json!({"state": "disconnected", "connector": "gmail", "grant": null});
        add_members(&mut lost);
        assert_eq!(lost["disconnected"], true);
        assert_eq!(lost["canRefreshCredentials"], false);
    }
}
