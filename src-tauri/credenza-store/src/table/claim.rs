//! Claims: which process works on a row just now, in its `claim_*` columns. Decided inside
//! `BEGIN IMMEDIATE`; the work itself happens outside any transaction, under a number that fences
//! off a holder who comes back after the claim was given to somebody else.

use crate::{Scope, StoreError, WriteTx};
use credenza_model::Timestamp;
use sqlx::{QueryBuilder, SqliteConnection};
use std::time::Duration;

/// Who claims, when, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// The process.
    pub owner: &'a str,
    /// Now.
    pub now: Timestamp,
    /// After this span the claim is anybody's; longer than the work may take.
    pub lease: Duration,
}

impl Claim<'_> {
    pub(super) fn until(&self) -> i64 {
        self.now.plus(self.lease).as_millis()
    }

    /// Appends the condition that a row is claimed at the moment. A claim that ends later than one
    /// made now would was made before the clock was set back, and counts no more.
    pub(super) fn push_is_held(&self, query: &mut QueryBuilder<sqlx::Sqlite>, table: &str) {
        query.push(format!("({table}.claim_owner IS NOT NULL AND {table}.claim_until > "));
        query.push_bind(self.now.as_millis());
        query.push(format!(" AND {table}.claim_until <= ")).push_bind(self.until()).push(")");
    }
}

/// Every process that holds a claim of any kind.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_owners(
    connection: &mut SqliteConnection,
    scope: &Scope,
) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT claim_owner FROM health WHERE org_id = $1 AND claim_owner IS NOT NULL UNION \
               SELECT claim_owner FROM webhook_delivery WHERE org_id = $1 AND claim_owner IS NOT NULL";
    Ok(sqlx::query_scalar(sql).bind(scope.org.to_string()).fetch_all(connection).await?)
}

/// Gives up every claim of a process that has ended.
///
/// # Errors
/// When the database cannot be written.
pub async fn release_owner(tx: &mut WriteTx, scope: &Scope, owner: &str) -> Result<(), StoreError> {
    for sql in [
        "UPDATE health SET claim_owner = NULL WHERE org_id = $1 AND claim_owner = $2",
        "UPDATE webhook_delivery SET claim_owner = NULL WHERE org_id = $1 AND claim_owner = $2",
    ] {
        sqlx::query(sql).bind(scope.org.to_string()).bind(owner).execute(&mut **tx).await?;
    }
    Ok(())
}
