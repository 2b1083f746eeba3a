//! BEING BUILT (branch only).

use crate::Host;
use credenza_protocol::{ErrorCode, Failure};

pub(crate) async fn run(
    _host: &impl Host,
    _request: credenza_protocol::credential::ShowCredential,
) -> Result<credenza_protocol::credential::SavedCredential, Failure> {
    Err(Failure::new(ErrorCode::Internal, "being built"))
}
