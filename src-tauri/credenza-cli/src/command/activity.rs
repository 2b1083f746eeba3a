//! `credenza activity …`

use super::Context;
use crate::args::{ActivityCommand, ActivityFilter};
use crate::output::Table;
use credenza_protocol::activity::{ActivityEntry, ActivityOutcome, ChainView};
use credenza_protocol::operation::{ActivityList, ActivityVerify};
use credenza_protocol::{ErrorCode, Failure, Page};
use serde_json::{Value, json};
use std::process::ExitCode;

pub(super) async fn run(
    context: &Context<'_>,
    command: ActivityCommand,
) -> Result<ExitCode, Failure> {
    match command {
        ActivityCommand::List(filter) => {
            let answer = context.terminal.ask::<ActivityList>(request(&filter)).await?;
            Ok(context.output.result(&answer, || list_text(&answer)))
        }
        ActivityCommand::Verify => {
            let chain = context.terminal.call::<ActivityVerify>(json!({})).await?;
            if !chain.intact {
                return Err(broken(&chain));
            }
            let answer = json!(chain);
            Ok(context
                .output
                .result(&answer, || format!("The chain of {} entries is intact.", chain.entries)))
        }
    }
}

fn request(filter: &ActivityFilter) -> Value {
    json!({
        "action": filter.action,
        "object": filter.object,
        "search": filter.search,
        "limit": filter.limit,
    })
}

fn broken(chain: &ChainView) -> Failure {
    let place = chain.broken_at.map(|seq| format!(" at entry {seq}")).unwrap_or_default();
    let problem = chain.problem.clone().unwrap_or_default();
    Failure::new(ErrorCode::ActivityBroken, format!("The record was changed{place}: {problem}"))
        .hint("Restore the vault from a backup, and find out who can write its folder.")
        .details(json!(chain))
}

fn list_text(answer: &Value) -> String {
    let Ok(page) = serde_json::from_value::<Page<ActivityEntry>>(answer.clone()) else {
        return answer.to_string();
    };
    let mut table = Table::new(&["#", "when", "who", "action", "object", "outcome"]);
    for entry in &page.items {
        let outcome = match entry.outcome {
            ActivityOutcome::Done => "done",
            ActivityOutcome::Refused => "refused",
            ActivityOutcome::Failed => "failed",
        };
        table.row([
            entry.seq.to_string(),
            entry.at.to_string(),
            entry.actor.user.clone(),
            entry.action.clone(),
            entry.object_name.clone().or(entry.object.clone()).unwrap_or_default(),
            outcome.to_owned(),
        ]);
    }
    table.to_string()
}
