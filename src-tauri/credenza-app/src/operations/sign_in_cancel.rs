//! Ends a sign-in; nothing is saved. One that has ended is no error: *Cancel* may cross the result.

use crate::Host;
use credenza_protocol::Failure;
use credenza_protocol::sign_in::{ShowSignIn, SignInView};

pub(crate) async fn run(host: &impl Host, request: ShowSignIn) -> Result<SignInView, Failure> {
    let sign_in = host.app().sign_ins().get(request.sign_in)?;
    sign_in.cancelled.cancel();
    host.app().dry_runs().cancel(&sign_in.id.to_string());
    Ok(sign_in.view())
}
