//! `credenza vault …`

use super::Context;
use crate::args::{Method, VaultCommand};
use crate::input::{ask_secret, can_ask};
use crate::unlock::given_passphrase;
use credenza_protocol::operation::{VaultCreate, VaultLock, VaultSetPassphrase, VaultStatus};
use credenza_protocol::vault::{KeyringState, UnlockMethod, VaultState, VaultStatusView};
use credenza_protocol::{ErrorCode, Failure};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::process::ExitCode;

pub(super) async fn run(context: &Context<'_>, command: VaultCommand) -> Result<ExitCode, Failure> {
    let answer = match command {
        VaultCommand::Create { method } => create(context, method).await?,
        VaultCommand::Status | VaultCommand::Unlock => {
            context.terminal.ask::<VaultStatus>(json!({})).await?
        }
        VaultCommand::Lock => context.terminal.ask::<VaultLock>(json!({})).await?,
        VaultCommand::SetPassphrase => set_passphrase(context).await?,
    };
    Ok(context.output.result(&answer, || text(&answer)))
}

async fn create(context: &Context<'_>, method: Option<Method>) -> Result<Value, Failure> {
    let status = context.terminal.call::<VaultStatus>(json!({})).await?;
    let given = given_passphrase(context.global)?;
    let keyring = match method {
        Some(Method::Keyring) => true,
        Some(Method::Passphrase) => false,
        None => given.is_none() && status.keyring == KeyringState::Available,
    };
    if keyring {
        return context.terminal.ask::<VaultCreate>(json!({"method": "keyring"})).await;
    }
    let passphrase = match given {
        Some(passphrase) => passphrase,
        None => new_passphrase(context)?,
    };
    // Exposed into the request, which the application zeroizes.
    let request = json!({"method": "passphrase", "passphrase": passphrase.expose_secret()});
    context.terminal.ask::<VaultCreate>(request).await
}

async fn set_passphrase(context: &Context<'_>) -> Result<Value, Failure> {
    let status = context.terminal.call::<VaultStatus>(json!({})).await?;
    let current = match status.methods.contains(&UnlockMethod::Passphrase) {
        true => Some(ask_secret("Present passphrase", context.global.no_input)?),
        false => None,
    };
    let new = new_passphrase(context)?;
    // Exposed into the request, which the application zeroizes.
    let current = current.as_ref().map(ExposeSecret::expose_secret);
    let request = json!({"current": current, "new": new.expose_secret()});
    context.terminal.ask::<VaultSetPassphrase>(request).await
}

fn new_passphrase(context: &Context<'_>) -> Result<SecretString, Failure> {
    let no_input = context.global.no_input;
    if !can_ask(no_input) {
        return Err(Failure::new(ErrorCode::RequestInvalid, "A passphrase is needed")
            .hint("Give it with --passphrase-fd N, or use --method keyring."));
    }
    let first = ask_secret("New passphrase (at least 12 characters)", no_input)?;
    let second = ask_secret("Again", no_input)?;
    // Exposed to be compared with each other, both just typed.
    if first.expose_secret() != second.expose_secret() {
        return Err(Failure::new(ErrorCode::RequestInvalid, "The two passphrases differ")
            .hint("Nothing was changed. Try again."));
    }
    Ok(first)
}

fn text(answer: &Value) -> String {
    let Ok(status) = serde_json::from_value::<VaultStatusView>(answer.clone()) else {
        return answer.to_string();
    };
    let state = match status.state {
        VaultState::Missing => "There is no vault here yet; 'credenza vault create' makes one.",
        VaultState::Locked => "Locked.",
        VaultState::Open => "Open.",
    };
    let methods: Vec<&str> = status
        .methods
        .iter()
        .map(|method| match method {
            UnlockMethod::Keyring => "the system keyring",
            UnlockMethod::Passphrase => "a passphrase",
        })
        .collect();
    let mut text = format!("{state}\nFolder: {}\n", status.folder);
    if !methods.is_empty() {
        text.push_str(&format!("Unlocked by: {}\n", methods.join(", ")));
    }
    if status.unreadable > 0 {
        text.push_str(&format!("{} credentials cannot be read\n", status.unreadable));
    }
    text
}
