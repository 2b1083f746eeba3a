//! Checks that the recovery kit at hand is this vault's, and records when.

use super::vault_create_recovery_kit::view;
use crate::Host;
use credenza_protocol::Failure;
use credenza_protocol::vault::{CheckRecoveryKit, RecoveryKitView};

pub(crate) async fn run(
    host: &impl Host,
    request: CheckRecoveryKit,
) -> Result<RecoveryKitView, Failure> {
    let session = host.app().session();
    let kit = session.check_kit(request.recovery_kit.0, &host.actor()).await?;
    Ok(view(&kit, None))
}
