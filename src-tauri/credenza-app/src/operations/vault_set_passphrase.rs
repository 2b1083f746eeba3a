//! Adds a passphrase as a way to unlock the vault, or changes it.

use super::vault_status::status;
use crate::Host;
use credenza_protocol::Failure;
use credenza_protocol::vault::{SetPassphrase, VaultStatusView};

pub(crate) async fn run(
    host: &impl Host,
    request: SetPassphrase,
) -> Result<VaultStatusView, Failure> {
    let current = request.current.map(|typed| typed.0);
    host.app().session().set_passphrase(current, request.new.0, &host.actor()).await?;
    status(host.app()).await
}
