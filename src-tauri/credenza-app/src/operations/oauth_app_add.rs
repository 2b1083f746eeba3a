//! Registers an OAuth app: everything is checked against its connector, and the client secret is sealed
//! with where it may be sent.

use crate::Host;
use crate::failure::{OrFailure, randomness_failure, save_app_failure};
use crate::lookup::get_connector;
use crate::oauth::{discovered, refuse_private};
use crate::oauth_app::{
    Typed, app_policy, chosen_redirect, free_app_name, make_path, secret_document,
};
use crate::record::Record;
use crate::session::OpenVault;
use crate::sign_in::sign_in_scheme;
use crate::view::oauth_app_views;
use credenza_model::OAuthAppId;
use credenza_protocol::oauth_app::{AddOAuthApp, SavedOAuthApp};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::table::activity::Detail;
use credenza_store::table::credential::NewSecret;
use credenza_store::table::oauth_app::{OAuthApp, insert};
use credenza_vault::{OsRandomness, Randomness};

pub(crate) async fn run(host: &impl Host, request: AddOAuthApp) -> Result<SavedOAuthApp, Failure> {
    let vault = host.app().vault().await?;
    let connector = get_connector(&vault, &request.connector)?;
    let scheme = &connector.auth[sign_in_scheme(&connector, request.auth.as_deref())?];
    let redirect = chosen_redirect(request.redirect.as_ref(), scheme)?;
    let redirect_path = request.redirect_path.clone().map_or_else(make_path, Ok)?;
    refuse_private(host.app(), &connector, scheme, &request.fields, &request.private).await?;
    let fields = discovered(host.app(), scheme, &request.fields, &request.private).await?;
    let now = host.app().now();
    let secret = request.client_secret.as_ref().map(|secret| &secret.0);
    let typed = Typed {
        client_id: &request.client_id,
        client_secret: secret,
        scopes: request.scopes.as_deref(),
        redirect: &redirect,
        redirect_path: &redirect_path,
        fields: &fields,
        secret_expires_at: request.secret_expires_at,
        now,
    };
    typed.check(&connector, scheme)?;
    let policy = app_policy(&connector, scheme, &fields, &request.private)?;
    let name = match &request.name {
        Some(name) => name.to_string(),
        None => free_app_name(&vault, &connector).await?,
    };
    let mut row = OAuthApp {
        id: new_id()?,
        connector: connector.id.clone(),
        auth: scheme.id.clone(),
        name,
        client_id: request.client_id.clone(),
        secret: None,
        secret_version: 1,
        policy: written(&policy)?,
        scopes: request.scopes.clone(),
        redirect: written(&redirect)?,
        redirect_path,
        fields,
        secret_expires_at: request.secret_expires_at,
        test_mode: request.test_mode,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    let document = secret.map(secret_document);
    let new =
        document.as_ref().map(|document| NewSecret { document, policy_hash: policy.digest() });
    save(host, &vault, &mut row, new.as_ref(), policy.hosts).await?;
    let mut views = oauth_app_views(&vault, std::slice::from_ref(&row)).await?;
    Ok(SavedOAuthApp { oauth_app: views.swap_remove(0) })
}

async fn save(
    host: &impl Host,
    vault: &OpenVault,
    row: &mut OAuthApp,
    secret: Option<&NewSecret<'_>>,
    hosts: Vec<String>,
) -> Result<(), Failure> {
    let mut tx = vault.store.write().await.or_failure()?;
    insert(&mut tx, &vault.scope, &mut OsRandomness, row, secret)
        .await
        .map_err(|error| save_app_failure(&error))?;
    let detail = Detail {
        connector: Some(row.connector.clone()),
        auth: Some(row.auth.clone()),
        hosts,
        ..Detail::default()
    };
    let record = Record::of(host, OperationName::OAuthAppAdd).about(row.id, &row.name);
    record.detail(detail).done(&mut tx, vault).await?;
    tx.commit().await.or_failure()
}

fn new_id() -> Result<OAuthAppId, Failure> {
    let mut id = [0; 16];
    OsRandomness.fill(&mut id).map_err(|error| randomness_failure(&error))?;
    Ok(OAuthAppId::from_random(id))
}

/// JSON for a column.
pub(super) fn written(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string(value)
        .map_err(|_| Failure::new(ErrorCode::Internal, "The OAuth app could not be written"))
}
