//! The request: outside of any transaction, and over long before the lease.

use super::decide::{Attempt, is_in_time};
use crate::App;
use crate::failure::OrFailure;
use crate::oauth::{Access, context, grant_of, open_app};
use crate::session::OpenVault;
use crate::stored::OpenedCredential;
use credenza_connect::oauth::{
    OAuthApp, OAuthMethod, TokenEndpoint, TokenFailure, TokenGrant, TransportKind,
};
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::credential::Credential;
use credenza_store::table::oauth_app;
use credenza_store::table::oauth_grant::Grant;
use std::time::Duration;

/// The whole request, whatever its parts allow themselves.
const DEADLINE: Duration = Duration::from_secs(20);

/// Asks for a new token.
pub(super) async fn ask(
    app: &App,
    vault: &OpenVault,
    attempt: &Attempt,
) -> Result<TokenGrant, TokenFailure> {
    if attempt.row.grant.is_of_program() {
        return ask_as_program(app, vault, attempt).await;
    }
    let prepared = prepare(vault, &attempt.credential, &attempt.row.grant).await;
    let (access, old) = prepared.map_err(|failure| not_made(&failure))?;
    let method = access.method().map_err(|failure| not_made(&failure))?;
    let context = context(app, &access.private);
    let endpoint = TokenEndpoint { method: &method, context: &context };
    if !is_in_time(app, &attempt.lease, DEADLINE) {
        return Err(TokenFailure::transport(TransportKind::Unreachable));
    }
    match tokio::time::timeout(DEADLINE, endpoint.refresh(&old)).await {
        Ok(result) => result,
        Err(_) => Err(TokenFailure::transport(TransportKind::TimedOut)),
    }
}

/// Asks for a program's next token, with the credential's own secret.
async fn ask_as_program(
    app: &App,
    vault: &OpenVault,
    attempt: &Attempt,
) -> Result<TokenGrant, TokenFailure> {
    let draft = OpenedCredential::open(vault, &attempt.credential)
        .and_then(|opened| opened.without_kept_token(vault, &attempt.credential))
        .map_err(|failure| not_made(&failure))?;
    let nobody = OAuthApp { client_id: String::new(), client_secret: None, scopes: Vec::new() };
    let method = OAuthMethod::new(&draft.connector, draft.scheme(), &nobody, &draft.fields)
        .map_err(|error| TokenFailure::NotMade { reason: error.to_string() })?;
    let context = context(app, &draft.policy.private);
    let endpoint = TokenEndpoint { method: &method, context: &context };
    if !is_in_time(app, &attempt.lease, DEADLINE) {
        return Err(TokenFailure::transport(TransportKind::Unreachable));
    }
    match tokio::time::timeout(DEADLINE, endpoint.ask_as_program()).await {
        Ok(result) => result,
        Err(_) => Err(TokenFailure::transport(TransportKind::TimedOut)),
    }
}

/// What a request about a stored grant needs: the client, the fields, the tokens.
pub(crate) async fn prepare(
    vault: &OpenVault,
    credential: &Credential,
    grant: &Grant,
) -> Result<(Access, TokenGrant), Failure> {
    let opened = OpenedCredential::open(vault, credential)?;
    let old = grant_of(opened.secret(), grant).ok_or_else(|| {
        Failure::new(ErrorCode::CredentialNotRefreshable, "There is no token to renew")
    })?;
    let draft = opened.unchanged(vault, credential)?;
    let mut connection = vault.store.read().await.or_failure()?;
    let row = match grant.oauth_app {
        Some(app) => oauth_app::find(&mut connection, &vault.scope, app).await.or_failure()?,
        None => None,
    };
    drop(connection);
    let row = row.ok_or_else(|| {
        Failure::new(ErrorCode::OAuthAppNotFound, "Its OAuth app is not there any more")
    })?;
    let client = open_app(vault, &draft.connector, draft.scheme(), row)?;
    let mut private = draft.policy.private.clone();
    private.extend(client.private.iter().cloned());
    let auth = draft.connector.auth.iter().position(|scheme| scheme.id == draft.scheme().id);
    let access = Access {
        connector: draft.connector.clone(),
        auth: auth.unwrap_or(0),
        client,
        fields: draft.fields,
        private,
    };
    Ok((access, old))
}

fn not_made(failure: &Failure) -> TokenFailure {
    TokenFailure::NotMade { reason: failure.message.clone() }
}
