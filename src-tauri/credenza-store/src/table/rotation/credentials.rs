//! Credentials: their secrets are sealed anew, their fingerprints and rows authenticated anew.

use super::Batch;
use crate::table::credential::{
    ChangedFrom, Credential, CredentialRow, open_secret, read_row, write_row,
};
use crate::table::oauth_app::OAuthApp;
use crate::table::oauth_grant::{self, Grant};
use crate::{Connection, Scope, StoreError, WriteTx};
use credenza_vault::{Canonical, Randomness, SecretDocument, dek_version_of};

const AT_ONCE: i64 = 100;

/// What only the application knows of a secret.
pub trait SecretReader: Sync {
    /// The digest of an OAuth app's policy; `None` when the policy cannot be read.
    fn app_policy_hash(&self, app: &OAuthApp) -> Option<[u8; 32]>;

    /// The digest of its policy; `None` when the policy cannot be read.
    fn policy_hash(&self, credential: &Credential) -> Option<[u8; 32]>;

    /// What its fingerprint is made of.
    fn fingerprint(
        &self,
        credential: &Credential,
        secret: &SecretDocument,
        grant: Option<&Grant>,
    ) -> Option<Canonical>;
}

const LEFT: &str = "org_id = $1 AND (dek_version <> $2 OR substr(row_mac, 1, 4) <> $3 OR substr(fingerprint, 1, 4) <> $3)";

pub(super) async fn renew(
    tx: &mut WriteTx,
    scope: &Scope,
    reader: &dyn SecretReader,
    rng: &mut dyn Randomness,
    after: &mut String,
) -> Result<Batch, StoreError> {
    let sql = format!("SELECT * FROM credential WHERE {LEFT} AND id > $4 ORDER BY id LIMIT $5");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(scope.org.to_string())
        .bind(i64::from(scope.ring.active().version()))
        .bind(scope.active_prefix())
        .bind(after.clone())
        .bind(AT_ONCE)
        .fetch_all(&mut **tx)
        .await?;
    let mut batch = Batch::default();
    for row in &rows {
        *after = sqlx::Row::try_get(row, "id")?;
        let renewed = match read_row(scope, row)? {
            CredentialRow::Readable(row) => renew_one(tx, scope, reader, rng, *row).await?,
            CredentialRow::Unreadable(_) => false,
        };
        batch.renewed += u64::from(renewed);
        batch.unreadable += u64::from(!renewed);
    }
    Ok(batch)
}

/// Whether it could be read.
async fn renew_one(
    tx: &mut WriteTx,
    scope: &Scope,
    reader: &dyn SecretReader,
    rng: &mut dyn Randomness,
    mut row: Credential,
) -> Result<bool, StoreError> {
    let Some(policy_hash) = reader.policy_hash(&row) else { return Ok(false) };
    let Ok(secret) = open_secret(scope, &row, policy_hash) else { return Ok(false) };
    let Ok(grant) = oauth_grant::find(tx, scope, row.id).await else { return Ok(false) };
    let grant = grant.as_ref().map(|found| &found.grant);
    let Some(canonical) = reader.fingerprint(&row, &secret, grant) else { return Ok(false) };
    if dek_version_of(&row.secret) != Ok(scope.ring.active().version()) {
        let context =
            scope.seal_context("credential", *row.id.as_bytes(), row.secret_version, policy_hash);
        let sealed = scope.ring.seal_document(&context, &secret, rng);
        row.secret = sealed.map_err(|error| super::unsealed(&error))?;
    }
    row.fingerprint = scope.ring.fingerprint(&canonical);
    // Whoever changed the row in between wrote it with the new key.
    let (found, at) = (ChangedFrom::of(&row), row.updated_at);
    write_row(tx, scope, &row, found, at).await?;
    Ok(true)
}

pub(super) async fn count_left(
    connection: &mut Connection,
    scope: &Scope,
) -> Result<u64, StoreError> {
    let sql = format!("SELECT COUNT(*) FROM credential WHERE {LEFT}");
    let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .bind(scope.org.to_string())
        .bind(i64::from(scope.ring.active().version()))
        .bind(scope.active_prefix())
        .fetch_one(connection)
        .await?;
    Ok(u64::try_from(count).unwrap_or(0))
}
