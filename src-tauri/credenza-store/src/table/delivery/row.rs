//! A delivery's row, and what authenticates it: an event that nobody caused is not signed.

use super::TABLE;
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{DeliveryId, Timestamp, WebhookId};
use credenza_vault::Canonical;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use std::time::Duration;

/// How long an event is tried.
const TRIED: Duration = Duration::from_secs(2 * 24 * 60 * 60);

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It waits for a try.
    Pending,
    /// The receiver said yes.
    Delivered,
    /// It is not tried again.
    GivenUp,
}

impl Progress {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
        }
    }

    fn read(text: &str) -> Option<Self> {
        [Self::Pending, Self::Delivered, Self::GivenUp].into_iter().find(|one| one.word() == text)
    }
}

/// One event on its way to one webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id, the same on every try.
    pub id: DeliveryId,
    /// Where it goes.
    pub webhook: WebhookId,
    /// Its place in the order of this webhook's events; given when it is inserted.
    pub seq: i64,
    /// The event's name.
    pub event: String,
    /// What is sent.
    pub body: String,
    /// When the event happened.
    pub at: Timestamp,
    /// How it stands.
    pub progress: Progress,
    /// Tries so far.
    pub attempts: u32,
    /// When it is tried next, while it is pending.
    pub next_try: Option<Timestamp>,
    /// After this moment it is not tried again.
    pub give_up_at: Timestamp,
    /// When a try failed for the first time.
    pub first_failed: Option<Timestamp>,
    /// When it was delivered or given up.
    pub ended_at: Option<Timestamp>,
    /// The last answer's status.
    pub status: Option<u16>,
    /// What went wrong last.
    pub problem: Option<String>,
    /// How long the last try took, in milliseconds.
    pub ms: Option<u64>,
}

impl Delivery {
    /// An event of this moment, to be tried at once.
    #[must_use]
    pub fn new(
        id: DeliveryId,
        webhook: WebhookId,
        event: &str,
        body: String,
        at: Timestamp,
    ) -> Self {
        Self {
            id,
            webhook,
            seq: 0,
            event: event.to_owned(),
            body,
            at,
            progress: Progress::Pending,
            attempts: 0,
            next_try: Some(at),
            give_up_at: at.plus(TRIED),
            first_failed: None,
            ended_at: None,
            status: None,
            problem: None,
            ms: None,
        }
    }

    /// The same event, to be tried from now on as if it were new.
    pub fn begin_again(&mut self, now: Timestamp) {
        self.progress = Progress::Pending;
        self.next_try = Some(now);
        self.give_up_at = now.plus(TRIED);
        self.ended_at = None;
    }

    fn canonical(&self) -> Canonical {
        let time = |at: Option<Timestamp>| at.map_or(-1, Timestamp::as_millis);
        Canonical::new("webhook_delivery/v1")
            .text(&self.id.to_string())
            .text(&self.webhook.to_string())
            .i64(self.seq)
            .text(&self.event)
            .text(&self.body)
            .i64(self.at.as_millis())
            .text(self.progress.word())
            .i64(self.attempts.into())
            .i64(time(self.next_try))
            .i64(self.give_up_at.as_millis())
            .i64(time(self.first_failed))
            .i64(time(self.ended_at))
            .i64(self.status.map_or(-1, i64::from))
            .opt_text(self.problem.as_deref())
            .i64(self.ms.map_or(-1, |ms| i64::try_from(ms).unwrap_or(i64::MAX)))
    }
}

/// Reads and authenticates a row.
pub(super) fn read(scope: &Scope, row: &SqliteRow) -> Result<Delivery, StoreError> {
    let delivery = read_columns(row)?;
    let mac: Vec<u8> = row.try_get("row_mac")?;
    scope.verify_row(TABLE, &delivery.id.to_string(), delivery.canonical(), &mac)?;
    Ok(delivery)
}

/// What a row's MAC is made of.
pub(in crate::table) fn canonical_of(row: &SqliteRow) -> Result<Canonical, StoreError> {
    Ok(read_columns(row)?.canonical())
}

fn read_columns(row: &SqliteRow) -> Result<Delivery, StoreError> {
    let id: String = row.try_get("id")?;
    let tampered = || StoreError::tampered(TABLE, &id);
    let webhook: String = row.try_get("webhook_id")?;
    let state: String = row.try_get("state")?;
    let time = |column: &str| -> Result<Option<Timestamp>, sqlx::Error> {
        Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp::from_millis))
    };
    let number = |column: &str| row.try_get::<Option<i64>, _>(column);
    Ok(Delivery {
        id: id.parse().map_err(|_| tampered())?,
        webhook: webhook.parse().map_err(|_| tampered())?,
        seq: row.try_get("seq")?,
        event: row.try_get("event")?,
        body: row.try_get("body")?,
        at: Timestamp::from_millis(row.try_get("at")?),
        progress: Progress::read(&state).ok_or_else(tampered)?,
        attempts: u32::try_from(row.try_get::<i64, _>("attempts")?).map_err(|_| tampered())?,
        next_try: time("next_try")?,
        give_up_at: Timestamp::from_millis(row.try_get("give_up_at")?),
        first_failed: time("first_failed")?,
        ended_at: time("ended_at")?,
        status: number("status")?.and_then(|status| u16::try_from(status).ok()),
        problem: row.try_get("problem")?,
        ms: number("ms")?.and_then(|ms| u64::try_from(ms).ok()),
    })
}

/// Inserts a delivery behind all others of its webhook.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(
    tx: &mut WriteTx,
    scope: &Scope,
    delivery: &mut Delivery,
) -> Result<(), StoreError> {
    let next = "SELECT COALESCE(MAX(seq), 0) + 1 FROM webhook_delivery WHERE webhook_id = $1";
    delivery.seq =
        sqlx::query_scalar(next).bind(delivery.webhook.to_string()).fetch_one(&mut **tx).await?;
    let sql = "INSERT INTO webhook_delivery (org_id, id, webhook_id, seq, event, body, at, state, attempts, next_try, \
        give_up_at, first_failed, ended_at, status, problem, ms, row_mac) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    bind_row(sqlx::query(sql), scope, delivery).execute(&mut **tx).await?;
    Ok(())
}

/// Saves how a delivery stands; whether it is still there.
///
/// # Errors
/// When the database cannot be written.
pub async fn save(
    tx: &mut WriteTx,
    scope: &Scope,
    delivery: &Delivery,
) -> Result<bool, StoreError> {
    let sql = "UPDATE webhook_delivery SET webhook_id = $3, seq = $4, event = $5, body = $6, at = $7, \
        state = $8, attempts = $9, next_try = $10, give_up_at = $11, first_failed = $12, ended_at = $13, \
        status = $14, problem = $15, ms = $16, row_mac = $17 WHERE org_id = $1 AND id = $2";
    let done = bind_row(sqlx::query(sql), scope, delivery).execute(&mut **tx).await?;
    Ok(done.rows_affected() == 1)
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

/// Binds $1 to $17.
fn bind_row<'q>(query: Query<'q>, scope: &Scope, delivery: &Delivery) -> Query<'q> {
    let time = |at: Option<Timestamp>| at.map(Timestamp::as_millis);
    query
        .bind(scope.org.to_string())
        .bind(delivery.id.to_string())
        .bind(delivery.webhook.to_string())
        .bind(delivery.seq)
        .bind(delivery.event.clone())
        .bind(delivery.body.clone())
        .bind(delivery.at.as_millis())
        .bind(delivery.progress.word())
        .bind(i64::from(delivery.attempts))
        .bind(time(delivery.next_try))
        .bind(delivery.give_up_at.as_millis())
        .bind(time(delivery.first_failed))
        .bind(time(delivery.ended_at))
        .bind(delivery.status.map(i64::from))
        .bind(delivery.problem.clone())
        .bind(delivery.ms.map(|ms| i64::try_from(ms).unwrap_or(i64::MAX)))
        .bind(scope.row_mac(TABLE, delivery.canonical()))
}
