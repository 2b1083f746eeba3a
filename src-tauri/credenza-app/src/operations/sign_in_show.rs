//! Where a sign-in stands.

use crate::Host;
use credenza_protocol::Failure;
use credenza_protocol::sign_in::{ShowSignIn, SignInView};

pub(crate) async fn run(host: &impl Host, request: ShowSignIn) -> Result<SignInView, Failure> {
    Ok(host.app().sign_ins().get(request.sign_in)?.view())
}
