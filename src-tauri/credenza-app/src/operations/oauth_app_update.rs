//! BEING BUILT (branch only).

use crate::Host;
use credenza_protocol::{ErrorCode, Failure};

pub(crate) async fn run(
    _host: &impl Host,
    _request: credenza_protocol::oauth_app::UpdateOAuthApp,
) -> Result<credenza_protocol::oauth_app::SavedOAuthApp, Failure> {
    Err(Failure::new(ErrorCode::Internal, "being built"))
}
