//! One OAuth sign-in method with the values it is used with.

use super::app::OAuthApp;
use super::context::OAuthContext;
use crate::egress::EgressPolicy;
use crate::http::BuiltIns;
use crate::manifest::{
    AuthScheme, Connector, FieldValues, Lookup as _, OAuth, Template, TemplateError, render,
};
use crate::stage::Scrubber;
use crate::verify::Fields;
use credenza_model::HostPort;
use secrecy::SecretString;
use std::collections::BTreeSet;

/// The method cannot be used with these values.
#[derive(Debug, thiserror::Error)]
pub enum OAuthSetupError {
    /// The connector's method has no `oauth` table.
    #[error("this method of the connector does not use OAuth")]
    NotOAuth,
    /// A host cannot be told from the fields.
    #[error(transparent)]
    Host(#[from] TemplateError),
}

/// A connector's OAuth method, the client to use it with, and the credential's fields.
///
/// No `Debug` or `Clone`: the values hold secrets.
pub struct OAuthMethod<'a> {
    pub(crate) connector: &'a Connector,
    pub(crate) auth: &'a AuthScheme,
    pub(crate) oauth: &'a OAuth,
    pub(crate) app: &'a OAuthApp,
    pub(crate) values: FieldValues,
    hosts: Vec<HostPort>,
}

impl<'a> OAuthMethod<'a> {
    /// Puts a method and its values together. `fields` are the credential's own (a tenant, a subdomain, an
    /// issuer); the client id and secret come from `app` and take precedence.
    ///
    /// # Errors
    /// When the method is not OAuth, or a field that names a host does not.
    pub fn new(
        connector: &'a Connector,
        auth: &'a AuthScheme,
        app: &'a OAuthApp,
        fields: &Fields,
    ) -> Result<Self, OAuthSetupError> {
        let oauth = auth.oauth.as_ref().ok_or(OAuthSetupError::NotOAuth)?;
        let mut values = fields.values(auth);
        if !app.client_id.is_empty() {
            values.insert("client_id", SecretString::from(app.client_id.as_str()), false);
        }
        if let Some(secret) = &app.client_secret {
            values.insert("client_secret", secret.clone(), true);
        }
        let hosts = connector.allowed_hosts(&auth.id, &values)?;
        let hosts = hosts.into_iter().map(|host| host.address).collect();
        Ok(Self { connector, auth, oauth, app, values, hosts })
    }

    /// The connector.
    #[must_use]
    pub fn connector(&self) -> &Connector {
        self.connector
    }

    /// The connector's OAuth data.
    #[must_use]
    pub fn oauth(&self) -> &OAuth {
        self.oauth
    }

    /// The scopes that are asked for: the app's, or the connector's; then `extra`, each once.
    #[must_use]
    pub fn scopes(&self, extra: &[String]) -> Vec<String> {
        let mut scopes = self.app.scopes.clone();
        if scopes.is_empty() {
            let rendered =
                self.oauth.scopes.iter().filter_map(|one| render(one, &self.values).ok().flatten());
            // Reason: a scope is public; it stands in the browser's address.
            scopes.extend(rendered.flat_map(|one| {
                one.expose().split_whitespace().map(str::to_owned).collect::<Vec<_>>()
            }));
        }
        scopes.extend(extra.iter().cloned());
        let mut seen = BTreeSet::new();
        scopes.retain(|scope| seen.insert(scope.clone()));
        scopes
    }

    /// Where this method's secrets may be sent.
    pub(crate) fn policy(&self, private_approved: &[HostPort]) -> EgressPolicy {
        EgressPolicy { allowed: self.hosts.clone(), private_approved: private_approved.to_vec() }
    }

    /// The client id, from the OAuth app or from a field of the credential.
    pub(crate) fn client_id(&self) -> String {
        self.values.find("client_id").map(|value| value.text.to_owned()).unwrap_or_default()
    }

    /// The client secret, if there is one.
    pub(crate) fn client_secret(&self) -> Option<SecretString> {
        let secret = self.values.find("client_secret").filter(|value| !value.text.is_empty())?;
        Some(SecretString::from(secret.text))
    }

    /// The values with the built-in ones of this request.
    pub(crate) fn built_ins(&self, context: &OAuthContext<'_>) -> BuiltIns<'_> {
        BuiltIns::new(&self.values, context.now, context.request_id())
    }

    /// Knows every secret of the values.
    pub(crate) fn scrubber(&self) -> Scrubber {
        Scrubber::new(self.values.list_secrets().map(|(_, secret)| secret))
    }

    /// A public text from a template, if its fields are there.
    pub(crate) fn find_text(&self, template: Option<&Template>) -> Option<String> {
        let rendered = render(template?, &self.values).ok()??;
        (!rendered.is_secret()).then(|| rendered.expose().to_owned())
    }
}
