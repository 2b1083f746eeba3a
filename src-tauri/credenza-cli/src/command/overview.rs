//! `credenza overview`

use super::Context;
use crate::output::{ago, in_time, is_past, plural, state_word};
use credenza_protocol::Failure;
use credenza_protocol::health::{Attention, Cause, Expiry, ExpiryKind, OverviewView};
use credenza_protocol::operation::HealthOverview;
use serde_json::json;
use std::process::ExitCode;

pub(super) async fn run(context: &Context<'_>) -> Result<ExitCode, Failure> {
    let view = context.terminal.call::<HealthOverview>(json!({})).await?;
    Ok(context.output.result(&json!(view), || text(&view)))
}

fn text(view: &OverviewView) -> String {
    let mut text = if view.attention.is_empty() {
        let checked = view.last_checked.map(|at| format!(" Last checked {}.", ago(at)));
        format!("Everything is working.{}\n", checked.unwrap_or_default())
    } else {
        let lines: String = view.attention.iter().map(|one| format!("  {}\n", line(one))).collect();
        let more = match view.more {
            0 => String::new(),
            more => format!("  and {} more: credenza health\n", plural(more, "credential")),
        };
        format!("Needs attention\n{lines}{more}")
    };
    text.push_str(&format!(
        "\n{}, {}, {}\n",
        plural(view.credentials, "credential"),
        plural(view.connectors, "connector"),
        plural(view.active_flows, "active flow"),
    ));
    if !view.calendar.is_empty() {
        text.push_str("\nEnds in the next ninety days\n");
        for expiry in &view.calendar {
            text.push_str(&format!("  {}\n", ends(expiry)));
        }
    }
    text
}

fn line(one: &Attention) -> String {
    match one {
        Attention::Credential {
            name,
            connector,
            cause,
            state,
            reason,
            since,
            active_flows,
            signs_in,
            ..
        } => {
            let why = reason.and_then(|code| json!(code).as_str().map(|code| format!(" ({code})")));
            let flows = match active_flows {
                0 => String::new(),
                some => format!(", used by {}", plural(*some, "active flow")),
            };
            let fix = match cause {
                Cause::Trouble if *signs_in => "sign in again",
                Cause::Trouble => "verify or update it",
                Cause::Quarantined => "release it, or choose another one for the flow",
                Cause::Paused => "resume its checks",
                Cause::Unchecked => "verify it",
            };
            let state = match cause {
                Cause::Trouble | Cause::Quarantined => state_word(*state),
                Cause::Paused => "checks are paused",
                Cause::Unchecked => "not verified",
            };
            format!(
                "{name} ({connector}): {state}{}, {}{flows}; {fix}",
                why.unwrap_or_default(),
                ago(*since)
            )
        }
        Attention::Expiry { expiry } => format!("{}; {}", ends(expiry), fix(expiry.kind)),
        Attention::Flow { name, problem, since, .. } => {
            format!("flow {name}: {problem} Since {}.", ago(*since))
        }
        Attention::Webhook { address, since, .. } => {
            format!("webhook {address}: deliveries fail, the first {}", ago(*since))
        }
    }
}

fn ends(expiry: &Expiry) -> String {
    let what = match expiry.kind {
        ExpiryKind::Token => "the sign-in",
        ExpiryKind::TestGrant => "the test grant",
        ExpiryKind::ClientSecret => "the client secret",
        ExpiryKind::Certificate => "the server's certificate",
        ExpiryKind::Secret => "the secret",
    };
    let ends = if is_past(expiry.at) { "ended" } else { "ends" };
    format!("{} ({}): {what} {ends} {}", expiry.name, expiry.connector, in_time(expiry.at))
}

fn fix(kind: ExpiryKind) -> &'static str {
    match kind {
        ExpiryKind::Token | ExpiryKind::TestGrant => "sign in again",
        ExpiryKind::Secret => "enter a new one",
        ExpiryKind::ClientSecret => "enter a new one for the OAuth app",
        ExpiryKind::Certificate => "renew it at the server, then verify",
    }
}
