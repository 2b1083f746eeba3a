//! Sets a credential aside; nothing uses it until it is released.

use crate::Host;
use crate::state_change::change;
use credenza_model::StateChange;
use credenza_protocol::credential::{ChangeCredential, SavedCredential};
use credenza_protocol::{Failure, OperationName};

pub(crate) async fn run(
    host: &impl Host,
    request: ChangeCredential,
) -> Result<SavedCredential, Failure> {
    change(host, &request, OperationName::CredentialQuarantine, &StateChange::Quarantine).await
}
