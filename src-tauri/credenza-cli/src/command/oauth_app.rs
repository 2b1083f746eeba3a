//! `credenza oauth-app …`

mod redirect;
mod text;

use self::redirect::TypedRedirect;
use super::Context;
use super::private::save_asking;
use crate::args::{AddAppArgs, AppDetails, OAuthAppCommand, ProposeAppArgs, UpdateAppArgs};
use crate::input::{ask_line, ask_secret, can_ask, read_secret_fd, read_secret_file};
use crate::output::say;
use credenza_protocol::operation::{
    OAuthAppAdd, OAuthAppList, OAuthAppPropose, OAuthAppRemove, OAuthAppShow, OAuthAppUpdate,
};
use credenza_protocol::{ErrorCode, Failure};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use std::process::ExitCode;

pub(super) async fn run(
    context: &Context<'_>,
    command: OAuthAppCommand,
) -> Result<ExitCode, Failure> {
    match command {
        OAuthAppCommand::Add(args) => add(context, &args).await,
        OAuthAppCommand::Propose(args) => {
            let answer = context.terminal.ask::<OAuthAppPropose>(proposal_request(&args)).await?;
            Ok(context.output.result(&answer, || text::proposed(&answer)))
        }
        OAuthAppCommand::List { connector } => {
            let answer =
                context.terminal.ask::<OAuthAppList>(json!({"connector": connector})).await?;
            Ok(context.output.result(&answer, || text::list(&answer)))
        }
        OAuthAppCommand::Show(app) => {
            let request = json!({"oauth_app": app.oauth_app});
            let answer = context.terminal.ask::<OAuthAppShow>(request).await?;
            Ok(context.output.result(&answer, || text::saved(&answer, "")))
        }
        OAuthAppCommand::Update(args) => update(context, &args).await,
        OAuthAppCommand::Remove(app) => {
            let request = json!({"oauth_app": app.oauth_app});
            let answer = context.terminal.ask::<OAuthAppRemove>(request).await?;
            Ok(context.output.result(&answer, || format!("Removed {}.", app.oauth_app)))
        }
    }
}

async fn add(context: &Context<'_>, args: &AddAppArgs) -> Result<ExitCode, Failure> {
    let details = &args.details;
    let mut request = json!({
        "connector": args.connector,
        "auth": args.auth,
        "client_id": args.client_id,
        "fields": fields(details)?,
        "test_mode": details.test_mode,
        "private": details.allow_private,
    });
    if args.client_id.is_none() {
        register(context, args, &mut request).await?;
    }
    let secret = secret_to_add(context, args)?;
    fill(&mut request, details, secret.as_ref());
    let answer = save_asking::<OAuthAppAdd>(context, request, "Sign in there?").await?;
    Ok(context.output.result(&answer, || text::saved(&answer, "Saved ")))
}

/// Says what to register at the provider, and asks what it gave for that.
async fn register(
    context: &Context<'_>,
    args: &AddAppArgs,
    request: &mut Value,
) -> Result<(), Failure> {
    if !can_ask(context.global.no_input) {
        let propose = format!("'credenza oauth-app propose {}'", args.connector);
        return Err(Failure::new(ErrorCode::RequestInvalid, "A client id is needed").hint(
            format!("Use --client-id ID. {propose} says what to register at the provider for one."),
        ));
    }
    let wanted = ProposeAppArgs {
        connector: args.connector.clone(),
        auth: args.auth.clone(),
        redirect: args.details.redirect.clone(),
    };
    let mut answer = context.terminal.call::<OAuthAppPropose>(proposal_request(&wanted)).await?;
    match wanted.redirect {
        // It was proposed before, and is registered by now.
        Some(text) if TypedRedirect::read(&text).path.is_some() => {
            answer.redirect_address = Some(text);
        }
        _ => request["redirect_path"] = json!(answer.redirect_path),
    }
    say(&text::to_register(&answer));
    if answer.redirect_address.is_none() {
        request["redirect"] = TypedRedirect::read(&ask_line("That https address")?).redirect;
    }
    request["client_id"] = ask_line("Client id")?.into();
    Ok(())
}

fn proposal_request(args: &ProposeAppArgs) -> Value {
    let redirect = args.redirect.as_deref().map(|text| TypedRedirect::read(text).redirect);
    json!({"connector": args.connector, "auth": args.auth, "redirect": redirect})
}

fn secret_to_add(
    context: &Context<'_>,
    args: &AddAppArgs,
) -> Result<Option<SecretString>, Failure> {
    let given = given_secret(context, &args.details)?;
    if given.is_some() || args.public {
        return Ok(given);
    }
    if !can_ask(context.global.no_input) {
        return Err(Failure::new(ErrorCode::RequestInvalid, "A client secret is needed").hint(
            "Use --client-secret-file PATH or --client-secret-fd N; --public if there is none.",
        ));
    }
    let typed = ask_secret("Client secret (empty: a public client)", context.global.no_input)?;
    // Exposed only to ask whether it is empty.
    Ok((!typed.expose_secret().is_empty()).then_some(typed))
}

async fn update(context: &Context<'_>, args: &UpdateAppArgs) -> Result<ExitCode, Failure> {
    let details = &args.details;
    let secret = given_secret(context, details)?;
    let mut request = json!({
        "oauth_app": args.oauth_app,
        "version": args.expect_version,
        "client_id": args.client_id,
        "clear": args.clear,
    });
    if !details.set.is_empty() {
        request["fields"] = Value::Object(fields(details)?);
    }
    if details.test_mode || args.no_test_mode {
        request["test_mode"] = details.test_mode.into();
    }
    if !details.allow_private.is_empty() {
        request["private"] = json!(details.allow_private);
    }
    fill(&mut request, details, secret.as_ref());
    let answer = save_asking::<OAuthAppUpdate>(context, request, "Sign in there?").await?;
    Ok(context.output.result(&answer, || text::saved(&answer, "Saved ")))
}

fn fill(request: &mut Value, details: &AppDetails, secret: Option<&SecretString>) {
    request["name"] = json!(details.name);
    if let Some(secret) = secret {
        // Exposed into the request, which the application zeroizes.
        request["client_secret"] = secret.expose_secret().into();
    }
    if !details.scopes.is_empty() {
        request["scopes"] = json!(details.scopes);
    }
    if let Some(redirect) = &details.redirect {
        let typed = TypedRedirect::read(redirect);
        request["redirect"] = typed.redirect;
        if let Some(path) = typed.path {
            request["redirect_path"] = path.into();
        }
    }
    if let Some(end) = &details.secret_expires_at {
        request["secret_expires_at"] = json!(end);
    }
}

fn given_secret(
    context: &Context<'_>,
    details: &AppDetails,
) -> Result<Option<SecretString>, Failure> {
    if details.client_secret {
        return ask_secret("Client secret", context.global.no_input).map(Some);
    }
    if let Some(path) = &details.client_secret_file {
        return read_secret_file(path).map(Some);
    }
    details.client_secret_fd.map(read_secret_fd).transpose()
}

fn fields(details: &AppDetails) -> Result<Map<String, Value>, Failure> {
    let mut fields = Map::new();
    for pair in &details.set {
        let (name, text) =
            pair.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(|| {
                Failure::new(
                    ErrorCode::RequestInvalid,
                    format!("--set takes FIELD=VALUE; '{pair}' is not that"),
                )
            })?;
        fields.insert(name.to_owned(), text.into());
    }
    Ok(fields)
}
