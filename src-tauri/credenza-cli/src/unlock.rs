//! Opens the vault for one command: by the passphrase that was given, else by the keyring, else by
//! asking.

use crate::args::Global;
use crate::input::{ask_secret, can_ask, read_secret_fd};
use crate::terminal::Terminal;
use credenza_protocol::operation::{VaultStatus, VaultUnlock};
use credenza_protocol::vault::{UnlockMethod, VaultState};
use credenza_protocol::{ErrorCode, Failure};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

pub(crate) async fn unlock(terminal: &Terminal, global: &Global) -> Result<(), Failure> {
    let status = terminal.call::<VaultStatus>(json!({})).await?;
    if status.state == VaultState::Open {
        return Ok(());
    }
    if let Some(passphrase) = given_passphrase(global)? {
        return unlock_with(terminal, Some(&passphrase)).await;
    }
    if status.state == VaultState::Missing || status.methods.contains(&UnlockMethod::Keyring) {
        let result = unlock_with(terminal, None).await;
        let fallback =
            status.methods.contains(&UnlockMethod::Passphrase) && can_ask(global.no_input);
        if result.is_ok() || !fallback {
            return result;
        }
    }
    if !can_ask(global.no_input) {
        return Err(Failure::new(ErrorCode::VaultLocked, "The vault is locked")
            .hint("Give its passphrase with --passphrase-fd N."));
    }
    let passphrase = ask_secret("Passphrase", global.no_input)?;
    unlock_with(terminal, Some(&passphrase)).await
}

/// The passphrase from `--passphrase-fd`, if there is one.
pub(crate) fn given_passphrase(global: &Global) -> Result<Option<SecretString>, Failure> {
    global.passphrase_fd.map(read_secret_fd).transpose()
}

async fn unlock_with(
    terminal: &Terminal,
    passphrase: Option<&SecretString>,
) -> Result<(), Failure> {
    // Exposed into the request, which the application zeroizes.
    let passphrase = passphrase.map(|secret| secret.expose_secret().to_owned());
    terminal.call::<VaultUnlock>(json!({ "passphrase": passphrase })).await.map(|_| ())
}
