//! BEING BUILT (branch only).

use crate::Host;
use credenza_protocol::{ErrorCode, Failure};

pub(crate) async fn run(
    _host: &impl Host,
    _request: credenza_protocol::sign_in::ShowSignIn,
) -> Result<credenza_protocol::sign_in::SignInView, Failure> {
    Err(Failure::new(ErrorCode::Internal, "being built"))
}
