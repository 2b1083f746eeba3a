//! `credenza vault …`

use super::{Context, vault_keys};
use crate::args::{Method, UnlockArgs, VaultCommand};
use crate::input::{ask_secret, can_ask};
use crate::output::plural;
use crate::unlock::{given_passphrase, unlock};
use credenza_protocol::operation::{
    VaultCreate, VaultLock, VaultRecover, VaultSetPassphrase, VaultStatus,
};
use credenza_protocol::vault::{
    KeyringState, OlderVault, SlotKind, SlotView, UnlockMethod, VaultState, VaultStatusView,
};
use credenza_protocol::{ErrorCode, Failure};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::process::ExitCode;

pub(super) async fn run(context: &Context<'_>, command: VaultCommand) -> Result<ExitCode, Failure> {
    let answer = match command {
        VaultCommand::Create { method } => create(context, method).await?,
        VaultCommand::Status => context.terminal.ask::<VaultStatus>(json!({})).await?,
        VaultCommand::Unlock(args) => unlock_or_recover(context, &args).await?,
        VaultCommand::Lock => context.terminal.ask::<VaultLock>(json!({})).await?,
        VaultCommand::SetPassphrase => set_passphrase(context).await?,
        VaultCommand::Restore(args) => vault_keys::restore(context, &args).await?,
        VaultCommand::Rotate { key } => return vault_keys::rotate(context, key).await,
        VaultCommand::Backup(args) => return vault_keys::back_up(context, &args).await,
        VaultCommand::RecoveryKit(command) => {
            return vault_keys::recovery_kit(context, &command).await;
        }
    };
    Ok(context.output.result(&answer, || text(&answer)))
}

async fn unlock_or_recover(context: &Context<'_>, args: &UnlockArgs) -> Result<Value, Failure> {
    let older = if args.accept_older { OlderVault::Accept } else { OlderVault::Refuse };
    let Some(kit) = vault_keys::read_kit(&args.kit)? else {
        unlock(context.terminal, context.global, older).await?;
        return context.terminal.ask::<VaultStatus>(json!({})).await;
    };
    let (method, passphrase) = new_method(context, args.method).await?;
    // Exposed into the request, which the application zeroizes.
    let request = json!({
        "recovery_kit": kit.expose_secret(),
        "method": method,
        "passphrase": passphrase.as_ref().map(ExposeSecret::expose_secret),
        "older": older,
    });
    context.terminal.ask::<VaultRecover>(request).await
}

/// How a vault is unlocked from now on, with the passphrase for it.
pub(super) async fn new_method(
    context: &Context<'_>,
    method: Option<Method>,
) -> Result<(UnlockMethod, Option<SecretString>), Failure> {
    let given = given_passphrase(context.global)?;
    let keyring = match method {
        Some(Method::Keyring) => true,
        Some(Method::Passphrase) => false,
        None if given.is_some() => false,
        None => {
            let status = context.terminal.call::<VaultStatus>(json!({})).await?;
            status.keyring == KeyringState::Available
        }
    };
    if keyring {
        return Ok((UnlockMethod::Keyring, None));
    }
    let passphrase = match given {
        Some(passphrase) => passphrase,
        None => new_passphrase(context)?,
    };
    Ok((UnlockMethod::Passphrase, Some(passphrase)))
}

async fn create(context: &Context<'_>, method: Option<Method>) -> Result<Value, Failure> {
    let (method, passphrase) = new_method(context, method).await?;
    // Exposed into the request, which the application zeroizes.
    let passphrase = passphrase.as_ref().map(ExposeSecret::expose_secret);
    context.terminal.ask::<VaultCreate>(json!({"method": method, "passphrase": passphrase})).await
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

pub(super) fn new_passphrase(context: &Context<'_>) -> Result<SecretString, Failure> {
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
    let mut text = format!("{state}\nFolder: {}\n", status.folder);
    for slot in &status.slots {
        text.push_str(&slot_line(slot));
    }
    if status.rotation_unfinished {
        text.push_str(
            "A rotation of the data key has not ended; 'credenza vault rotate' takes it up.\n",
        );
    }
    if status.unreadable > 0 {
        let count = plural(status.unreadable, "credential");
        text.push_str(&format!("{count} cannot be read\n"));
    }
    text
}

fn slot_line(slot: &SlotView) -> String {
    let kind = match slot.kind {
        SlotKind::Keyring => "the system keyring",
        SlotKind::Passphrase => "a passphrase",
        SlotKind::RecoveryKit => "the recovery kit",
    };
    let verified = match (slot.kind, slot.verified_at) {
        (_, Some(at)) => format!(", last verified {at}"),
        _ => String::new(),
    };
    format!("Unlocked by {kind} (key {}, since {}{verified})\n", slot.key, slot.created_at)
}
