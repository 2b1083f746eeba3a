//! Begins a sign-in. It goes on by itself; `sign_in.show` says where it stands.

use crate::Host;
use crate::sign_in::begin;
use credenza_protocol::Failure;
use credenza_protocol::sign_in::{SignInView, StartSignIn};

pub(crate) async fn run(host: &impl Host, request: StartSignIn) -> Result<SignInView, Failure> {
    begin(host, request).await
}
