//! A sign-in from a terminal: the address is printed and opened, and the command waits for its end.

use super::sign_in_fields;
use crate::args::ConnectArgs;
use crate::command::{Context, credential};
use crate::input::can_ask;
use crate::output::say;
use crate::progress::StageLines;
use credenza_app::Host;
use credenza_protocol::connector::ConnectorDetail;
use credenza_protocol::operation::{
    SignInAccept, SignInCancel, SignInPaste, SignInShow, SignInStart,
};
use credenza_protocol::sign_in::{SignInState, SignInView};
use credenza_protocol::{ErrorCode, Event, Failure};
use serde_json::json;
use std::process::ExitCode;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc};

/// A missed event is made up for after this time.
const GLANCE: Duration = Duration::from_millis(500);

pub(super) async fn run(
    context: &Context<'_>,
    connector: &ConnectorDetail,
    args: &ConnectArgs,
    again: Option<String>,
) -> Result<ExitCode, Failure> {
    let fields = sign_in_fields(context, connector, args, again.is_none())?;
    let request = json!({
        "connector": again.is_none().then_some(&connector.id),
        "auth": args.draft.auth,
        "oauth_app": args.oauth_app,
        "credential": again,
        "grant": if args.device { "device_code" } else { "authorization_code" },
        "name": args.name,
        "fields": fields,
        "scopes": (!args.scopes.is_empty()).then_some(&args.scopes),
        "approvals": {"private": args.draft.allow_private},
        "allow_duplicate": args.allow_duplicate,
    });
    let events = context.terminal.app().subscribe();
    let lines = StageLines::begin(context.terminal.app(), context.output.is_json());
    let view = context.terminal.call::<SignInStart>(request).await?;
    announce(&view, args);
    let talk = Talk { context, args, events, lines: typed_lines(context, &view) };
    let result = talk.until_end(view).await;
    drop(lines);
    result
}

/// Says where to go; on standard error, so that the data on standard output stays one value.
fn announce(view: &SignInView, args: &ConnectArgs) {
    let address = view.address.as_deref().unwrap_or_default();
    match &view.device {
        Some(device) => say(&format!(
            "Go to {} and enter this code: {}\nOnly enter it if you started this sign-in yourself.",
            device.verification_address, device.user_code
        )),
        None => say(&format!("Sign in at {}:\n{address}", view.host)),
    }
    if !args.no_browser && view.device.is_none() {
        // The host was checked when the address was made; no shell is involved.
        if let Err(error) = open::that_detached(address) {
            say(&format!("No browser could be opened ({error}); open the address yourself."));
        }
    }
    if let Some(port) = view.port_taken {
        say(&format!(
            "Another program uses port {port} of this computer, so the browser can't come back by itself: \
             it shows that program's page, or that it can't connect."
        ));
    }
    if !view.comes_back {
        say("When you have signed in, paste the address that the browser shows, and press Enter.");
    }
    say(&format!("Waiting until {}; Ctrl+C cancels.", view.expires_at));
}

/// Lines from standard input, read by a thread of their own: a terminal cannot be read with a deadline.
fn typed_lines(context: &Context<'_>, view: &SignInView) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel(4);
    if !view.comes_back || can_ask(context.global.no_input) {
        std::thread::spawn(move || {
            for line in std::io::stdin().lines() {
                let Ok(line) = line else { return };
                if sender.blocking_send(line).is_err() {
                    return;
                }
            }
        });
    }
    receiver
}

struct Talk<'a> {
    context: &'a Context<'a>,
    args: &'a ConnectArgs,
    events: broadcast::Receiver<Event>,
    lines: mpsc::Receiver<String>,
}

impl Talk<'_> {
    async fn until_end(mut self, mut view: SignInView) -> Result<ExitCode, Failure> {
        let id = json!({"sign_in": view.id});
        let mut asked = false;
        let mut has_lines = true;
        loop {
            match &view.state {
                SignInState::Done { credential: saved } => {
                    let answer = json!({ "credential": saved });
                    return Ok(self.context.output.result(&answer, || credential::saved(&answer)));
                }
                SignInState::Failed { failure } => return Err(failure.clone()),
                SignInState::Cancelled => return Err(cancelled()),
                SignInState::AccountChanged { was, now } if !asked => {
                    asked = true;
                    let (was, now) = (was.clone(), now.clone());
                    self.decide(&view, &was, &now).await?;
                }
                _ => {}
            }
            tokio::select! {
                _ = self.events.recv() => {}
                line = self.lines.recv(), if has_lines => match line {
                    Some(line) => self.take_line(&view, &line).await,
                    None => has_lines = false,
                },
                () = tokio::time::sleep(GLANCE) => {}
                _ = tokio::signal::ctrl_c() => {
                    self.context.terminal.ask::<SignInCancel>(id.clone()).await?;
                    self.wait_for_cancel(&id).await;
                    return Err(cancelled());
                }
            }
            view = self.context.terminal.call::<SignInShow>(id.clone()).await?;
        }
    }

    /// Another account: the one that was named beforehand, or the person's word, or nothing.
    async fn decide(&mut self, view: &SignInView, was: &str, now: &str) -> Result<(), Failure> {
        let accepted = match &self.args.accept_account {
            Some(account) => account == now,
            None if can_ask(self.context.global.no_input) => {
                say(&format!("You were {was}, this is {now}. Go on with {now}? [y/N]"));
                let line = self.lines.recv().await.unwrap_or_default();
                matches!(line.trim().to_lowercase().as_str(), "y" | "yes")
            }
            None => false,
        };
        let id = json!({"sign_in": view.id});
        if accepted {
            let request = json!({"sign_in": view.id, "account": now});
            return self.context.terminal.call::<SignInAccept>(request).await.map(|_| ());
        }
        self.context.terminal.ask::<SignInCancel>(id.clone()).await?;
        self.wait_for_cancel(&id).await;
        Err(Failure::new(
            ErrorCode::SignInAccountChanged,
            format!("You were {was}, this is {now}. Nothing was changed"),
        )
        .hint("Sign in as before; or, if it is meant, go on with --accept-account ACCOUNT.")
        .details(json!({"was": was, "now": now})))
    }

    /// A pasted address. One that cannot be read is said, and can be pasted again.
    async fn take_line(&self, view: &SignInView, line: &str) {
        let line = line.trim();
        if line.is_empty() || !matches!(view.state, SignInState::Waiting) {
            return;
        }
        let request = json!({"sign_in": view.id, "address": line});
        if let Err(failure) = self.context.terminal.ask::<SignInPaste>(request).await {
            say(&format!("{}. {}", failure.message, failure.hint.unwrap_or_default()));
        }
    }

    /// Lets the sign-in clean up before the process ends.
    async fn wait_for_cancel(&self, id: &serde_json::Value) {
        for _ in 0..20 {
            let shown = self.context.terminal.call::<SignInShow>(id.clone()).await;
            if !shown.is_ok_and(|view| {
                matches!(
                    view.state,
                    SignInState::Waiting
                        | SignInState::Exchanging
                        | SignInState::Verifying
                        | SignInState::AccountChanged { .. }
                )
            }) {
                return;
            }
            tokio::time::sleep(GLANCE / 10).await;
        }
    }
}

fn cancelled() -> Failure {
    Failure::new(ErrorCode::VerificationCancelled, "Cancelled; nothing was saved")
}
