//! How the looks at a credential ended, counted by the hour: also those that showed nothing new, and are in no
//! history. A row that cannot be trusted is left out, and counted anew.

use crate::{Scope, StoreError, WriteTx};
use credenza_model::{CredentialId, FailureCode, Outcome, Timestamp, Verification};
use credenza_vault::Canonical;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

const TABLE: &str = "check_tally";
const HOUR: i64 = 60 * 60 * 1000;

/// Thirty days, and one more for the time zones.
const KEPT: i64 = 31 * 24;

/// The looks of one hour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Hours since 1970.
    hour: i64,
    /// How many passed.
    pub passed: u32,
    /// How many failed, for whatever reason.
    pub failed: u32,
    /// How many could tell nothing.
    pub untestable: u32,
}

impl Tally {
    /// The hour of a moment, without looks.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        Self { hour: at.as_millis().div_euclid(HOUR), ..Self::default() }
    }

    /// When the hour began.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        Timestamp::from_millis(self.hour.saturating_mul(HOUR))
    }

    /// Counts a look. One that a person cancelled told nothing and is none.
    pub fn add(&mut self, report: &Verification) {
        let count = match report.outcome {
            Outcome::Passed => &mut self.passed,
            Outcome::NotTestable => &mut self.untestable,
            Outcome::Failed if report.failure_code() == Some(FailureCode::Cancelled) => return,
            Outcome::Failed => &mut self.failed,
        };
        *count = count.saturating_add(1);
    }

    fn canonical(&self, credential: &str) -> Canonical {
        Canonical::new("check_tally/v1")
            .text(credential)
            .i64(self.hour)
            .i64(self.passed.into())
            .i64(self.failed.into())
            .i64(self.untestable.into())
    }
}

/// Counts a look at a credential.
///
/// # Errors
/// When the database cannot be written.
pub async fn count(
    tx: &mut WriteTx,
    scope: &Scope,
    credential: CredentialId,
    report: &Verification,
    at: Timestamp,
) -> Result<(), StoreError> {
    let id = credential.to_string();
    let hour = Tally::of(at).hour;
    let known = sqlx::query("SELECT * FROM check_tally WHERE credential_id = $1 AND hour = $2")
        .bind(id.as_str())
        .bind(hour)
        .fetch_optional(&mut **tx)
        .await?;
    let known = known.and_then(|row| read(scope, &id, &row));
    let mut tally = known.unwrap_or_else(|| Tally::of(at));
    tally.add(report);
    let sql = "INSERT INTO check_tally (credential_id, org_id, hour, passed, failed, untestable, row_mac) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (credential_id, hour) DO UPDATE SET \
        passed = excluded.passed, failed = excluded.failed, untestable = excluded.untestable, \
        row_mac = excluded.row_mac";
    sqlx::query(sql)
        .bind(id.as_str())
        .bind(scope.org.to_string())
        .bind(hour)
        .bind(i64::from(tally.passed))
        .bind(i64::from(tally.failed))
        .bind(i64::from(tally.untestable))
        .bind(scope.row_mac(TABLE, tally.canonical(&id)))
        .execute(&mut **tx)
        .await?;
    sqlx::query("DELETE FROM check_tally WHERE credential_id = $1 AND hour < $2")
        .bind(id.as_str())
        .bind(hour - KEPT)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The hours in which a credential was looked at, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    connection: &mut SqliteConnection,
    scope: &Scope,
    credential: CredentialId,
) -> Result<Vec<Tally>, StoreError> {
    let id = credential.to_string();
    let rows = sqlx::query(
        "SELECT * FROM check_tally WHERE org_id = $1 AND credential_id = $2 ORDER BY hour",
    )
    .bind(scope.org.to_string())
    .bind(id.as_str())
    .fetch_all(connection)
    .await?;
    Ok(rows.iter().filter_map(|row| read(scope, &id, row)).collect())
}

fn read(scope: &Scope, id: &str, row: &SqliteRow) -> Option<Tally> {
    let tally = read_columns(row).ok()?;
    let mac: Vec<u8> = row.try_get("row_mac").ok()?;
    scope.verify_row(TABLE, id, tally.canonical(id), &mac).ok().map(|()| tally)
}

fn read_columns(row: &SqliteRow) -> Result<Tally, StoreError> {
    let count = |column: &str| -> Result<u32, sqlx::Error> {
        Ok(u32::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0))
    };
    Ok(Tally {
        hour: row.try_get("hour")?,
        passed: count("passed")?,
        failed: count("failed")?,
        untestable: count("untestable")?,
    })
}

/// What a row's MAC is made of.
pub(super) fn canonical_of(row: &SqliteRow) -> Result<Canonical, StoreError> {
    let id: String = row.try_get("credential_id")?;
    Ok(read_columns(row)?.canonical(&id))
}
