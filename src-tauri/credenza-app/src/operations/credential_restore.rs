//! Takes a credential back from the archive, if its connector has room.

use crate::Host;
use crate::state_change::change;
use credenza_model::StateChange;
use credenza_protocol::credential::{ChangeCredential, SavedCredential};
use credenza_protocol::{Failure, OperationName};

pub(crate) async fn run(
    host: &impl Host,
    request: ChangeCredential,
) -> Result<SavedCredential, Failure> {
    change(host, &request, OperationName::CredentialRestore, &StateChange::Restore).await
}
