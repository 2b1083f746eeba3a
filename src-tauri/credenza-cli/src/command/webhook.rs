//! `credenza webhook …`

mod text;

use super::Context;
use super::private::save_asking;
use crate::args::{SigningSecretArgs, WebhookAddArgs, WebhookCommand, WebhookUpdateArgs};
use crate::input::{ask_yes, read_secret_fd, read_secret_file};
use credenza_protocol::operation::{
    Operation, WebhookAdd, WebhookDeliveries, WebhookList, WebhookRedeliver, WebhookRemove,
    WebhookRotate, WebhookTest, WebhookUpdate,
};
use credenza_protocol::{ErrorCode, Failure};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::process::ExitCode;

pub(super) async fn run(
    context: &Context<'_>,
    command: WebhookCommand,
) -> Result<ExitCode, Failure> {
    use WebhookCommand as C;
    let (terminal, output) = (context.terminal, context.output);
    match command {
        C::Add(args) => add(context, &args).await,
        C::List => {
            let answer = terminal.ask::<WebhookList>(json!({})).await?;
            Ok(output.result(&answer, || text::list(&answer)))
        }
        C::Update(args) => update(context, &args).await,
        C::Remove { webhook, yes } => remove(context, webhook, yes).await,
        C::Rotate { webhook, keep_hours, secret } => {
            let request =
                json!({"webhook": webhook, "keep_hours": keep_hours, "secret": read(&secret)?});
            let answer = terminal.ask::<WebhookRotate>(request).await?;
            Ok(output.result(&answer, || text::saved(&answer, "signs with a new secret")))
        }
        C::Test { webhook } => sent::<WebhookTest>(context, json!({"webhook": webhook})).await,
        C::Deliveries { webhook, failed } => {
            let request = json!({"webhook": webhook, "failed": failed, "limit": 1000});
            let answer = terminal.ask::<WebhookDeliveries>(request).await?;
            Ok(output.result(&answer, || text::deliveries(&answer)))
        }
        C::Redeliver { delivery } => {
            sent::<WebhookRedeliver>(context, json!({"delivery": delivery})).await
        }
    }
}

async fn add(context: &Context<'_>, args: &WebhookAddArgs) -> Result<ExitCode, Failure> {
    let request = json!({
        "address": args.address,
        "events": args.events,
        "description": args.description,
        "private": args.private,
        "secret": read(&args.secret)?,
    });
    save::<WebhookAdd>(context, request, "is told from now on").await
}

async fn update(context: &Context<'_>, args: &WebhookUpdateArgs) -> Result<ExitCode, Failure> {
    let some = |list: &[String]| (!list.is_empty()).then(|| json!(list));
    let active = match (args.pause, args.resume) {
        (true, _) => Some(false),
        (_, true) => Some(true),
        _ => None,
    };
    let request = json!({
        "webhook": args.webhook,
        "address": args.address,
        "events": some(&args.events),
        "description": args.description,
        "private": some(&args.private),
        "active": active,
    });
    save::<WebhookUpdate>(context, request, "saved").await
}

/// Saves, and asks whether a loopback or private address is meant.
async fn save<O: Operation>(
    context: &Context<'_>,
    request: Value,
    what: &str,
) -> Result<ExitCode, Failure> {
    let answer = save_asking::<O>(context, request, "Send events there?").await?;
    Ok(context.output.result(&answer, || text::saved(&answer, what)))
}

async fn remove(context: &Context<'_>, webhook: String, yes: bool) -> Result<ExitCode, Failure> {
    let question = format!("Remove the webhook '{webhook}', and what waits for it?");
    if !yes && !ask_yes(&question, context.global.no_input)? {
        return Err(Failure::new(ErrorCode::RequestInvalid, "Nothing was removed")
            .hint("Add --yes to remove without being asked."));
    }
    let answer = context.terminal.ask::<WebhookRemove>(json!({"webhook": webhook})).await?;
    Ok(context.output.result(&answer, || format!("Removed {webhook}.")))
}

/// Sends one event, and says by the exit code whether it arrived.
async fn sent<O: Operation>(context: &Context<'_>, request: Value) -> Result<ExitCode, Failure> {
    let answer = context.terminal.ask::<O>(request).await?;
    let code = context.output.result(&answer, || text::sent(&answer));
    Ok(if answer["state"] == "delivered" { code } else { ExitCode::from(1) })
}

fn read(args: &SigningSecretArgs) -> Result<Option<String>, Failure> {
    let secret = match (&args.secret_file, args.secret_fd) {
        (Some(path), _) => read_secret_file(path)?,
        (None, Some(fd)) => read_secret_fd(fd)?,
        (None, None) => return Ok(None),
    };
    // Exposed into the request, which the operation wipes.
    Ok(Some(secret.expose_secret().to_owned()))
}
