//! Opens the vault for one command: by the passphrase that was given, else by the keyring, else by
//! asking.

use crate::args::Global;
use crate::input::{ask_secret, can_ask, read_secret_fd};
use crate::output::say;
use crate::terminal::Terminal;
use credenza_protocol::operation::{VaultStatus, VaultUnlock};
use credenza_protocol::vault::{OlderVault, UnlockMethod, VaultState};
use credenza_protocol::{ErrorCode, Failure};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

/// Opens the vault; the passphrase that did it, if one did.
pub(crate) async fn unlock(
    terminal: &Terminal,
    global: &Global,
    older: OlderVault,
) -> Result<Option<SecretString>, Failure> {
    let status = terminal.call::<VaultStatus>(json!({})).await?;
    if status.state == VaultState::Open {
        return Ok(None);
    }
    if let Some(passphrase) = given_passphrase(global)? {
        unlock_with(terminal, Some(&passphrase), older).await?;
        return Ok(Some(passphrase));
    }
    if status.state == VaultState::Missing || status.methods.contains(&UnlockMethod::Keyring) {
        let result = unlock_with(terminal, None, older).await;
        let other_way =
            status.methods.contains(&UnlockMethod::Passphrase) && can_ask(global.no_input);
        let is_older = result.as_ref().is_err_and(|f| f.code == ErrorCode::VaultRolledBack);
        if result.is_ok() || is_older || !other_way {
            return result.map(|()| None);
        }
    }
    if !can_ask(global.no_input) {
        return Err(Failure::new(ErrorCode::VaultLocked, "The vault is locked")
            .hint("Give its passphrase with --passphrase-fd N."));
    }
    let passphrase = ask_secret("Passphrase", global.no_input)?;
    unlock_with(terminal, Some(&passphrase), older).await?;
    Ok(Some(passphrase))
}

/// Opens the vault where nobody has to be asked: a passphrase was given, or the keyring has the key.
pub(crate) async fn unlock_if_possible(
    terminal: &Terminal,
    global: &Global,
) -> Result<(), Failure> {
    let status = terminal.call::<VaultStatus>(json!({})).await?;
    if status.state != VaultState::Locked {
        return Ok(());
    }
    if let Some(passphrase) = given_passphrase(global)? {
        return unlock_with(terminal, Some(&passphrase), OlderVault::Refuse).await;
    }
    if status.methods.contains(&UnlockMethod::Keyring)
        && let Err(failure) = unlock_with(terminal, None, OlderVault::Refuse).await
        && !global.json
    {
        say(&format!("The vault stays locked: {}", failure.message));
    }
    Ok(())
}

/// The passphrase from `--passphrase-fd`, if there is one.
pub(crate) fn given_passphrase(global: &Global) -> Result<Option<SecretString>, Failure> {
    global.passphrase_fd.map(read_secret_fd).transpose()
}

async fn unlock_with(
    terminal: &Terminal,
    passphrase: Option<&SecretString>,
    older: OlderVault,
) -> Result<(), Failure> {
    // Exposed into the request, which the application zeroizes.
    let passphrase = passphrase.map(|secret| secret.expose_secret().to_owned());
    terminal
        .call::<VaultUnlock>(json!({ "passphrase": passphrase, "older": older }))
        .await
        .map(|_| ())
}
