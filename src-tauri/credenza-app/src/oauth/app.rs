//! An OAuth app: where its client secret may be sent, and opening it for use.
//!
//! Hosts that a field names whole (an own server) have to be known when the app is registered. Where a
//! field stands for one label (`{shop}.example.com`), the pattern itself is what is bound.

use crate::failure::open_failure;
use crate::policy::Policy;
use crate::session::OpenVault;
use credenza_connect::manifest::{AuthScheme, Connector, OAuth};
use credenza_connect::oauth as connect;
use credenza_connect::verify::Fields;
use credenza_model::HostPort;
use credenza_protocol::oauth_app::Redirect;
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::oauth_app::{OAuthApp, open_client_secret};
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use super::scheme::CLIENT_SECRET;

/// An OAuth app with its client secret, for one use.
pub(crate) struct OpenedApp {
    pub(crate) row: OAuthApp,
    pub(crate) client: connect::OAuthApp,
    /// Loopback and private addresses that a person approved for it.
    pub(crate) private: Vec<HostPort>,
}

/// Opens an OAuth app. Its secret goes only where it could go when it was entered.
pub(crate) fn open_app(
    vault: &OpenVault,
    connector: &Connector,
    scheme: &AuthScheme,
    row: OAuthApp,
) -> Result<OpenedApp, Failure> {
    let policy: Policy = serde_json::from_str(&row.policy).map_err(|_| damaged(&row))?;
    let hosts = app_hosts(connector, scheme, &row.fields)?;
    if row.secret.is_some() && hosts != policy.hosts {
        return Err(moved(&row, &policy.hosts, &hosts));
    }
    let opened = open_client_secret(&vault.scope, &row, policy.digest())
        .map_err(|error| open_failure(&error))?;
    // Exposed into the client, which sends it to the token endpoint and nowhere else.
    let client_secret = opened
        .as_ref()
        .and_then(|secret| secret.expose_text(CLIENT_SECRET))
        .map(SecretString::from);
    let client = connect::OAuthApp {
        client_id: row.client_id.clone(),
        client_secret,
        scopes: row.scopes.clone().unwrap_or_default(),
    };
    Ok(OpenedApp { row, client, private: policy.private })
}

/// Where the client secret of an app with these fields may be sent: addresses, and patterns whose labels
/// the credential names. Sorted.
pub(crate) fn app_hosts(
    connector: &Connector,
    scheme: &AuthScheme,
    fields: &Map<String, Value>,
) -> Result<Vec<String>, Failure> {
    let values = Fields::new(fields.clone(), BTreeMap::new()).values(scheme);
    let known = connector.allowed_hosts(&scheme.id, &values).map_err(|error| {
        invalid(vec![("/fields".to_owned(), format!("no host can be told: {error}"))])
    })?;
    let mut hosts: Vec<String> =
        known.iter().map(|host| format!("{}://{}", host.scheme, host.address)).collect();
    for template in connector.host_templates(Some(scheme)) {
        if template.names().any(|name| !values.contains(name)) {
            match template.as_bare_field() {
                Some(name) if is_needed(scheme, name) => {
                    let text = match is_discovered(scheme, name) {
                        true => "is needed, or the issuer, which says it",
                        false => "is needed: the client secret is sent to that address",
                    };
                    return Err(invalid(vec![(format!("/fields/{name}"), text.to_owned())]));
                }
                // Nobody can name it later: see `app_only`.
                Some(_) => continue,
                None => {}
            }
            hosts.push(template.to_string());
        }
    }
    hosts.sort();
    hosts.dedup();
    Ok(hosts)
}

fn is_needed(scheme: &AuthScheme, name: &str) -> bool {
    let required = scheme.fields.required.iter().any(|one| one == name);
    (required || is_endpoint(scheme, name)) && !is_stored(scheme, name)
}

/// Whether nobody can sign in without this field's address.
fn is_endpoint(scheme: &AuthScheme, name: &str) -> bool {
    let endpoints = |oauth: &'_ OAuth| [oauth.authorize_url.clone(), Some(oauth.token_url.clone())];
    let mut all = scheme.oauth.as_ref().map(endpoints).into_iter().flatten().flatten();
    all.any(|template| template.as_bare_field() == Some(name))
}

fn is_discovered(scheme: &AuthScheme, name: &str) -> bool {
    scheme.oauth.as_ref().is_some_and(|oauth| oauth.discovery.contains_key(name))
}

/// Fields that name a whole host. They belong to the OAuth app alone: a sign-in that could name one could
/// have the client secret sent there.
pub(crate) fn app_only<'a>(
    connector: &'a Connector,
    scheme: &'a AuthScheme,
) -> impl Iterator<Item = &'a str> {
    connector
        .host_templates(Some(scheme))
        .filter_map(|template| template.as_bare_field())
        .filter(|name| !is_stored(scheme, name))
}

/// Whether the provider itself tells the value when somebody signs in. Such a host gets tokens, and the
/// client secret only where the token endpoint is at it.
fn is_stored(scheme: &AuthScheme, name: &str) -> bool {
    let oauth = scheme.oauth.as_ref();
    oauth.is_some_and(|oauth| {
        oauth.store.contains_key(name)
            || oauth.callback_store.contains_key(name)
            || oauth.post_connect.iter().any(|request| request.store.contains_key(name))
    })
}

/// The redirect address to register at the provider, without the port where it does not count.
pub(crate) fn redirect_address(redirect: &Redirect, path: &str) -> String {
    match redirect {
        Redirect::Loopback => format!("http://127.0.0.1/{path}"),
        Redirect::LoopbackPort { port } => format!("http://127.0.0.1:{port}/{path}"),
        Redirect::LocalhostPort { port } => format!("http://localhost:{port}/{path}"),
        Redirect::Address { address } => address.clone(),
    }
}

/// What is wrong with an OAuth app, by field.
pub(crate) fn invalid(errors: Vec<(String, String)>) -> Failure {
    let first = errors
        .first()
        .map(|(field, message)| format!(": {} {message}", field.trim_start_matches('/')))
        .unwrap_or_default();
    let list: Vec<Value> =
        errors.iter().map(|(field, message)| json!({"field": field, "message": message})).collect();
    Failure::new(ErrorCode::OAuthAppInvalid, format!("The OAuth app can't be saved{first}"))
        .hint("Mend these fields; nothing was saved.")
        .details(json!({ "errors": list }))
}

fn damaged(row: &OAuthApp) -> Failure {
    let text = format!("The policy of the OAuth app {} is damaged", row.name);
    Failure::new(ErrorCode::VaultTampered, text)
}

fn moved(row: &OAuthApp, from: &[String], to: &[String]) -> Failure {
    let (name, before, now) = (&row.name, from.join(", "), to.join(", "));
    Failure::new(
        ErrorCode::OAuthAppInvalid,
        format!("The addresses of {name} changed from {before} to {now}, and its stored client secret is not sent to new ones"),
    )
    .hint("Enter the client secret again.")
    .details(json!({
        "errors": [{"field": "/client_secret", "message": "enter it again for the new address"}],
        "missing": "client_secret",
    }))
}
