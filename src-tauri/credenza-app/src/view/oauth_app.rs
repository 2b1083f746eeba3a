//! OAuth apps for people and programs.

use crate::failure::OrFailure;
use crate::oauth::{redirect_address, signs_in};
use crate::oauth_app::usual_redirect;
use crate::policy::Policy;
use crate::session::OpenVault;
use credenza_connect::manifest::{AuthScheme, OAuth};
use credenza_model::ConnectorId;
use credenza_protocol::Failure;
use credenza_protocol::oauth_app::{OAuthAppView, Redirect, RegistrationView};
use credenza_store::table::oauth_app::{OAuthApp, count_credentials};

/// OAuth apps, as they may be shown.
pub(crate) async fn oauth_app_views(
    vault: &OpenVault,
    apps: &[OAuthApp],
) -> Result<Vec<OAuthAppView>, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let counts = count_credentials(&mut connection, &vault.scope).await.or_failure()?;
    let view = |app: &OAuthApp| oauth_app_view(vault, app, counts.get(&app.id).copied());
    Ok(apps.iter().map(view).collect())
}

/// What a connector says about registering an OAuth app for a scheme; nothing where nobody signs in.
pub(crate) fn registration_view(scheme: &AuthScheme) -> Option<RegistrationView> {
    let oauth = scheme.oauth.as_ref().filter(|_| signs_in(scheme))?;
    Some(RegistrationView {
        redirect_rule: oauth.redirect,
        redirect: usual_redirect(oauth.redirect),
        console_url: oauth.console_url.clone(),
        scopes: usual_scopes(oauth),
    })
}

/// The connector's own, without those that a field stands for: only a credential fills it in.
fn usual_scopes(oauth: &OAuth) -> Vec<String> {
    let fixed = oauth.scopes.iter().filter(|scope| scope.names().next().is_none());
    fixed.map(ToString::to_string).collect()
}

fn oauth_app_view(vault: &OpenVault, app: &OAuthApp, credentials: Option<u64>) -> OAuthAppView {
    let connector = vault.catalogue.get(&app.connector);
    let oauth = connector
        .and_then(|connector| connector.find_auth(&app.auth))
        .and_then(|scheme| scheme.oauth.as_ref());
    let redirect: Redirect = serde_json::from_str(&app.redirect).unwrap_or_default();
    let policy: Option<Policy> = serde_json::from_str(&app.policy).ok();
    let own = || oauth.map(usual_scopes).unwrap_or_default();
    OAuthAppView {
        id: app.id,
        name: app.name.clone(),
        connector: app.connector.parse().unwrap_or_else(|_| ConnectorId::unknown()),
        auth: app.auth.clone(),
        client_id: app.client_id.clone(),
        has_secret: app.secret.is_some(),
        scopes: app.scopes.clone().unwrap_or_else(own),
        usual_scopes: app.scopes.is_none(),
        redirect_address: redirect_address(&redirect, &app.redirect_path),
        redirect_path: app.redirect_path.clone(),
        redirect,
        console_url: oauth.and_then(|oauth| oauth.console_url.clone()),
        public: app.fields.clone(),
        secret_expires_at: app.secret_expires_at,
        test_mode: app.test_mode,
        private: policy.map(|policy| policy.private).unwrap_or_default(),
        credentials: credentials.unwrap_or(0),
        created_at: app.created_at,
        updated_at: app.updated_at,
        version: app.version,
    }
}
