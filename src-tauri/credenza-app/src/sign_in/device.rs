//! Device sign-ins (RFC 8628): a person types a code somewhere else, and this computer asks until then.

use super::begin::{new_id, shown, store};
use super::flow::{self, Waiting};
use super::plan::Plan;
use super::registry::{Answer, Shown, ended};
use crate::acting::Acting;
use crate::oauth::{context, token_failure};
use crate::session::OpenVault;
use crate::{App, Host};
use async_trait::async_trait;
use credenza_connect::oauth as connect;
use credenza_connect::oauth::{
    DeviceAuthorization, DeviceFailure, TokenEndpoint, TokenGrant, sign_in_by_device,
};
use credenza_protocol::sign_in::{DeviceCodeView, SignInView};
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::sign_in::PendingRow;
use serde_json::json;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

pub(super) async fn begin(
    host: &impl Host,
    vault: &OpenVault,
    plan: Plan,
) -> Result<SignInView, Failure> {
    let app = host.app();
    let authorization = {
        let method = plan.access.method()?;
        let context = context(app, &plan.access.private);
        let endpoint = TokenEndpoint { method: &method, context: &context };
        endpoint.start_device().await.map_err(|error| token_failure(&error))?
    };
    let now = app.now();
    let id = new_id()?;
    let row = PendingRow {
        id,
        state_hash: None,
        issuer: None,
        token_url: plan
            .access
            .scheme()
            .oauth
            .as_ref()
            .map(|one| one.token_url.to_string())
            .unwrap_or_default(),
        client_id: plan.access.client.row.client_id.clone(),
        redirect_uri: String::new(),
        owner: app.process_name().to_owned(),
        created_at: now,
        // As long as the code is good for, since that long it is asked for.
        expires_at: now.plus(authorization.expires_in),
    };
    store(host, vault, &plan, &row).await?;
    let page = authorization.verification_uri_complete.as_ref();
    let shown = Shown {
        address: Some(page.unwrap_or(&authorization.verification_uri).to_string()),
        host: authorization.verification_uri.host_str().unwrap_or_default().to_owned(),
        device: Some(DeviceCodeView {
            user_code: authorization.user_code.clone(),
            verification_address: authorization.verification_uri.to_string(),
        }),
        ..shown(id, &plan, row.expires_at)
    };
    Ok(flow::start(Acting::of(host), plan, shown, Waiting::Device(Box::new(authorization))))
}

/// Asks until the person has typed the code, or until it is over.
pub(super) async fn wait(
    app: &App,
    plan: &Plan,
    device: &DeviceAuthorization,
    answers: &mut mpsc::Receiver<Answer>,
) -> Result<TokenGrant, Failure> {
    let method = plan.access.method()?;
    let context = context(app, &plan.access.private);
    let endpoint = TokenEndpoint { method: &method, context: &context };
    let pace = Pace { since: Instant::now() };
    let asking = sign_in_by_device(&endpoint, device, &pace);
    tokio::pin!(asking);
    loop {
        tokio::select! {
            result = &mut asking => return result.map_err(|error| failure(&error)),
            answer = answers.recv() => match answer {
                Some(Answer::Pasted(_, told)) => {
                    let _ = told.send(Err(nothing_to_paste()));
                }
                Some(Answer::Accepted) => {}
                None => return Err(ended()),
            },
        }
    }
}

/// The monotonic clock of this process.
struct Pace {
    since: Instant,
}

#[async_trait]
impl connect::Waiting for Pace {
    fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }

    async fn sleep(&self, span: Duration) {
        tokio::time::sleep(span).await;
    }
}

fn failure(error: &DeviceFailure) -> Failure {
    match error {
        DeviceFailure::Expired => Failure::new(
            ErrorCode::SignInTimedOut,
            "The code was not entered in time. Nothing was saved",
        )
        .hint("Begin a new sign-in."),
        DeviceFailure::Denied { quote } => {
            Failure::new(ErrorCode::SignInDenied, "You declined access. Nothing was saved")
                .hint("Begin a new sign-in and allow the access.")
                .details(json!({ "quote": quote }))
        }
        DeviceFailure::Token(error) => token_failure(error),
    }
}

fn nothing_to_paste() -> Failure {
    Failure::new(ErrorCode::RequestInvalid, "A device sign-in needs no address")
        .hint("Enter the code on the page that is shown with it.")
}
