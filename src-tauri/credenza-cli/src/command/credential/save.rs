//! `credenza credential add` and `update`: a draft, a dry run, and one answer.

use super::text;
use crate::args::{AddArgs, DraftArgs, UpdateArgs};
use crate::command::Context;
use crate::fields;
use crate::input::{ask_yes, can_ask};
use crate::progress::StageLines;
use credenza_app::Host;
use credenza_protocol::connector::ConnectorDetail;
use credenza_protocol::operation::{
    ConnectorShow, CredentialAdd, CredentialShow, CredentialUpdate, Operation,
};
use credenza_protocol::{ErrorCode, Failure};
use serde_json::{Value, json};
use std::process::ExitCode;

pub(in crate::command) async fn add(
    context: &Context<'_>,
    args: &AddArgs,
) -> Result<ExitCode, Failure> {
    let connector = connector(context, &args.connector).await?;
    let mut draft = draft(context, &connector, &args.draft, &[])?;
    if let Some(asked) = fields::ask_fields(&connector, &args.draft, context.global.no_input)? {
        draft["fields"] = Value::Object(asked);
    }
    let request = json!({
        "connector": args.connector,
        "name": args.name,
        "draft": draft,
        "unverified_reason": args.unverified.then_some(&args.reason),
        "allow_duplicate": args.allow_duplicate,
        "verification": "command-line",
    });
    save::<CredentialAdd>(context, request).await
}

pub(in crate::command) async fn update(
    context: &Context<'_>,
    args: &UpdateArgs,
) -> Result<ExitCode, Failure> {
    let shown =
        context.terminal.ask::<CredentialShow>(json!({"credential": args.credential})).await?;
    let id = shown["credential"]["connector"].as_str().unwrap_or_default().to_owned();
    let connector = connector(context, &id).await?;
    let request = json!({
        "credential": args.credential,
        "version": args.expect_version,
        "name": args.name,
        "draft": draft(context, &connector, &args.draft, &args.clear)?,
        "unverified_reason": args.unverified.then_some(&args.reason),
        "accept_account": args.accept_account,
        "verification": "command-line",
    });
    save::<CredentialUpdate>(context, request).await
}

async fn connector(context: &Context<'_>, id: &str) -> Result<ConnectorDetail, Failure> {
    context.terminal.call::<ConnectorShow>(json!({"id": id})).await
}

fn draft(
    context: &Context<'_>,
    connector: &ConnectorDetail,
    args: &DraftArgs,
    clear: &[String],
) -> Result<Value, Failure> {
    fields::draft(connector, args, clear, context.global.no_input)
}

/// Saves, and asks the questions that a dry run may end with: an unknown host key, a private
/// address. The default of both is No.
async fn save<O: Operation>(
    context: &Context<'_>,
    mut request: Value,
) -> Result<ExitCode, Failure> {
    loop {
        let lines = StageLines::begin(context.terminal.app(), context.output.is_json());
        let result = context.terminal.ask::<O>(request.clone()).await;
        drop(lines);
        match result {
            Ok(answer) => return Ok(context.output.result(&answer, || text::saved(&answer))),
            Err(failure) if approve(context, &failure, &mut request)? => {}
            Err(failure) => return Err(failure),
        }
    }
}

fn approve(context: &Context<'_>, failure: &Failure, request: &mut Value) -> Result<bool, Failure> {
    let no_input = context.global.no_input || context.output.is_json();
    if failure.code != ErrorCode::VerificationFailed || !can_ask(no_input) {
        return Ok(false);
    }
    let approvals = &mut request["draft"]["approvals"];
    if let Some(fingerprint) = failure.details["host_key"].as_str() {
        let question = if failure.details["code"] == "host_key.changed" {
            format!(
                "The server's host key CHANGED, to {fingerprint}. Did its operator confirm that?"
            )
        } else {
            format!("The server's host key is {fingerprint}. Is it the right one?")
        };
        if ask_yes(&question, no_input)? {
            approvals["host_key"] = fingerprint.into();
            return Ok(true);
        }
    }
    if let Some(address) = failure.details["address"].as_str() {
        let question = format!("{address} is a private address. Connect to it?");
        if ask_yes(&question, no_input)?
            && let Some(list) = approvals["private"].as_array_mut()
        {
            list.push(address.into());
            return Ok(true);
        }
    }
    Ok(false)
}
