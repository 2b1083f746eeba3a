//! Changes an OAuth app. Its client secret is kept unless a new one is given; it never follows a changed
//! address.

use super::oauth_app_add::written;
use crate::Host;
use crate::failure::{OrFailure, save_app_failure};
use crate::lookup::{get_connector, get_oauth_app};
use crate::oauth::{discovered, invalid, refuse_private};
use crate::oauth_app::{Typed, app_policy, secret_document};
use crate::policy::Policy;
use crate::record::Record;
use crate::session::OpenVault;
use crate::view::oauth_app_views;
use credenza_connect::manifest::{AuthScheme, Connector};
use credenza_model::Timestamp;
use credenza_protocol::oauth_app::{ClearedAppField, Redirect, SavedOAuthApp, UpdateOAuthApp};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::table::activity::Detail;
use credenza_store::table::credential::NewSecret;
use credenza_store::table::oauth_app::{OAuthApp, open_client_secret, save};
use credenza_vault::{OsRandomness, SecretDocument};

pub(crate) async fn run(
    host: &impl Host,
    request: UpdateOAuthApp,
) -> Result<SavedOAuthApp, Failure> {
    let vault = host.app().vault().await?;
    let mut row = get_oauth_app(&vault, &request.oauth_app).await?;
    let expected = request.version.unwrap_or(row.version);
    let connector = row
        .connector
        .parse()
        .map_err(|_| Failure::new(ErrorCode::ConnectorNotFound, "The connector's id is damaged"))?;
    let connector = get_connector(&vault, &connector)?;
    let scheme = connector.find_auth(&row.auth).ok_or_else(|| {
        Failure::new(ErrorCode::SignInUnsupported, "The connector has no such scheme any more")
    })?;
    let before: Policy = serde_json::from_str(&row.policy)
        .map_err(|_| Failure::new(ErrorCode::VaultTampered, "The OAuth app's policy is damaged"))?;
    refuse_both(&request)?;
    let mut changed = apply(&request, &mut row, host.app().now());
    changed.extend(clear(&request, &mut row));
    let private = request.private.as_ref().unwrap_or(&before.private);
    refuse_private(host.app(), &connector, scheme, &row.fields, private).await?;
    row.fields = discovered(host.app(), scheme, &row.fields, private).await?;
    check(&request, &row, &connector, scheme, host.app().now())?;
    let policy = app_policy(&connector, scheme, &row.fields, private)?;
    let document = secret_to_seal(&vault, &request, &row, &before, &policy)?;
    row.policy = written(&policy)?;
    let secret =
        document.as_ref().map(|document| NewSecret { document, policy_hash: policy.digest() });
    let mut tx = vault.store.write().await.or_failure()?;
    save(&mut tx, &vault.scope, &mut OsRandomness, &mut row, secret.as_ref(), expected)
        .await
        .map_err(|error| save_app_failure(&error))?;
    let detail = Detail { fields: changed, hosts: policy.hosts, ..Detail::default() };
    let record = Record::of(host, OperationName::OAuthAppUpdate).about(row.id, &row.name);
    record.detail(detail).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    if secret.is_some() || request.clear.contains(&ClearedAppField::ClientSecret) {
        // The replaced secret's ciphertext must not stay in the log.
        vault.store.checkpoint().await.or_failure()?;
    }
    let mut views = oauth_app_views(&vault, &[row]).await?;
    Ok(SavedOAuthApp { oauth_app: views.swap_remove(0) })
}

/// Puts what was typed into the row; the names of what changed.
fn apply(request: &UpdateOAuthApp, row: &mut OAuthApp, now: Timestamp) -> Vec<String> {
    let mut changed = Vec::new();
    let mut note = |name: &str| changed.push(name.to_owned());
    if let Some(name) = &request.name {
        row.name = name.to_string();
        note("name");
    }
    if let Some(client_id) = &request.client_id {
        row.client_id.clone_from(client_id);
        note("client_id");
    }
    if request.client_secret.is_some() {
        // The end that was known is that of the secret before.
        row.secret_expires_at = None;
        note("client_secret");
    }
    if let Some(scopes) = &request.scopes {
        row.scopes = Some(scopes.clone());
        note("scopes");
    }
    if let Some(redirect) = &request.redirect {
        row.redirect = serde_json::to_string(redirect).unwrap_or_default();
        note("redirect");
    }
    if let Some(path) = &request.redirect_path {
        row.redirect_path.clone_from(path);
        note("redirect_path");
    }
    if let Some(fields) = &request.fields {
        row.fields = fields.clone();
        note("fields");
    }
    if let Some(end) = request.secret_expires_at {
        row.secret_expires_at = Some(end);
        note("secret_expires_at");
    }
    if let Some(test_mode) = request.test_mode {
        row.test_mode = test_mode;
        note("test_mode");
    }
    row.updated_at = now;
    changed
}

/// A field is either given or cleared.
fn refuse_both(request: &UpdateOAuthApp) -> Result<(), Failure> {
    let given = |field: ClearedAppField| match field {
        ClearedAppField::ClientSecret => request.client_secret.is_some(),
        ClearedAppField::Scopes => request.scopes.is_some(),
        ClearedAppField::SecretExpiresAt => request.secret_expires_at.is_some(),
    };
    let both: Vec<_> = request
        .clear
        .iter()
        .filter(|field| given(**field))
        .map(|field| (format!("/{}", field.as_str()), "is both given and cleared".to_owned()))
        .collect();
    if both.is_empty() { Ok(()) } else { Err(invalid(both)) }
}

/// Takes out of the row what is to be cleared; the names of it.
fn clear(request: &UpdateOAuthApp, row: &mut OAuthApp) -> Vec<String> {
    for field in &request.clear {
        match field {
            ClearedAppField::ClientSecret => {
                row.secret = None;
                row.secret_expires_at = None;
            }
            ClearedAppField::Scopes => row.scopes = None,
            ClearedAppField::SecretExpiresAt => row.secret_expires_at = None,
        }
    }
    request.clear.iter().map(|field| field.as_str().to_owned()).collect()
}

fn check(
    request: &UpdateOAuthApp,
    row: &OAuthApp,
    connector: &Connector,
    scheme: &AuthScheme,
    now: Timestamp,
) -> Result<(), Failure> {
    let redirect: Redirect = serde_json::from_str(&row.redirect).unwrap_or_default();
    let typed = Typed {
        client_id: &row.client_id,
        client_secret: request.client_secret.as_ref().map(|secret| &secret.0),
        scopes: row.scopes.as_deref(),
        redirect: &redirect,
        redirect_path: &row.redirect_path,
        fields: &row.fields,
        secret_expires_at: request.secret_expires_at,
        now,
    };
    typed.check(connector, scheme)
}

/// The new secret; or the stored one, to be bound to what else a person approved. Not to a new address.
fn secret_to_seal(
    vault: &OpenVault,
    request: &UpdateOAuthApp,
    row: &OAuthApp,
    before: &Policy,
    policy: &Policy,
) -> Result<Option<SecretDocument>, Failure> {
    if let Some(secret) = &request.client_secret {
        return Ok(Some(secret_document(&secret.0)));
    }
    if row.secret.is_none() || before.digest() == policy.digest() {
        return Ok(None);
    }
    if before.hosts != policy.hosts {
        let text = "enter it again: it is not sent to a new address".to_owned();
        return Err(invalid(vec![("/client_secret".to_owned(), text)]));
    }
    open_client_secret(&vault.scope, row, before.digest())
        .map_err(|error| crate::failure::open_failure(&error))
}
