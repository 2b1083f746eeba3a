//! Goes on although another account signed in: the one that the person was shown, and no other.

use crate::Host;
use crate::sign_in::Answer;
use credenza_protocol::sign_in::{AcceptAccount, SignInState, SignInView};
use credenza_protocol::{ErrorCode, Failure};
use serde_json::json;

pub(crate) async fn run(host: &impl Host, request: AcceptAccount) -> Result<SignInView, Failure> {
    let sign_in = host.app().sign_ins().get(request.sign_in)?;
    match sign_in.state() {
        SignInState::AccountChanged { now, .. } if now == request.account => {
            sign_in.answer(Answer::Accepted).await?;
            Ok(sign_in.view())
        }
        SignInState::AccountChanged { was, now } => Err(Failure::new(
            ErrorCode::SignInAccountChanged,
            format!("It is {now} that signed in, not {}", request.account),
        )
        .hint("Look again, and accept the account that is shown, or cancel.")
        .details(json!({"was": was, "now": now}))),
        _ => Err(Failure::new(ErrorCode::SignInNotFound, "This sign-in asks for no decision")
            .hint("It has come further already, or has ended.")),
    }
}
