//! The words for one dry run: whom it asks, and which fields of the draft a person should look at.

use crate::manifest::{ACCESS_TOKEN, AuthScheme, Connector, Grant, Lookup, Template};

/// Whom a dry run asks, and where to look when it fails.
pub struct Aim {
    /// The application: `GitHub`.
    pub provider: String,
    /// The host: `api.github.com`.
    pub host: String,
    /// The first secret field of the form that is filled in.
    pub secret_field: Option<String>,
    /// Its label, in a sentence: `API key`.
    pub secret_title: String,
    /// What to do when it is rejected.
    pub remedy: String,
    /// The field that decides the address.
    pub address_field: Option<String>,
}

impl Aim {
    /// For one scheme of a connector and the values that are filled in.
    #[must_use]
    pub fn new(connector: &Connector, auth: &AuthScheme, values: &dyn Lookup) -> Self {
        let (secret_field, secret_title) = if is_signed_in(auth, values) {
            (None, "access token".to_owned())
        } else {
            find_secret(auth, values)
        };
        let remedy = match secret_field {
            Some(_) => format!(
                "Check that the {secret_title} was copied whole, belongs to this account and environment, and has not been revoked."
            ),
            None => format!("Sign in again at {} (Reconnect).", connector.name),
        };
        Self {
            provider: connector.name.clone(),
            host: String::new(),
            secret_field,
            secret_title,
            remedy,
            address_field: find_address_field(connector, auth),
        }
    }
}

/// A token from the browser is what is tried; no field of the form holds it.
fn is_signed_in(auth: &AuthScheme, values: &dyn Lookup) -> bool {
    let browser = auth.oauth.as_ref().is_some_and(|oauth| oauth.grant == Grant::AuthorizationCode);
    browser && values.find(ACCESS_TOKEN).is_some()
}

/// The first secret field of the form that is filled in, and its label.
fn find_secret(auth: &AuthScheme, values: &dyn Lookup) -> (Option<String>, String) {
    let filled = |name: &str| values.find(name).is_some_and(|value| !value.text.is_empty());
    let secrets = || auth.fields.in_order().into_iter().filter(|(_, field)| field.write_only);
    match secrets().find(|(name, _)| filled(name)).or_else(|| secrets().next()) {
        Some((name, field)) => (Some(name.to_owned()), field.title.clone()),
        None => (None, "credential".to_owned()),
    }
}

/// The first field that stands in the base URL or the probe's address and is not a secret.
fn find_address_field(connector: &Connector, auth: &AuthScheme) -> Option<String> {
    let templates = [Some(connector.base_url_for(auth)), auth.probe.url.as_ref()];
    let is_public =
        |name: &&str| auth.fields.properties.get(*name).is_some_and(|field| !field.write_only);
    let named = templates.into_iter().flatten().flat_map(Template::names).find(is_public);
    named.map(str::to_owned).or_else(|| {
        let known = ["base_url", "host", "url", "subdomain"];
        known.into_iter().find(|name| auth.fields.properties.contains_key(*name)).map(str::to_owned)
    })
}
