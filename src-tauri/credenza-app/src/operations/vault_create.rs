//! Creates the vault and leaves it open.

use super::vault_status::status;
use crate::Host;
use credenza_protocol::vault::{CreateVault, UnlockMethod, VaultStatusView};
use credenza_protocol::{ErrorCode, Failure};

pub(crate) async fn run(
    host: &impl Host,
    request: CreateVault,
) -> Result<VaultStatusView, Failure> {
    let passphrase = match request.method {
        UnlockMethod::Keyring => None,
        UnlockMethod::Passphrase => {
            let typed = request.passphrase.ok_or_else(|| {
                Failure::new(ErrorCode::VaultWeakPassphrase, "A passphrase is needed")
                    .hint("At least 12 characters that are hard to guess.")
            })?;
            Some(typed.0)
        }
    };
    host.app().session().create(passphrase, &host.actor()).await?;
    status(host.app()).await
}
