//! OAuth apps in words.

use crate::output::{Table, plural};
use credenza_protocol::Page;
use credenza_protocol::oauth_app::{OAuthAppView, ProposedOAuthApp, RedirectRule, SavedOAuthApp};
use serde_json::Value;

/// One OAuth app.
pub(super) fn saved(answer: &Value, before: &str) -> String {
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

/// Many of them.
pub(super) fn list(answer: &Value) -> String {
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

/// What to register at the provider, and how to go on.
pub(super) fn proposed(answer: &Value) -> String {
    let Ok(proposed) = serde_json::from_value::<ProposedOAuthApp>(answer.clone()) else {
        return answer.to_string();
    };
    let (connector, address) = (&proposed.connector, proposed.redirect_address.as_deref());
    let address = address.unwrap_or("https://…");
    format!(
        "{}Then: credenza oauth-app add {connector} --redirect {address} --client-id ID\n",
        to_register(&proposed)
    )
}

/// What to register at the provider.
pub(super) fn to_register(proposed: &ProposedOAuthApp) -> String {
    let registration = &proposed.registration;
    let mut text = match &proposed.redirect_address {
        Some(address) => format!("Register this redirect address at the provider:\n  {address}\n"),
        None => {
            "Register an https address of yours at the provider as redirect address.\n".to_owned()
        }
    };
    text.push_str(&format!("({})\n", why(registration.redirect_rule)));
    if let Some(console) = &registration.console_url {
        text.push_str(&format!("There: {console}\n"));
    }
    if !registration.scopes.is_empty() {
        text.push_str(&format!("Scopes: {}\n", registration.scopes.join(" ")));
    }
    text
}

const fn why(rule: RedirectRule) -> &'static str {
    match rule {
        RedirectRule::Registered => "This provider compares the whole address, port included.",
        RedirectRule::AnyLoopback => "This provider takes any address on this computer.",
        RedirectRule::AnyPort => "This provider compares the path, and takes any port.",
        RedirectRule::Localhost => "This provider takes localhost, not 127.0.0.1.",
        RedirectRule::RegisteredLocalhost => {
            "This provider takes localhost, not 127.0.0.1, and compares the port."
        }
        RedirectRule::Pasted => {
            "This provider demands https: after signing in, you paste the address the browser shows."
        }
    }
}
