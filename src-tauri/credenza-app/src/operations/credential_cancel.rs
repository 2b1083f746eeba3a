//! Cancels a verification that is under way. One that has just ended is no error.

use crate::Host;
use credenza_protocol::credential::CancelVerification;
use credenza_protocol::{Empty, Failure};

pub(crate) async fn run(host: &impl Host, request: CancelVerification) -> Result<Empty, Failure> {
    host.app().dry_runs().cancel(&request.verification);
    Ok(Empty {})
}
