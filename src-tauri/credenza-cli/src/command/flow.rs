//! `credenza flow …`

use super::Context;
use crate::args::FlowCommand;
use crate::input::{ask_yes, read_text};
use crate::output::{Table, ago, plural, state_word};
use credenza_model::FlowStatus;
use credenza_protocol::flow::{FlowDetail, FlowSummary, SavedFlow};
use credenza_protocol::operation::{
    FlowActivate, FlowDelete, FlowList, FlowPause, FlowSave, FlowShow,
};
use credenza_protocol::{ErrorCode, Failure, Page};
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(context: &Context<'_>, command: FlowCommand) -> Result<ExitCode, Failure> {
    let terminal = context.terminal;
    let output = context.output;
    match command {
        FlowCommand::List => {
            let answer = terminal.ask::<FlowList>(json!({"limit": 1000})).await?;
            Ok(output.result(&answer, || list_text(&answer)))
        }
        FlowCommand::Show { flow } => {
            let answer = terminal.ask::<FlowShow>(json!({"flow": flow})).await?;
            Ok(output.result(&answer, || show_text(&answer)))
        }
        FlowCommand::Save { file, expect_version } => save(context, &file, expect_version).await,
        FlowCommand::Activate { flow } => {
            let answer = terminal.ask::<FlowActivate>(json!({"flow": flow})).await?;
            Ok(output.result(&answer, || saved_text(&answer, "is active")))
        }
        FlowCommand::Pause { flow } => {
            let answer = terminal.ask::<FlowPause>(json!({"flow": flow})).await?;
            Ok(output.result(&answer, || saved_text(&answer, "is paused")))
        }
        FlowCommand::Delete { flow, yes } => {
            if !yes
                && !ask_yes(
                    &format!("Delete the flow '{flow}' for good?"),
                    context.global.no_input,
                )?
            {
                return Err(Failure::new(ErrorCode::RequestInvalid, "Nothing was deleted")
                    .hint("Add --yes to delete without being asked."));
            }
            let answer = terminal.ask::<FlowDelete>(json!({"flow": flow})).await?;
            Ok(output.result(&answer, || format!("Deleted {flow}.")))
        }
    }
}

async fn save(
    context: &Context<'_>,
    file: &Path,
    version: Option<i64>,
) -> Result<ExitCode, Failure> {
    let text = read_text(file)?;
    let document = credenza_flow::parse(&text).map_err(|error| {
        Failure::new(
            ErrorCode::FlowInvalid,
            format!("{} is no flow document: {error}", file.display()),
        )
        .hint("The README shows a flow document.")
    })?;
    let request = json!({"version": version, "document": document});
    let answer = context.terminal.ask::<FlowSave>(request).await?;
    Ok(context.output.result(&answer, || saved_text(&answer, "saved")))
}

fn saved_text(answer: &Value, what: &str) -> String {
    match serde_json::from_value::<SavedFlow>(answer.clone()) {
        Ok(saved) => format!(
            "{} {what} (version {}, {})",
            saved.flow.name, saved.flow.version, saved.flow.id
        ),
        Err(_) => answer.to_string(),
    }
}

fn status_word(status: FlowStatus) -> &'static str {
    match status {
        FlowStatus::Draft => "draft",
        FlowStatus::Active => "active",
        FlowStatus::Paused => "paused",
    }
}

fn list_text(answer: &Value) -> String {
    let Ok(page) = serde_json::from_value::<Page<FlowSummary>>(answer.clone()) else {
        return answer.to_string();
    };
    if page.items.is_empty() {
        return "No flows yet. 'credenza flow save FILE' saves one.".to_owned();
    }
    let mut table =
        Table::new(&["id", "name", "status", "version", "steps", "problems", "changed"]);
    for flow in &page.items {
        let problems =
            if flow.problems == 0 { String::new() } else { plural(flow.problems, "problem") };
        table.row([
            flow.id.to_string().chars().take(8).collect(),
            flow.name.clone(),
            status_word(flow.status).to_owned(),
            flow.version.to_string(),
            flow.connectors.len().to_string(),
            problems,
            ago(flow.updated_at),
        ]);
    }
    table.to_string()
}

fn show_text(answer: &Value) -> String {
    let Ok(detail) = serde_json::from_value::<FlowDetail>(answer.clone()) else {
        return answer.to_string();
    };
    let flow = &detail.flow;
    let mut table = Table::new(&["step", "connector", "action", "credential", "state", "problem"]);
    for step in &detail.steps {
        table.row([
            step.id.clone(),
            step.connector_name.clone(),
            step.action.clone(),
            step.credential.as_ref().map(|credential| credential.name.clone()).unwrap_or_default(),
            step.credential_state.map(|state| state_word(state).to_owned()).unwrap_or_default(),
            step.problem.as_ref().map(|problem| problem.message.clone()).unwrap_or_default(),
        ]);
    }
    let status = status_word(flow.status);
    format!("{}\n{}, version {}, {}\n\n{table}", flow.name, status, flow.version, flow.id)
}
