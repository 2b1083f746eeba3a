//! Rows without a secret: only their MAC is made anew, after the present one was checked.

use super::Batch;
use crate::table::{
    connector, delivery, flow, health, oauth_grant, setting, sign_in, tally, verification,
};
use crate::{Connection, Scope, StoreError, WriteTx};
use credenza_vault::Canonical;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row};

const AT_ONCE: i64 = 500;

/// A table whose rows carry a MAC.
pub(super) struct Table {
    name: &'static str,
    /// How to find the organization's rows: `$1` is the organization.
    of_org: &'static str,
    /// The columns of the primary key: one or two.
    key: [&'static str; 2],
    canonical: fn(&SqliteRow) -> Result<Canonical, StoreError>,
}

/// The small tables, in the order in which they are renewed.
pub(super) const TABLES: [Table; 9] = [
    Table {
        name: "setting",
        of_org: "org_id = $1",
        key: ["org_id", "name"],
        canonical: setting::canonical_of,
    },
    Table {
        name: "connector",
        of_org: "org_id = $1",
        key: ["org_id", "id"],
        canonical: connector::canonical_of,
    },
    Table {
        name: "flow",
        of_org: "org_id = $1",
        key: ["org_id", "id"],
        canonical: flow::canonical_of_flow,
    },
    Table {
        name: "flow_version",
        of_org: "flow_id IN (SELECT id FROM flow WHERE org_id = $1)",
        key: ["flow_id", "version"],
        canonical: flow::canonical_of_version,
    },
    Table {
        name: "oauth_grant",
        of_org: "org_id = $1",
        key: ["org_id", "credential_id"],
        canonical: oauth_grant::canonical_of,
    },
    Table {
        name: "sign_in",
        of_org: "org_id = $1",
        key: ["org_id", "id"],
        canonical: sign_in::canonical_of,
    },
    Table {
        name: "health",
        of_org: "org_id = $1",
        key: ["org_id", "credential_id"],
        canonical: health::canonical_of,
    },
    Table {
        name: "webhook_delivery",
        of_org: "org_id = $1",
        key: ["org_id", "id"],
        canonical: delivery::canonical_of,
    },
    Table {
        name: "check_tally",
        of_org: "org_id = $1",
        key: ["credential_id", "hour"],
        canonical: tally::canonical_of,
    },
];

/// Renews rows of a table, passing over the first `skipped`, which cannot be read.
pub(super) async fn renew(
    tx: &mut WriteTx,
    scope: &Scope,
    table: &Table,
    skipped: i64,
) -> Result<Batch, StoreError> {
    let Table { name, of_org, key: [first, second], .. } = table;
    let sql = format!(
        "SELECT * FROM {name} WHERE {of_org} AND substr(row_mac, 1, 4) <> $2 \
         ORDER BY {first}, {second} LIMIT $3 OFFSET $4"
    );
    let rows = sqlx::query(AssertSqlSafe(sql))
        .bind(scope.org.to_string())
        .bind(scope.active_prefix())
        .bind(AT_ONCE)
        .bind(skipped)
        .fetch_all(&mut **tx)
        .await?;
    let update = format!(
        "UPDATE {name} SET row_mac = $1 WHERE row_mac = $2 AND {first} = $3 AND {second} = $4"
    );
    let mut batch = Batch::default();
    for row in &rows {
        let old: Vec<u8> = row.try_get("row_mac")?;
        let canonical = || (table.canonical)(row).unwrap_or_else(|_| Canonical::new("unreadable"));
        let Some(new) = scope.renewed(name, canonical, &old) else {
            batch.unreadable += 1;
            continue;
        };
        let query = sqlx::query(AssertSqlSafe(update.clone())).bind(new).bind(old);
        let query = query.bind(row.try_get::<String, _>(*first)?);
        let query = match *second {
            "version" | "hour" => query.bind(row.try_get::<i64, _>(*second)?),
            _ => query.bind(row.try_get::<String, _>(*second)?),
        };
        query.execute(&mut **tx).await?;
        batch.renewed += 1;
    }
    Ok(batch)
}

pub(super) async fn count_left(
    connection: &mut Connection,
    scope: &Scope,
    table: &Table,
) -> Result<u64, StoreError> {
    let Table { name, of_org, .. } = table;
    let sql = format!("SELECT COUNT(*) FROM {name} WHERE {of_org} AND substr(row_mac, 1, 4) <> $2");
    count(connection, scope, sql).await
}

/// The reports of dry runs: there may be a hundred for each credential, so these go by their key.
pub(super) async fn renew_reports(
    tx: &mut WriteTx,
    scope: &Scope,
    after: &mut (String, i64),
) -> Result<Batch, StoreError> {
    let sql = "SELECT v.* FROM verification v JOIN credential c ON c.id = v.credential_id \
        WHERE c.org_id = $1 AND substr(v.row_mac, 1, 4) <> $2 AND (v.credential_id, v.id) > ($3, $4) \
        ORDER BY v.credential_id, v.id LIMIT $5";
    let rows = sqlx::query(sql)
        .bind(scope.org.to_string())
        .bind(scope.active_prefix())
        .bind(after.0.clone())
        .bind(after.1)
        .bind(AT_ONCE)
        .fetch_all(&mut **tx)
        .await?;
    let mut batch = Batch::default();
    for row in &rows {
        *after = (row.try_get("credential_id")?, row.try_get("id")?);
        let old: Vec<u8> = row.try_get("row_mac")?;
        let canonical =
            || verification::canonical_of(row).unwrap_or_else(|_| Canonical::new("unreadable"));
        let Some(new) = scope.renewed("verification", canonical, &old) else {
            batch.unreadable += 1;
            continue;
        };
        sqlx::query("UPDATE verification SET row_mac = $1 WHERE credential_id = $2 AND id = $3")
            .bind(new)
            .bind(after.0.clone())
            .bind(after.1)
            .execute(&mut **tx)
            .await?;
        batch.renewed += 1;
    }
    Ok(batch)
}

pub(super) async fn count_reports_left(
    connection: &mut Connection,
    scope: &Scope,
) -> Result<u64, StoreError> {
    let sql = "SELECT COUNT(*) FROM verification v JOIN credential c ON c.id = v.credential_id \
               WHERE c.org_id = $1 AND substr(v.row_mac, 1, 4) <> $2";
    count(connection, scope, sql.to_owned()).await
}

async fn count(connection: &mut Connection, scope: &Scope, sql: String) -> Result<u64, StoreError> {
    let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(scope.org.to_string())
        .bind(scope.active_prefix())
        .fetch_one(connection)
        .await?;
    Ok(u64::try_from(count).unwrap_or(0))
}
