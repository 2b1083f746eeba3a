//! Where a sign-in that still waits has to be opened. A host that has the system browser at hand opens it; the
//! address is the core's, whoever asks.

use crate::Host;
use credenza_protocol::sign_in::{ShowSignIn, SignInView};
use credenza_protocol::{ErrorCode, Failure};

pub(crate) async fn run(host: &impl Host, request: ShowSignIn) -> Result<SignInView, Failure> {
    let view = host.app().sign_ins().get(request.sign_in)?.view();
    if view.address.is_none() {
        return Err(Failure::new(ErrorCode::SignInNotFound, "This sign-in waits for no browser")
            .hint("It has come further already, or has ended."));
    }
    Ok(view)
}
