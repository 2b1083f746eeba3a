//! Writing credentials: insert, change, and what a dry run showed. Every write authenticates the
//! whole row anew.

use super::row::{Credential, Derived};
use super::{TABLE, find};
use crate::table::{health, json, verification};
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{CredentialId, CredentialState, Outcome, Timestamp, Verification};
use credenza_vault::{OpenError, Randomness, SealError, SecretDocument};

/// A secret that is about to be sealed into a row.
pub struct NewSecret<'a> {
    /// The secret fields.
    pub document: &'a SecretDocument,
    /// The digest of the row's policy.
    pub policy_hash: [u8; 32],
}

/// Why a credential was not inserted.
#[derive(Debug, thiserror::Error)]
pub enum InsertRefused {
    /// The connector has as many as it may.
    #[error("the connector has {0} credentials, which is the limit")]
    LimitReached(u32),
    /// Another one has that name.
    #[error("the name is taken")]
    NameTaken,
    /// The secret cannot be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a change was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveRefused {
    /// It has another version by now.
    #[error("it was changed elsewhere")]
    ChangedElsewhere,
    /// Another one has that name.
    #[error("the name is taken")]
    NameTaken,
    /// The secret cannot be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Seals and inserts a credential, unless its connector has `limit` already. Both in one transaction.
///
/// # Errors
/// [`InsertRefused`].
pub async fn insert(
    tx: &mut WriteTx,
    scope: &Scope,
    rng: &mut dyn Randomness,
    credential: &mut Credential,
    secret: &NewSecret<'_>,
    limit: u32,
) -> Result<(), InsertRefused> {
    if count_live(tx, scope, &credential.connector).await? >= i64::from(limit) {
        return Err(InsertRefused::LimitReached(limit));
    }
    seal(scope, rng, credential, secret)?;
    let sql = "INSERT INTO credential (org_id, id, connector, auth, name, search, public, policy, secret, \
        secret_version, dek_version, secret_fields, state, needs_attention, proven, account, target, fingerprint, \
        proof, verified_at, unverified_reason, created_at, updated_at, archived_at, live, version, row_mac) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
        $22, $23, $24, $25, $26, $27)";
    let done = bind_row(sqlx::query(sql), scope, credential).execute(&mut **tx).await;
    match done.map_err(StoreError::from) {
        Ok(_) => Ok(health::created(tx, scope, credential).await?),
        Err(StoreError::Constraint(crate::error::Constraint::Unique)) => {
            Err(InsertRefused::NameTaken)
        }
        Err(error) => Err(error.into()),
    }
}

/// How many live credentials a connector has; inside the transaction that is about to add one.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_live(
    tx: &mut WriteTx,
    scope: &Scope,
    connector: &str,
) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) FROM credential WHERE org_id = $1 AND live = 1 AND connector = $2";
    Ok(sqlx::query_scalar(sql)
        .bind(scope.org.to_string())
        .bind(connector)
        .fetch_one(&mut **tx)
        .await?)
}

/// How many credentials there are, archived ones included.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_all(tx: &mut WriteTx, scope: &Scope) -> Result<u64, StoreError> {
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM credential WHERE org_id = $1")
        .bind(scope.org.to_string())
        .fetch_one(&mut **tx)
        .await?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Saves a changed credential if it still has `expected` as version. A new secret is sealed with it.
/// The version goes up by one.
///
/// # Errors
/// [`SaveRefused`].
pub async fn save(
    tx: &mut WriteTx,
    scope: &Scope,
    rng: &mut dyn Randomness,
    credential: &mut Credential,
    secret: Option<&NewSecret<'_>>,
    expected: i64,
) -> Result<(), SaveRefused> {
    let found = Found { version: expected, secret_version: credential.secret_version };
    if let Some(secret) = secret {
        credential.secret_version += 1;
        seal(scope, rng, credential, secret)?;
    }
    credential.version = expected + 1;
    match write(tx, scope, credential, found, credential.updated_at).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(SaveRefused::ChangedElsewhere),
        Err(StoreError::Constraint(crate::error::Constraint::Unique)) => {
            Err(SaveRefused::NameTaken)
        }
        Err(error) => Err(error.into()),
    }
}

/// Records a dry run of the secret that has `secret_version`, and what it means for the state.
/// Leaves the version alone: a background check must not spoil somebody's edit. `None` if the secret
/// was changed or removed in the meantime; then nothing is recorded.
///
/// # Errors
/// When the row cannot be read or written.
pub async fn record_verification(
    tx: &mut WriteTx,
    scope: &Scope,
    id: CredentialId,
    secret_version: i64,
    report: &Verification,
    at: Timestamp,
) -> Result<Option<Credential>, StoreError> {
    let Some(row) = find(&mut *tx, scope, id).await? else { return Ok(None) };
    let mut credential = row.readable()?;
    if credential.secret_version != secret_version || !credential.is_live() {
        return Ok(None);
    }
    let grant_end = health::grant_end(tx, scope, id).await?;
    credential.state = state_after(&credential, report, grant_end, at);
    if report.outcome == Outcome::Passed {
        credential.account.clone_from(&report.account);
        credential.proof = Some((at, report.clone()));
        credential.unverified_reason = None;
    }
    let found = Found::of(&credential);
    write(tx, scope, &credential, found, at).await?;
    verification::insert(tx, scope, id, report, at).await?;
    Ok(Some(credential))
}

fn state_after(
    credential: &Credential,
    report: &Verification,
    grant_end: Option<Timestamp>,
    at: Timestamp,
) -> CredentialState {
    let secret_end = report.expires_at.filter(|_| !credential.renews_itself());
    let expires_at = secret_end.into_iter().chain(grant_end).min();
    let report = Verification { expires_at, ..report.clone() };
    let state = credential.state.clone();
    state.after_report(&report, at).unwrap_or_else(|_| credential.state.clone())
}

/// Opens a credential's secret. `policy_hash` is the digest of the policy that the row claims.
///
/// # Errors
/// [`OpenError`]: the secret, its row, or its policy is not what was sealed.
pub fn open_secret(
    scope: &Scope,
    credential: &Credential,
    policy_hash: [u8; 32],
) -> Result<SecretDocument, OpenError> {
    let context = scope.seal_context(
        TABLE,
        *credential.id.as_bytes(),
        credential.secret_version,
        policy_hash,
    );
    scope.ring.open_document(&context, &credential.secret)
}

pub(super) fn seal(
    scope: &Scope,
    rng: &mut dyn Randomness,
    credential: &mut Credential,
    secret: &NewSecret<'_>,
) -> Result<(), SealError> {
    let context = scope.seal_context(
        TABLE,
        *credential.id.as_bytes(),
        credential.secret_version,
        secret.policy_hash,
    );
    credential.secret = scope.ring.seal_document(&context, secret.document, rng)?;
    Ok(())
}

/// Which row a change was made from. The secret counts by itself: a renewed token leaves the version
/// alone, and a change that began before it must not bring the old token back.
#[derive(Clone, Copy)]
pub(in crate::table) struct Found {
    pub(in crate::table) version: i64,
    pub(in crate::table) secret_version: i64,
}

impl Found {
    pub(in crate::table) fn of(credential: &Credential) -> Self {
        Self { version: credential.version, secret_version: credential.secret_version }
    }
}

/// Writes the whole row if it still is the one that was found; whether it was. What follows from the
/// change, `at` that moment, is written with it.
pub(in crate::table) async fn write(
    tx: &mut WriteTx,
    scope: &Scope,
    credential: &Credential,
    found: Found,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let before = health::remembered(tx, scope, credential.id).await?;
    let sql = "UPDATE credential SET connector = $3, auth = $4, name = $5, search = $6, public = $7, policy = $8, \
        secret = $9, secret_version = $10, dek_version = $11, secret_fields = $12, state = $13, \
        needs_attention = $14, proven = $15, account = $16, target = $17, fingerprint = $18, proof = $19, \
        verified_at = $20, unverified_reason = $21, created_at = $22, updated_at = $23, archived_at = $24, \
        live = $25, version = $26, row_mac = $27 WHERE org_id = $1 AND id = $2 AND version = $28 \
        AND secret_version = $29";
    let done = bind_row(sqlx::query(sql), scope, credential)
        .bind(found.version)
        .bind(found.secret_version)
        .execute(&mut **tx)
        .await?;
    let written = done.rows_affected() == 1;
    if written {
        health::follow(tx, scope, before, credential, at).await?;
    }
    Ok(written)
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

/// Binds $1 to $27.
fn bind_row<'q>(query: Query<'q>, scope: &Scope, credential: &Credential) -> Query<'q> {
    let (at, report) = match &credential.proof {
        Some((at, report)) => (Some(at.as_millis()), Some(json::write(report))),
        None => (None, None),
    };
    let public = json::write(&credential.public);
    let mac = scope.row_mac(TABLE, credential.canonical(&public));
    let derived = Derived::of(credential);
    query
        .bind(scope.org.to_string())
        .bind(credential.id.to_string())
        .bind(credential.connector.clone())
        .bind(credential.auth.clone())
        .bind(credential.name.clone())
        .bind(derived.search)
        .bind(public)
        .bind(credential.policy.clone())
        .bind(credential.secret.clone())
        .bind(credential.secret_version)
        .bind(derived.dek_version)
        .bind(json::write(&credential.secret_fields))
        .bind(json::write(&credential.state))
        .bind(derived.needs_attention)
        .bind(derived.proven)
        .bind(credential.account.clone())
        .bind(credential.target.clone())
        .bind(credential.fingerprint.to_bytes().to_vec())
        .bind(report)
        .bind(at)
        .bind(credential.unverified_reason.clone())
        .bind(credential.created_at.as_millis())
        .bind(credential.updated_at.as_millis())
        .bind(credential.archived_at.map(Timestamp::as_millis))
        .bind(derived.live)
        .bind(credential.version)
        .bind(mac)
}
