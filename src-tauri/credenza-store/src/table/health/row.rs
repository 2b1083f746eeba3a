//! A health row, and what authenticates it.

use super::TABLE;
use crate::table::credential::Credential;
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{CredentialId, Notice, Standing, Timestamp};
use credenza_vault::Canonical;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

/// How a credential stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Which credential.
    pub credential: CredentialId,
    /// Its state as one word.
    pub state: String,
    /// Since when.
    pub since: Timestamp,
    /// What webhooks and people know.
    pub standing: Standing,
    /// Counts the events.
    pub changes: i64,
    /// When it is looked at next; none = not planned yet.
    pub next_check: Option<Timestamp>,
    /// Failed tries in a row.
    pub attempts: u32,
    /// A person paused its checks.
    pub paused: bool,
    /// When it was last looked at.
    pub checked_at: Option<Timestamp>,
    /// When its secret ends.
    pub secret_ends: Option<Timestamp>,
    /// When its server's certificate ends.
    pub certificate_ends: Option<Timestamp>,
}

impl Health {
    /// The row of a credential of which nothing is remembered.
    pub(super) fn of(credential: &Credential, standing: Standing, since: Timestamp) -> Self {
        let mut health = Self {
            credential: credential.id,
            state: credential.state.word().to_owned(),
            since,
            standing,
            changes: 0,
            next_check: None,
            attempts: 0,
            paused: false,
            checked_at: None,
            secret_ends: None,
            certificate_ends: None,
        };
        health.repeat_ends(credential);
        health
    }

    /// Repeats from the proof when things end.
    pub(super) fn repeat_ends(&mut self, credential: &Credential) {
        let proof = credential.proof.as_ref();
        let expires_at = proof.and_then(|(_, report)| report.expires_at);
        self.secret_ends = expires_at.filter(|_| !credential.renews_itself());
        self.certificate_ends = proof.and_then(|(_, report)| report.certificate_ends);
    }

    fn canonical(&self) -> Canonical {
        let time = |at: Option<Timestamp>| at.map_or(-1, Timestamp::as_millis);
        Canonical::new("health/v1")
            .text(&self.credential.to_string())
            .text(&self.state)
            .i64(self.since.as_millis())
            .bool(self.standing.lost)
            .opt_text(notice_word(self.standing.notice))
            .i64(self.changes)
            .i64(time(self.next_check))
            .i64(self.attempts.into())
            .bool(self.paused)
            .i64(time(self.checked_at))
            .i64(time(self.secret_ends))
            .i64(time(self.certificate_ends))
    }
}

fn notice_word(notice: Option<Notice>) -> Option<&'static str> {
    notice.map(|notice| match notice {
        Notice::Lost => "lost",
        Notice::Recovered => "recovered",
    })
}

/// The row of a credential; `None` if there is none, or none that can be trusted.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(
    connection: &mut SqliteConnection,
    scope: &Scope,
    credential: CredentialId,
) -> Result<Option<Health>, StoreError> {
    let row = sqlx::query("SELECT * FROM health WHERE org_id = $1 AND credential_id = $2")
        .bind(scope.org.to_string())
        .bind(credential.to_string())
        .fetch_optional(connection)
        .await?;
    Ok(row.and_then(|row| read(scope, &row)))
}

/// Reads and authenticates a row; `None` if it was changed outside Credenza.
pub(super) fn read(scope: &Scope, row: &SqliteRow) -> Option<Health> {
    let health = read_columns(row);
    let trusted = health.as_ref().ok().filter(|health| {
        let mac: Result<Vec<u8>, _> = row.try_get("row_mac");
        let id = health.credential.to_string();
        mac.is_ok_and(|mac| scope.verify_row(TABLE, &id, health.canonical(), &mac).is_ok())
    });
    if trusted.is_none() {
        tracing::warn!(table = TABLE, "a row cannot be trusted and is made anew");
    }
    trusted.cloned()
}

/// What a row's MAC is made of.
pub(in crate::table) fn canonical_of(row: &SqliteRow) -> Result<Canonical, StoreError> {
    Ok(read_columns(row)?.canonical())
}

fn read_columns(row: &SqliteRow) -> Result<Health, StoreError> {
    let id: String = row.try_get("credential_id")?;
    let flag = |column: &str| row.try_get::<i64, _>(column).map(|flag| flag != 0);
    let time = |column: &str| -> Result<Option<Timestamp>, sqlx::Error> {
        Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp::from_millis))
    };
    let state: String = row.try_get("state")?;
    let notice: Option<String> = row.try_get("notice")?;
    Ok(Health {
        credential: id.parse().map_err(|_| StoreError::tampered(TABLE, &id))?,
        standing: Standing {
            archived: state == "archived",
            lost: flag("lost")?,
            notice: match notice.as_deref() {
                Some("lost") => Some(Notice::Lost),
                Some("recovered") => Some(Notice::Recovered),
                _ => None,
            },
        },
        state,
        since: Timestamp::from_millis(row.try_get("since")?),
        changes: row.try_get("changes")?,
        next_check: time("next_check")?,
        attempts: u32::try_from(row.try_get::<i64, _>("attempts")?).unwrap_or(0),
        paused: flag("paused")?,
        checked_at: time("checked_at")?,
        secret_ends: time("secret_ends")?,
        certificate_ends: time("certificate_ends")?,
    })
}

/// Writes a row. Leaves a claim on it alone.
pub(super) async fn put(
    tx: &mut WriteTx,
    scope: &Scope,
    health: &Health,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO health (credential_id, org_id, state, since, lost, notice, changes, next_check, \
        attempts, paused, checked_at, secret_ends, certificate_ends, row_mac) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
        ON CONFLICT (credential_id) DO UPDATE SET state = excluded.state, since = excluded.since, \
        lost = excluded.lost, notice = excluded.notice, changes = excluded.changes, \
        next_check = excluded.next_check, attempts = excluded.attempts, paused = excluded.paused, \
        checked_at = excluded.checked_at, secret_ends = excluded.secret_ends, \
        certificate_ends = excluded.certificate_ends, row_mac = excluded.row_mac";
    let time = |at: Option<Timestamp>| at.map(Timestamp::as_millis);
    sqlx::query(sql)
        .bind(health.credential.to_string())
        .bind(scope.org.to_string())
        .bind(health.state.as_str())
        .bind(health.since.as_millis())
        .bind(i64::from(health.standing.lost))
        .bind(notice_word(health.standing.notice))
        .bind(health.changes)
        .bind(time(health.next_check))
        .bind(i64::from(health.attempts))
        .bind(i64::from(health.paused))
        .bind(time(health.checked_at))
        .bind(time(health.secret_ends))
        .bind(time(health.certificate_ends))
        .bind(scope.row_mac(TABLE, health.canonical()))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
