//! Writing OAuth apps, and opening a client secret.

use super::TABLE;
use super::row::{self, OAuthApp};
use crate::error::Constraint;
use crate::table::credential::NewSecret;
use crate::table::json;
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{OAuthAppId, Timestamp};
use credenza_vault::{OpenError, Randomness, SealError, SecretDocument, dek_version_of};
use sqlx::sqlite::SqliteRow;

/// Why an OAuth app was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveAppRefused {
    /// It has another version by now.
    #[error("it was changed elsewhere")]
    ChangedElsewhere,
    /// Another one of its connector has that name.
    #[error("the name is taken")]
    NameTaken,
    /// The secret cannot be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an OAuth app stays.
#[derive(Debug, thiserror::Error)]
pub enum RemoveRefused {
    /// Credentials were signed in with it.
    #[error("credentials were signed in with it")]
    InUse,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Seals the secret, if there is one, and inserts the OAuth app.
///
/// # Errors
/// [`SaveAppRefused`].
pub async fn insert(
    tx: &mut WriteTx,
    scope: &Scope,
    rng: &mut dyn Randomness,
    app: &mut OAuthApp,
    secret: Option<&NewSecret<'_>>,
) -> Result<(), SaveAppRefused> {
    seal(scope, rng, app, secret)?;
    let sql = "INSERT INTO oauth_app (org_id, id, connector, auth, name, client_id, secret, secret_version, \
        dek_version, policy, scopes, redirect, redirect_path, fields, secret_expires_at, test_mode, created_at, \
        updated_at, version, row_mac) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
        $16, $17, $18, $19, $20)";
    let done = bind(sqlx::query(sql), scope, app).execute(&mut **tx).await;
    done.map(|_| ()).map_err(|error| refused(error.into()))
}

/// Saves a changed OAuth app if it still has `expected` as version; a new secret is sealed with it.
/// The version goes up by one.
///
/// # Errors
/// [`SaveAppRefused`].
pub async fn save(
    tx: &mut WriteTx,
    scope: &Scope,
    rng: &mut dyn Randomness,
    app: &mut OAuthApp,
    secret: Option<&NewSecret<'_>>,
    expected: i64,
) -> Result<(), SaveAppRefused> {
    if secret.is_some() {
        app.secret_version += 1;
    }
    seal(scope, rng, app, secret)?;
    app.version = expected + 1;
    let sql = "UPDATE oauth_app SET connector = $3, auth = $4, name = $5, client_id = $6, secret = $7, \
        secret_version = $8, dek_version = $9, policy = $10, scopes = $11, redirect = $12, redirect_path = $13, \
        fields = $14, secret_expires_at = $15, test_mode = $16, created_at = $17, updated_at = $18, version = $19, \
        row_mac = $20 WHERE org_id = $1 AND id = $2 AND version = $21";
    let done = bind(sqlx::query(sql), scope, app).bind(expected).execute(&mut **tx).await;
    match done {
        Ok(done) if done.rows_affected() == 1 => Ok(()),
        Ok(_) => Err(SaveAppRefused::ChangedElsewhere),
        Err(error) => Err(refused(error.into())),
    }
}

/// Removes an OAuth app; whether there was one. The database refuses while credentials use it.
///
/// # Errors
/// [`RemoveRefused`].
pub async fn remove(
    tx: &mut WriteTx,
    scope: &Scope,
    id: OAuthAppId,
) -> Result<bool, RemoveRefused> {
    let done = sqlx::query("DELETE FROM oauth_app WHERE org_id = $1 AND id = $2")
        .bind(scope.org.to_string())
        .bind(id.to_string())
        .execute(&mut **tx)
        .await
        .map_err(StoreError::from);
    match done {
        Ok(done) => Ok(done.rows_affected() == 1),
        Err(StoreError::Constraint(Constraint::ForeignKey)) => Err(RemoveRefused::InUse),
        Err(error) => Err(error.into()),
    }
}

/// Opens the client secret. `policy_hash` is the digest of the policy that the row claims.
///
/// # Errors
/// [`OpenError`]: the secret, its row, or its policy is not what was sealed.
pub fn open_client_secret(
    scope: &Scope,
    app: &OAuthApp,
    policy_hash: [u8; 32],
) -> Result<Option<SecretDocument>, OpenError> {
    let context = scope.seal_context(TABLE, *app.id.as_bytes(), app.secret_version, policy_hash);
    app.secret.as_deref().map(|secret| scope.ring.open_document(&context, secret)).transpose()
}

/// Gives a row the active data key; whether it could be read.
///
/// # Errors
/// When the database cannot be written.
pub(in crate::table) async fn renew(
    tx: &mut WriteTx,
    scope: &Scope,
    rng: &mut dyn Randomness,
    row: &SqliteRow,
    policy_hash: &(dyn Fn(&OAuthApp) -> Option<[u8; 32]> + Sync),
) -> Result<bool, StoreError> {
    let Ok(mut app) = row::read(scope, row) else { return Ok(false) };
    let Some(policy_hash) = policy_hash(&app) else { return Ok(false) };
    let Ok(document) = open_client_secret(scope, &app, policy_hash) else { return Ok(false) };
    let secret = document.as_ref().map(|document| NewSecret { document, policy_hash });
    let expected = app.version;
    match save(tx, scope, rng, &mut app, secret.as_ref(), expected).await {
        Ok(()) => Ok(true),
        Err(SaveAppRefused::Store(error)) => Err(error),
        Err(SaveAppRefused::Seal(error)) => Err(StoreError::Other(error.code().to_owned())),
        Err(SaveAppRefused::ChangedElsewhere | SaveAppRefused::NameTaken) => Ok(false),
    }
}

fn seal(
    scope: &Scope,
    rng: &mut dyn Randomness,
    app: &mut OAuthApp,
    secret: Option<&NewSecret<'_>>,
) -> Result<(), SealError> {
    let Some(secret) = secret else { return Ok(()) };
    let context =
        scope.seal_context(TABLE, *app.id.as_bytes(), app.secret_version, secret.policy_hash);
    app.secret = Some(scope.ring.seal_document(&context, secret.document, rng)?);
    Ok(())
}

fn refused(error: StoreError) -> SaveAppRefused {
    match error {
        StoreError::Constraint(Constraint::Unique) => SaveAppRefused::NameTaken,
        error => error.into(),
    }
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

/// Binds $1 to $20.
fn bind<'q>(query: Query<'q>, scope: &Scope, app: &OAuthApp) -> Query<'q> {
    let fields = json::write(&app.fields);
    let mac = scope.row_mac(TABLE, app.canonical(&fields));
    let dek_version: i64 = app
        .secret
        .as_deref()
        .and_then(|secret| dek_version_of(secret).ok())
        .unwrap_or_default()
        .into();
    query
        .bind(scope.org.to_string())
        .bind(app.id.to_string())
        .bind(app.connector.clone())
        .bind(app.auth.clone())
        .bind(app.name.clone())
        .bind(app.client_id.clone())
        .bind(app.secret.clone())
        .bind(app.secret_version)
        .bind(dek_version)
        .bind(app.policy.clone())
        .bind(app.scopes.as_ref().map(json::write))
        .bind(app.redirect.clone())
        .bind(app.redirect_path.clone())
        .bind(fields)
        .bind(app.secret_expires_at.map(Timestamp::as_millis))
        .bind(i64::from(app.test_mode))
        .bind(app.created_at.as_millis())
        .bind(app.updated_at.as_millis())
        .bind(app.version)
        .bind(mac)
}
