//! `credenza credential …`

mod save;
mod text;

pub(super) use save::{add, update};
pub(super) use text::{deleted as deleted_text, detail as detail_text, list as list_text, saved};

use super::Context;
use crate::args::{CredentialCommand, ListArgs, VerifyArgs};
use crate::input::ask_yes;
use crate::output::say;
use crate::progress::StageLines;
use credenza_app::Host;
use credenza_model::Outcome;
use credenza_protocol::operation::{
    CredentialDelete, CredentialErase, CredentialHistory, CredentialList, CredentialQuarantine,
    CredentialReadiness, CredentialRefresh, CredentialRelease, CredentialRename, CredentialReplace,
    CredentialRestore, CredentialShow, CredentialUsage, CredentialVerify, Operation,
};
use credenza_protocol::{ErrorCode, Failure};
use serde_json::{Value, json};
use std::process::ExitCode;

pub(super) async fn run(
    context: &Context<'_>,
    command: CredentialCommand,
) -> Result<ExitCode, Failure> {
    use CredentialCommand as C;
    match command {
        C::Add(args) => save::add(context, &args).await,
        C::Update(args) => save::update(context, &args).await,
        C::List(args) => list(context, &args).await,
        C::Show(one) => show::<CredentialShow>(context, one.credential, text::detail).await,
        C::Usage(one) => show::<CredentialUsage>(context, one.credential, text::usage).await,
        C::History(one) => show::<CredentialHistory>(context, one.credential, text::history).await,
        C::Verify(args) => verify(context, &args).await,
        C::Rename { credential, name } => {
            let request = json!({"credential": credential, "name": name});
            change::<CredentialRename>(context, request, "renamed").await
        }
        C::Check { credential, for_flow } => check(context, credential, for_flow).await,
        C::Refresh(one) => {
            let request = json!({"credential": one.credential});
            change::<CredentialRefresh>(context, request, "has a fresh token").await
        }
        C::Delete { credential, keep_grant } => {
            let request = json!({"credential": credential, "keep_grant": keep_grant});
            let answer = context.terminal.ask::<CredentialDelete>(request).await?;
            Ok(context.output.result(&answer, || text::deleted(&answer)))
        }
        C::Restore(one) => {
            let request = json!({"credential": one.credential});
            change::<CredentialRestore>(
                context,
                request,
                "restored; verify it before a flow uses it",
            )
            .await
        }
        C::Quarantine(one) => {
            change::<CredentialQuarantine>(
                context,
                json!({"credential": one.credential}),
                "quarantined",
            )
            .await
        }
        C::Release(one) => {
            let request = json!({"credential": one.credential});
            change::<CredentialRelease>(
                context,
                request,
                "released; verify it before a flow uses it",
            )
            .await
        }
        C::Erase { credential, yes } => erase(context, credential, yes).await,
        C::Replace { credential, with, preview } => {
            let request = json!({"credential": credential, "with": with, "preview": preview});
            let answer = context.terminal.ask::<CredentialReplace>(request).await?;
            Ok(context.output.result(&answer, || text::replaced(&answer)))
        }
    }
}

/// For scripts: the exit code says it.
async fn check(
    context: &Context<'_>,
    credential: String,
    flow: Option<String>,
) -> Result<ExitCode, Failure> {
    let request = json!({"credential": credential, "flow": flow});
    let view = context.terminal.call::<CredentialReadiness>(request).await?;
    let answer = json!(view);
    let code = context.output.result(&answer, || text::readiness(&view));
    Ok(if view.ready { code } else { ExitCode::from(1) })
}

async fn list(context: &Context<'_>, args: &ListArgs) -> Result<ExitCode, Failure> {
    let request = json!({
        "connector": args.connector,
        "needs_attention": args.needs_attention,
        "unused": args.unused,
        "search": args.search,
        "archived": args.archived,
        "limit": 1000,
    });
    let answer = context.terminal.ask::<CredentialList>(request).await?;
    Ok(context.output.result(&answer, || text::list(&answer)))
}

async fn show<O: Operation>(
    context: &Context<'_>,
    credential: String,
    human: fn(&Value) -> String,
) -> Result<ExitCode, Failure> {
    let answer = context.terminal.ask::<O>(json!({"credential": credential})).await?;
    Ok(context.output.result(&answer, || human(&answer)))
}

async fn change<O: Operation>(
    context: &Context<'_>,
    request: Value,
    what: &str,
) -> Result<ExitCode, Failure> {
    let answer = context.terminal.ask::<O>(request).await?;
    let name = answer["credential"]["name"].as_str().unwrap_or_default();
    Ok(context.output.result(&answer, || format!("{name} {what}.")))
}

async fn erase(context: &Context<'_>, credential: String, yes: bool) -> Result<ExitCode, Failure> {
    let question = format!("Erase '{credential}' for good? This cannot be undone.");
    if !yes && !ask_yes(&question, context.global.no_input)? {
        return Err(Failure::new(ErrorCode::RequestInvalid, "Nothing was erased")
            .hint("Add --yes to erase without being asked."));
    }
    let answer = context.terminal.ask::<CredentialErase>(json!({"credential": credential})).await?;
    Ok(context.output.result(&answer, || format!("Erased {credential}.")))
}

async fn verify(context: &Context<'_>, args: &VerifyArgs) -> Result<ExitCode, Failure> {
    let one = args.credentials.len() == 1 && !args.all;
    let lines = one.then(|| StageLines::begin(context.terminal.app(), context.output.is_json()));
    let request =
        json!({"credentials": args.credentials, "all": args.all, "verification": "command-line"});
    let view = context.terminal.call::<CredentialVerify>(request).await?;
    drop(lines);
    let failed = view.results.iter().filter(|result| result.outcome == Outcome::Failed).count();
    let answer = json!(view);
    let code = context.output.result(&answer, || text::verified(&view));
    if failed == 0 {
        return Ok(code);
    }
    if !context.output.is_json() {
        say(&format!("{failed} of {} failed", view.results.len()));
    }
    Ok(ExitCode::from(1))
}
