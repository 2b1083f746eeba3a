//! Takes the address that the browser shows. One that cannot be read changes nothing: it can be pasted
//! again.

use crate::Host;
use crate::sign_in::Answer;
use credenza_protocol::sign_in::{PasteAddress, SignInState, SignInView};
use credenza_protocol::{ErrorCode, Failure};
use tokio::sync::oneshot;

pub(crate) async fn run(host: &impl Host, request: PasteAddress) -> Result<SignInView, Failure> {
    let sign_in = host.app().sign_ins().get(request.sign_in)?;
    if !matches!(sign_in.state(), SignInState::Waiting) {
        return Err(Failure::new(ErrorCode::SignInNotFound, "This sign-in waits for no address")
            .hint("It has come further already, or has ended."));
    }
    let (told, answer) = oneshot::channel();
    sign_in.answer(Answer::Pasted(request.address.0, told)).await?;
    answer.await.unwrap_or(Ok(()))?;
    Ok(sign_in.view())
}
