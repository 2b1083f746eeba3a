//! Waiting for a person: the callback, pasted or by itself, and the word on another account.

use super::registry::{Answer, SignIn, ended};
use crate::oauth::callback_failure;
use credenza_connect::oauth::{
    Callback, ListenError, LoopbackListener, PendingSignIn, SIGN_IN_LIFE,
};
use credenza_protocol::{ErrorCode, Failure};
use secrecy::ExposeSecret;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

/// Waits for the one callback, wherever it comes from, until `over` ends (`age.rs`).
pub(super) async fn for_callback(
    answers: &mut mpsc::Receiver<Answer>,
    mut listener: Option<&mut LoopbackListener>,
    pending: &PendingSignIn,
    over: impl Future<Output = ()>,
) -> Result<Callback, Failure> {
    tokio::pin!(over);
    loop {
        let arrival = async {
            match listener.as_deref_mut() {
                Some(listener) => listener.wait(SIGN_IN_LIFE).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            callback = arrival => return callback.map_err(|error| timed_out(Some(&error))),
            answer = answers.recv() => match answer {
                Some(Answer::Pasted(address, told)) => {
                    // Exposed to be read here; the code in it works once.
                    let read = Callback::from_pasted(address.expose_secret(), &pending.redirect_uri);
                    let failure = read.as_ref().err().map(callback_failure);
                    let _ = told.send(failure.map_or(Ok(()), Err));
                    // What cannot be read was a slip; the person tries again.
                    if let Ok(callback) = read {
                        return Ok(callback);
                    }
                }
                Some(Answer::Accepted) => {}
                None => return Err(ended()),
            },
            () = &mut over => return Err(timed_out(None)),
        }
    }
}

/// Waits until the person goes on with another account. Cancelling is the caller's to see.
pub(super) async fn for_acceptance(
    answers: &mut mpsc::Receiver<Answer>,
    sign_in: &SignIn,
) -> Result<(), Failure> {
    let end = Instant::now() + SIGN_IN_LIFE;
    loop {
        tokio::select! {
            answer = answers.recv() => match answer {
                Some(Answer::Accepted) => return Ok(()),
                Some(Answer::Pasted(_, told)) => {
                    let _ = told.send(Err(ended()));
                }
                None => return Err(ended()),
            },
            () = sleep_until(end) => {
                tracing::debug!(sign_in = %sign_in.id, "nobody decided about another account");
                return Err(timed_out(None));
            }
        }
    }
}

fn timed_out(error: Option<&ListenError>) -> Failure {
    match error {
        None | Some(ListenError::TimedOut) => Failure::new(
            ErrorCode::SignInTimedOut,
            "Nobody finished the sign-in within ten minutes. Nothing was saved",
        )
        .hint("Begin a new one."),
        Some(other) => {
            Failure::new(ErrorCode::SignInTimedOut, format!("The sign-in ended: {other}"))
                .hint(other.hint())
        }
    }
}
