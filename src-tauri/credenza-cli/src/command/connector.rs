//! `credenza connector …`

use super::Context;
use crate::args::ConnectorCommand;
use crate::input::{ask_yes, read_text};
use crate::output::{Table, say};
use credenza_protocol::connector::{ConnectorDetail, ConnectorListView, ImportView, SearchView};
use credenza_protocol::operation::{
    ConnectorImport, ConnectorList, ConnectorRemove, ConnectorSearch, ConnectorShow,
};
use credenza_protocol::{ErrorCode, Failure};
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

pub(super) async fn run(
    context: &Context<'_>,
    command: ConnectorCommand,
) -> Result<ExitCode, Failure> {
    match command {
        ConnectorCommand::List { category, in_use } => {
            let request = json!({"category": category, "in_use": in_use});
            let answer = context.terminal.ask::<ConnectorList>(request).await?;
            Ok(context.output.result(&answer, || list_text(&answer)))
        }
        ConnectorCommand::Search { intent } => {
            let request = json!({"intent": intent.join(" ")});
            let answer = context.terminal.ask::<ConnectorSearch>(request).await?;
            Ok(context.output.result(&answer, || search_text(&answer)))
        }
        ConnectorCommand::Show { id } => {
            let answer = context.terminal.ask::<ConnectorShow>(json!({"id": id})).await?;
            Ok(context.output.result(&answer, || show_text(&answer)))
        }
        ConnectorCommand::Import { file, approve_hosts } => {
            import(context, &file, approve_hosts).await
        }
        ConnectorCommand::Remove { id } => {
            let answer = context.terminal.ask::<ConnectorRemove>(json!({"id": id})).await?;
            Ok(context.output.result(&answer, || format!("Removed {id}.")))
        }
    }
}

async fn import(
    context: &Context<'_>,
    file: &Path,
    mut approved: Vec<String>,
) -> Result<ExitCode, Failure> {
    let toml = read_text(file)?;
    if approved.is_empty() {
        let request = json!({"toml": *toml, "approve_hosts": []});
        let preview = context.terminal.call::<ConnectorImport>(request).await?;
        say(&format!("{} sends secrets to: {}", preview.name, preview.hosts.join(", ")));
        preview.warnings.iter().for_each(|warning| say(&format!("warning: {warning}")));
        if !ask_yes("Approve these hosts and import?", context.global.no_input)? {
            return Err(unapproved(&preview));
        }
        approved = preview.hosts;
    }
    let request = json!({"toml": *toml, "approve_hosts": approved});
    let answer = context.terminal.ask::<ConnectorImport>(request).await?;
    Ok(context
        .output
        .result(&answer, || format!("Imported {}.", answer["id"].as_str().unwrap_or_default())))
}

fn unapproved(preview: &ImportView) -> Failure {
    let options: Vec<String> =
        preview.hosts.iter().map(|host| format!("--approve-host '{host}'")).collect();
    Failure::new(
        ErrorCode::ConnectorHostsUnapproved,
        "Nothing was imported: its hosts are not approved",
    )
    .hint(format!("If you trust them, add {}.", options.join(" ")))
    .details(json!({"hosts": preview.hosts}))
}

fn list_text(answer: &Value) -> String {
    let Ok(list) = serde_json::from_value::<ConnectorListView>(answer.clone()) else {
        return answer.to_string();
    };
    let mut table = Table::new(&["id", "name", "category", "credentials", ""]);
    for item in &list.items {
        let attention = match item.needs_attention {
            None | Some(0) => String::new(),
            Some(count) => format!("{count} need attention"),
        };
        let count = match item.credentials {
            None | Some(0) => String::new(),
            Some(count) => count.to_string(),
        };
        table.row([
            item.id.to_string(),
            item.name.clone(),
            item.category.clone(),
            count,
            attention,
        ]);
    }
    let total = format!("{table}{} connectors", list.items.len());
    match list.counted {
        true => total,
        false => {
            format!("{total}; the vault is not open, so imported ones and counts are left out")
        }
    }
}

fn search_text(answer: &Value) -> String {
    let Ok(view) = serde_json::from_value::<SearchView>(answer.clone()) else {
        return answer.to_string();
    };
    if view.items.is_empty() {
        return "No connector fits.".to_owned();
    }
    let mut table = Table::new(&["id", "name", "category", "why"]);
    for item in &view.items {
        table.row([
            item.id.to_string(),
            item.name.clone(),
            item.category.clone(),
            item.reasons.join(", "),
        ]);
    }
    table.to_string()
}

fn count_text(detail: &ConnectorDetail) -> String {
    match (detail.credentials, detail.limit) {
        (Some(credentials), Some(limit)) => format!("Credentials: {credentials} of {limit}"),
        _ => "Credentials: not counted, the vault is not open".to_owned(),
    }
}

fn show_text(answer: &Value) -> String {
    let Ok(detail) = serde_json::from_value::<ConnectorDetail>(answer.clone()) else {
        return answer.to_string();
    };
    let mut text = format!(
        "{} ({})\n{}\nHosts: {}\n{}\n",
        detail.name,
        detail.id,
        detail.description,
        detail.hosts.join(", "),
        count_text(&detail)
    );
    for scheme in &detail.auth {
        text.push_str(&format!(
            "\n{} ({})\n  verified by {}\n",
            scheme.title, scheme.id, scheme.probe
        ));
        let required = &scheme.schema["required"];
        for (name, field) in scheme.schema["properties"].as_object().into_iter().flatten() {
            let needed = required.as_array().is_some_and(|names| names.iter().any(|n| n == name));
            let secret = if field["writeOnly"] == true { ", secret" } else { "" };
            let needed = if needed { "required" } else { "optional" };
            let title = field["title"].as_str().unwrap_or_default();
            text.push_str(&format!("  {name:<24} {title} ({needed}{secret})\n"));
        }
    }
    text
}
