//! OAuth apps and webhooks: their secrets are sealed anew, their rows authenticated anew.

use super::{Batch, SecretReader};
use crate::table::{oauth_app, webhook};
use crate::{Connection, Scope, StoreError, WriteTx};
use credenza_vault::Randomness;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row};

const AT_ONCE: i64 = 100;

/// A table whose rows hold a sealed secret, bound to a policy of their own.
#[derive(Clone, Copy)]
pub(super) enum Table {
    OAuthApp,
    Webhook,
}

impl Table {
    const fn name(self) -> &'static str {
        match self {
            Self::OAuthApp => "oauth_app",
            Self::Webhook => "webhook",
        }
    }

    async fn renew(
        self,
        tx: &mut WriteTx,
        scope: &Scope,
        reader: &dyn SecretReader,
        rng: &mut dyn Randomness,
        row: &SqliteRow,
    ) -> Result<bool, StoreError> {
        match self {
            Self::OAuthApp => {
                let policy_hash = |app: &_| reader.app_policy_hash(app);
                oauth_app::renew(tx, scope, rng, row, &policy_hash).await
            }
            Self::Webhook => webhook::renew(tx, scope, rng, row).await,
        }
    }
}

const LEFT: &str =
    "org_id = $1 AND (substr(row_mac, 1, 4) <> $2 OR (secret IS NOT NULL AND dek_version <> $3))";

pub(super) async fn renew(
    tx: &mut WriteTx,
    scope: &Scope,
    table: Table,
    reader: &dyn SecretReader,
    rng: &mut dyn Randomness,
    after: &mut String,
) -> Result<Batch, StoreError> {
    let name = table.name();
    let sql = format!("SELECT * FROM {name} WHERE {LEFT} AND id > $4 ORDER BY id LIMIT $5");
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(scope.org.to_string())
        .bind(scope.active_prefix())
        .bind(i64::from(scope.ring.active().version()))
        .bind(after.clone())
        .bind(AT_ONCE)
        .fetch_all(&mut **tx)
        .await?;
    let mut batch = Batch::default();
    for row in &rows {
        *after = row.try_get("id")?;
        let renewed = table.renew(tx, scope, reader, rng, row).await?;
        batch.renewed += u64::from(renewed);
        batch.unreadable += u64::from(!renewed);
    }
    Ok(batch)
}

pub(super) async fn count_left(
    connection: &mut Connection,
    scope: &Scope,
    table: Table,
) -> Result<u64, StoreError> {
    let sql = format!("SELECT COUNT(*) FROM {} WHERE {LEFT}", table.name());
    let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(scope.org.to_string())
        .bind(scope.active_prefix())
        .bind(i64::from(scope.ring.active().version()))
        .fetch_one(connection)
        .await?;
    Ok(u64::try_from(count).unwrap_or(0))
}
