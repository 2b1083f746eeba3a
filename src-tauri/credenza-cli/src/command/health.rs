//! `credenza health …`

use super::Context;
use crate::args::{HealthArgs, HealthCommand};
use crate::output::{Table, ago, in_time, plural, state_word};
use credenza_protocol::Failure;
use credenza_protocol::health::{Checks, HealthRow, HealthView};
use credenza_protocol::operation::{HealthList, HealthPause, HealthResume};
use serde_json::{Value, json};
use std::process::ExitCode;

pub(super) async fn run(context: &Context<'_>, args: &HealthArgs) -> Result<ExitCode, Failure> {
    let terminal = context.terminal;
    match &args.command {
        Some(HealthCommand::Pause { credential }) => {
            let answer = terminal.ask::<HealthPause>(json!({"credential": credential})).await?;
            let text = || format!("{} is not checked until it is resumed.", name(&answer));
            Ok(context.output.result(&answer, text))
        }
        Some(HealthCommand::Resume { credential }) => {
            let answer = terminal.ask::<HealthResume>(json!({"credential": credential})).await?;
            let text = || format!("{} is checked again.", name(&answer));
            Ok(context.output.result(&answer, text))
        }
        None => list(context, args).await,
    }
}

fn name(answer: &Value) -> &str {
    answer["name"].as_str().unwrap_or_default()
}

async fn list(context: &Context<'_>, args: &HealthArgs) -> Result<ExitCode, Failure> {
    let request = json!({
        "states": args.states,
        "needs_attention": args.needs_attention,
        "paused": args.paused,
        "search": args.search,
        "limit": 1000,
    });
    let view = context.terminal.call::<HealthList>(request).await?;
    Ok(context.output.result(&json!(view), || text(&view, args)))
}

fn text(view: &HealthView, args: &HealthArgs) -> String {
    if view.items.is_empty() {
        let all: u64 = view.counts.iter().map(|count| count.count).sum();
        return match (all, args.needs_attention) {
            (0, _) => "No credentials. 'credenza credential add CONNECTOR' adds one.".to_owned(),
            (_, true) => format!("Everything is working: {}.", plural(all, "credential")),
            (_, false) => "No credential fits.".to_owned(),
        };
    }
    let mut table = Table::new(&[
        "name",
        "connector",
        "state",
        "why",
        "since",
        "last success",
        "next check",
        "flows",
    ]);
    for row in &view.items {
        table.row([
            row.name.clone(),
            row.connector.to_string(),
            state_word(row.state).to_owned(),
            row.reason.map(reason).unwrap_or_default(),
            ago(row.since),
            row.last_success.map_or_else(|| "never".to_owned(), ago),
            next(row),
            if row.active_flows == 0 { String::new() } else { row.active_flows.to_string() },
        ]);
    }
    format!("{table}{}", totals(view))
}

fn reason(code: credenza_model::FailureCode) -> String {
    json!(code).as_str().unwrap_or_default().to_owned()
}

fn next(row: &HealthRow) -> String {
    if let Some(retry) = &row.retry {
        let of = retry.of.map(|quick| format!(" of {quick}")).unwrap_or_default();
        return format!("{} (attempt {}{of})", in_time(retry.at), retry.attempt);
    }
    match (row.checks, row.next_check) {
        (_, Some(at)) => in_time(at),
        (Checks::Paused, _) => "paused".to_owned(),
        (Checks::Off, _) => "checks are off".to_owned(),
        (Checks::OnRequest, _) => "only on request".to_owned(),
        (Checks::Person, _) => "waits for you".to_owned(),
        (Checks::Soon | Checks::Planned, None) => "soon".to_owned(),
    }
}

fn totals(view: &HealthView) -> String {
    let count = |state, number| format!("{number} {}", state_word(state));
    let mut words: Vec<String> =
        view.counts.iter().map(|one| count(one.state, one.count)).collect();
    if view.paused > 0 {
        words.push(format!("checks of {} paused", view.paused));
    }
    let shown = view.items.len() as u64;
    let rest = if shown < view.total {
        format!("; {shown} of {} shown", view.total)
    } else {
        String::new()
    };
    format!("{}{rest}", words.join(", "))
}
