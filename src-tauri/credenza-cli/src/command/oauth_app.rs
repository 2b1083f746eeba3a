//! `credenza oauth-app …`

use super::Context;
use crate::args::{AddAppArgs, AppDetails, OAuthAppCommand, UpdateAppArgs};
use crate::input::{ask_secret, can_ask, read_secret_fd, read_secret_file};
use crate::output::{Table, plural};
use credenza_protocol::oauth_app::{OAuthAppView, SavedOAuthApp};
use credenza_protocol::operation::{
    OAuthAppAdd, OAuthAppList, OAuthAppRemove, OAuthAppShow, OAuthAppUpdate,
};
use credenza_protocol::{ErrorCode, Failure, Page};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use std::process::ExitCode;

pub(super) async fn run(
    context: &Context<'_>,
    command: OAuthAppCommand,
) -> Result<ExitCode, Failure> {
    match command {
        OAuthAppCommand::Add(args) => add(context, &args).await,
        OAuthAppCommand::List { connector } => {
            let answer =
                context.terminal.ask::<OAuthAppList>(json!({"connector": connector})).await?;
            Ok(context.output.result(&answer, || list_text(&answer)))
        }
        OAuthAppCommand::Show(app) => {
            let request = json!({"oauth_app": app.oauth_app});
            let answer = context.terminal.ask::<OAuthAppShow>(request).await?;
            Ok(context.output.result(&answer, || saved_text(&answer, "")))
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
    let mut secret = given_secret(context, details)?;
    if secret.is_none() && !args.public {
        if !can_ask(context.global.no_input) {
            return Err(Failure::new(ErrorCode::RequestInvalid, "A client secret is needed").hint(
                "Use --client-secret-file PATH or --client-secret-fd N; --public if there is none.",
            ));
        }
        let typed = ask_secret("Client secret (empty: a public client)", context.global.no_input)?;
        // Exposed only to ask whether it is empty.
        secret = (!typed.expose_secret().is_empty()).then_some(typed);
    }
    let mut request = json!({
        "connector": args.connector,
        "auth": args.auth,
        "client_id": args.client_id,
        "fields": fields(details)?,
        "test_mode": details.test_mode,
        "private": details.allow_private,
    });
    fill(&mut request, details, secret.as_ref());
    let answer = context.terminal.ask::<OAuthAppAdd>(request).await?;
    Ok(context.output.result(&answer, || saved_text(&answer, "Saved ")))
}

async fn update(context: &Context<'_>, args: &UpdateAppArgs) -> Result<ExitCode, Failure> {
    let details = &args.details;
    let secret = given_secret(context, details)?;
    let mut request = json!({
        "oauth_app": args.oauth_app,
        "version": args.expect_version,
        "client_id": args.client_id,
    });
    if !details.set.is_empty() {
        request["fields"] = Value::Object(fields(details)?);
    }
    if details.test_mode {
        request["test_mode"] = true.into();
    }
    if !details.allow_private.is_empty() {
        request["private"] = json!(details.allow_private);
    }
    fill(&mut request, details, secret.as_ref());
    let answer = context.terminal.ask::<OAuthAppUpdate>(request).await?;
    Ok(context.output.result(&answer, || saved_text(&answer, "Saved ")))
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
        request["redirect"] = redirect_of(redirect);
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

/// "loopback", a loopback address with a port, or an address elsewhere.
fn redirect_of(text: &str) -> Value {
    let port_after = |start: &str| -> Option<u16> {
        text.strip_prefix(start)?.trim_end_matches('/').parse().ok()
    };
    if text == "loopback" || text == "http://127.0.0.1" {
        return json!({"kind": "loopback"});
    }
    if let Some(port) = port_after("http://127.0.0.1:") {
        return json!({"kind": "loopback_port", "port": port});
    }
    if let Some(port) = port_after("http://localhost:") {
        return json!({"kind": "localhost_port", "port": port});
    }
    json!({"kind": "address", "address": text})
}

fn saved_text(answer: &Value, before: &str) -> String {
    let Ok(saved) = serde_json::from_value::<SavedOAuthApp>(answer.clone()) else {
        return answer.to_string();
    };
    let app = saved.oauth_app;
    let secret = if app.has_secret { "(stored, never shown)" } else { "none: a public client" };
    let mut text = format!(
        "{before}{}\n{} · {} · {} · version {}\n",
        app.name, app.connector, app.auth, app.id, app.version
    );
    let mut line = |name: &str, value: &str| text.push_str(&format!("  {name:<20} {value}\n"));
    line("client id", &app.client_id);
    line("client secret", secret);
    line("scopes", &app.scopes.join(" "));
    if let Some(end) = app.secret_expires_at {
        line("secret ends", &end.to_string());
    }
    if app.test_mode {
        line("test mode", "grants end after seven days");
    }
    for (name, value) in &app.public {
        line(name, &value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    line("used by", &plural(app.credentials, "credential"));
    text.push_str(&format!(
        "Register this redirect address at the provider:\n  {}\n",
        app.redirect_address
    ));
    if let Some(console) = &app.console_url {
        text.push_str(&format!("There: {console}\n"));
    }
    text
}

fn list_text(answer: &Value) -> String {
    let Ok(page) = serde_json::from_value::<Page<OAuthAppView>>(answer.clone()) else {
        return answer.to_string();
    };
    if page.items.is_empty() {
        return "No OAuth apps. 'credenza oauth-app add CONNECTOR --client-id ID' adds one."
            .to_owned();
    }
    let mut table =
        Table::new(&["id", "name", "connector", "client id", "used by", "redirect address"]);
    for app in &page.items {
        table.row([
            app.id.to_string().chars().take(8).collect(),
            app.name.clone(),
            app.connector.to_string(),
            app.client_id.clone(),
            plural(app.credentials, "credential"),
            app.redirect_address.clone(),
        ]);
    }
    table.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_is_told_by_its_form() {
        assert_eq!(redirect_of("loopback")["kind"], "loopback");
        assert_eq!(redirect_of("http://127.0.0.1:4711/")["port"], 4711);
        assert_eq!(redirect_of("http://localhost:4711")["kind"], "localhost_port");
        assert_eq!(redirect_of("https://example.com/back")["kind"], "address");
        assert_eq!(redirect_of("http://127.0.0.1:99999")["kind"], "address");
    }
}
