//! `credenza connect`: a sign-in through the browser where the connector has one, its form where not; and
//! `credenza connection …`, the same things in Membrane's words.

mod connection;
mod sign_in;

pub(super) use connection::run as connection;

use super::{Context, credential};
use crate::args::{AddArgs, ConnectArgs, UpdateArgs};
use crate::fields;
use crate::input::{ask_line, ask_secret, can_ask};
use crate::output::say;
use credenza_model::ConnectorId;
use credenza_protocol::connector::{AuthSchemeView, ConnectorDetail, SearchView};
use credenza_protocol::operation::{ConnectorSearch, ConnectorShow, CredentialShow};
use credenza_protocol::{ErrorCode, Failure};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::process::ExitCode;

pub(super) async fn run(context: &Context<'_>, mut args: ConnectArgs) -> Result<ExitCode, Failure> {
    if let Some(reference) = args.connection_id.clone() {
        return reconnect(context, args, reference).await;
    }
    let id = match (&args.connector, &args.intent) {
        (Some(id), _) => id.clone(),
        (None, Some(intent)) => choose(context, intent).await?.to_string(),
        (None, None) => String::new(),
    };
    let connector = show(context, &id).await?;
    if signs_in(&connector, &args) {
        args.connector = Some(id);
        return sign_in::run(context, &connector, &args, None).await;
    }
    let add = AddArgs {
        connector: id,
        name: args.name,
        draft: args.draft,
        unverified: false,
        reason: None,
        allow_duplicate: args.allow_duplicate,
    };
    credential::add(context, &add).await
}

/// In place: the credential keeps its id, its name and every link.
async fn reconnect(
    context: &Context<'_>,
    mut args: ConnectArgs,
    reference: String,
) -> Result<ExitCode, Failure> {
    let shown = context.terminal.ask::<CredentialShow>(json!({"credential": reference})).await?;
    let of = |name: &str| shown["credential"][name].as_str().unwrap_or_default().to_owned();
    let connector = show(context, &of("connector")).await?;
    let auth = args.draft.auth.clone().unwrap_or_else(|| of("auth"));
    let scheme = connector.auth.iter().find(|scheme| scheme.id == auth);
    if scheme.is_some_and(is_sign_in) {
        return sign_in::run(context, &connector, &args, Some(of("id"))).await;
    }
    if let Some(scheme) = scheme.filter(|_| !is_given(&args) && can_ask(context.global.no_input)) {
        args.draft.secret = secret_names(scheme);
    }
    let update = UpdateArgs {
        credential: of("id"),
        name: args.name,
        expect_version: None,
        draft: args.draft,
        clear: Vec::new(),
        unverified: false,
        reason: None,
        accept_account: args.accept_account,
    };
    credential::update(context, &update).await
}

async fn show(context: &Context<'_>, id: &str) -> Result<ConnectorDetail, Failure> {
    context.terminal.call::<ConnectorShow>(json!({ "id": id })).await
}

/// Never picks between equals: the person is asked, a script is told what there is.
async fn choose(context: &Context<'_>, intent: &str) -> Result<ConnectorId, Failure> {
    let found = context.terminal.call::<ConnectorSearch>(json!({ "intent": intent })).await?;
    if let Some(best) = &found.best {
        if let Some(one) = found.items.iter().find(|one| one.id == *best) {
            say(&format!("{} ({})", one.name, one.reasons.join(", ")));
        }
        return Ok(best.clone());
    }
    if found.items.is_empty() {
        let text = format!("No connector fits '{intent}'");
        return Err(Failure::new(ErrorCode::ConnectorNotFound, text)
            .hint("'credenza connector list' shows all of them."));
    }
    if !can_ask(context.global.no_input) || context.output.is_json() {
        return Err(several(intent, &found));
    }
    for (number, candidate) in found.items.iter().enumerate() {
        say(&format!("  {}  {} ({})", number + 1, candidate.name, candidate.reasons.join(", ")));
    }
    let line = ask_line("Which one? (number)")?;
    let chosen =
        line.parse::<usize>().ok().and_then(|number| found.items.get(number.wrapping_sub(1)));
    chosen.map(|candidate| candidate.id.clone()).ok_or_else(|| several(intent, &found))
}

fn several(intent: &str, found: &SearchView) -> Failure {
    let candidates: Vec<Value> =
        found.items.iter().map(|one| json!({"id": one.id, "name": one.name})).collect();
    Failure::new(
        ErrorCode::RequestInvalid,
        format!("{} connectors fit '{intent}'", candidates.len()),
    )
    .hint("Name one with --connector ID.")
    .details(json!({ "candidates": candidates }))
}

fn is_sign_in(scheme: &AuthSchemeView) -> bool {
    scheme.kind == "oauth2"
}

/// A sign-in is meant where one was asked for, or where it is possible and no secret was given.
fn signs_in(connector: &ConnectorDetail, args: &ConnectArgs) -> bool {
    let asked = args.device || args.oauth_app.is_some() || !args.scopes.is_empty();
    match &args.draft.auth {
        Some(auth) => connector.auth.iter().any(|scheme| scheme.id == *auth && is_sign_in(scheme)),
        None => asked || (connector.auth.iter().any(is_sign_in) && !is_given(args)),
    }
}

/// Whether secrets were given in some way: then a form is filled in.
fn is_given(args: &ConnectArgs) -> bool {
    let draft = &args.draft;
    !draft.secret.is_empty()
        || !draft.secret_file.is_empty()
        || !draft.secret_fd.is_empty()
        || draft.draft.is_some()
        || draft.allow_secret_args
}

fn secret_names(scheme: &AuthSchemeView) -> Vec<String> {
    let required = scheme.schema["required"].as_array().cloned().unwrap_or_default();
    let names = required.iter().filter_map(Value::as_str);
    names
        .filter(|name| scheme.schema["properties"][*name]["writeOnly"] == true)
        .map(str::to_owned)
        .collect()
}

/// The fields of a sign-in: what was given, and what the scheme needs beside it and nobody gave.
fn sign_in_fields(
    context: &Context<'_>,
    connector: &ConnectorDetail,
    args: &ConnectArgs,
    ask: bool,
) -> Result<Value, Failure> {
    let mut draft = fields::draft(connector, &args.draft, &[], context.global.no_input)?;
    let mut given = draft["fields"].take();
    let scheme = connector.auth.iter().find(|scheme| {
        args.draft.auth.as_deref().is_none_or(|auth| auth == scheme.id) && is_sign_in(scheme)
    });
    if let Some(scheme) = scheme.filter(|_| ask && can_ask(context.global.no_input)) {
        let required = scheme.schema["required"].as_array().cloned().unwrap_or_default();
        for name in required.iter().filter_map(Value::as_str) {
            let property = &scheme.schema["properties"][name];
            if !given[name].is_null() || !property["default"].is_null() {
                continue;
            }
            let title = property["title"].as_str().unwrap_or(name);
            given[name] = if property["writeOnly"] == true {
                // Exposed into the request, which the application zeroizes.
                ask_secret(title, context.global.no_input)?.expose_secret().into()
            } else {
                ask_line(title)?.into()
            };
        }
    }
    Ok(given)
}
