//! A grant as it lies in the database, and what authenticates it.

use super::TABLE;
use super::lease::Lease;
use crate::table::json;
use crate::{Scope, StoreError};
use credenza_model::{CredentialId, OAuthAppId, Timestamp};
use credenza_vault::Canonical;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// What was granted. No token: those lie in the credential's sealed secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The credential.
    pub credential: CredentialId,
    /// The OAuth app that it was signed in with; absent = nobody signed in, and a program asks for its tokens
    /// with the credential's own secret.
    pub oauth_app: Option<OAuthAppId>,
    /// Counts the tokens.
    pub generation: i64,
    /// The scopes that were granted; absent = as asked (RFC 6749, section 5.1).
    pub scopes: Option<Vec<String>>,
    /// The scopes that were asked for.
    pub asked: Vec<String>,
    /// Who signed in, as the provider's id token says (JSON).
    pub identity: Option<String>,
    /// Whether there is a refresh token.
    pub refreshable: bool,
    /// When a person last signed in.
    pub signed_in_at: Timestamp,
    /// When the request for the present access token began.
    pub granted_at: Timestamp,
    /// When the access token ends; absent = nobody said.
    pub expires_at: Option<Timestamp>,
    /// When the refresh token ends; absent = nobody said.
    pub refresh_expires_at: Option<Timestamp>,
    /// When it was last renewed.
    pub refreshed_at: Option<Timestamp>,
    /// When it was revoked at the provider, by Credenza.
    pub revoked_at: Option<Timestamp>,
}

/// What is known of earlier requests with the same refresh token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// None was sent, or the provider said that it did not take it.
    #[default]
    None,
    /// One was sent, and its answer did not arrive: the provider may have taken it.
    AnswerLost,
    /// A process ended while one was on its way, and the one retry that this allows was begun.
    Retried,
}

impl Doubt {
    pub(super) fn read(number: i64) -> Self {
        match number {
            0 => Self::None,
            1 => Self::AnswerLost,
            _ => Self::Retried,
        }
    }

    pub(super) fn number(self) -> i64 {
        match self {
            Self::None => 0,
            Self::AnswerLost => 1,
            Self::Retried => 2,
        }
    }
}

/// A grant, and how its renewal stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRow {
    /// What was granted.
    pub grant: Grant,
    /// When it is going to be renewed; absent = only when the provider refuses it.
    pub refresh_at: Option<Timestamp>,
    /// Who renews it now.
    pub lease: Option<Lease>,
    /// What is known of earlier requests with this refresh token.
    pub doubt: Doubt,
    /// Whether the provider honours it no longer: only a new sign-in helps.
    pub ended: bool,
    /// Failed renewals since the last good one.
    pub attempts: i64,
    /// Not before.
    pub next_try: Option<Timestamp>,
}

impl Grant {
    /// Whether a program asks for the tokens by itself. Asking again is always possible, and never harms.
    #[must_use]
    pub fn is_of_program(&self) -> bool {
        self.oauth_app.is_none()
    }

    pub(super) fn canonical(&self) -> Canonical {
        let scopes = self.scopes.as_ref().map(json::write);
        let time = |at: Option<Timestamp>| at.map_or(-1, Timestamp::as_millis);
        Canonical::new("oauth_grant/v1")
            .text(&self.credential.to_string())
            .text(&self.oauth_app.map(|app| app.to_string()).unwrap_or_default())
            .i64(self.generation)
            .opt_text(scopes.as_deref())
            .text(&json::write(&self.asked))
            .opt_text(self.identity.as_deref())
            .bool(self.refreshable)
            .i64(self.granted_at.as_millis())
            .i64(time(self.expires_at))
            .i64(time(self.refresh_expires_at))
            .i64(time(self.refreshed_at))
            .i64(time(self.revoked_at))
            .i64(self.signed_in_at.as_millis())
    }
}

/// Reads and authenticates a row.
pub(super) fn read(scope: &Scope, row: &SqliteRow) -> Result<GrantRow, StoreError> {
    let grant = read_grant(row)?;
    let mac: Vec<u8> = row.try_get("row_mac")?;
    scope.verify_row(TABLE, &grant.credential.to_string(), grant.canonical(), &mac)?;
    let time = |column| time(row, column);
    Ok(GrantRow {
        grant,
        refresh_at: time("refresh_at")?,
        lease: Lease::read(row)?,
        doubt: Doubt::read(row.try_get("in_doubt")?),
        ended: row.try_get::<i64, _>("ended")? == 1,
        attempts: row.try_get("attempts")?,
        next_try: time("next_try")?,
    })
}

/// What a row's MAC is made of.
pub(in crate::table) fn canonical_of(row: &SqliteRow) -> Result<Canonical, StoreError> {
    Ok(read_grant(row)?.canonical())
}

fn read_grant(row: &SqliteRow) -> Result<Grant, StoreError> {
    let id: String = row.try_get("credential_id")?;
    let tampered = || StoreError::tampered(TABLE, &id);
    let time = |column| time(row, column);
    let scopes: Option<String> = row.try_get("scopes")?;
    let app: Option<String> = row.try_get("oauth_app_id")?;
    Ok(Grant {
        credential: id.parse().map_err(|_| tampered())?,
        oauth_app: app.map(|app| app.parse().map_err(|_| tampered())).transpose()?,
        generation: row.try_get("generation")?,
        scopes: scopes.map(|scopes| json::read(TABLE, &id, &scopes)).transpose()?,
        asked: json::read(TABLE, &id, &row.try_get::<String, _>("asked")?)?,
        identity: row.try_get("identity")?,
        refreshable: row.try_get::<i64, _>("refreshable")? == 1,
        signed_in_at: Timestamp::from_millis(row.try_get("signed_in_at")?),
        granted_at: Timestamp::from_millis(row.try_get("granted_at")?),
        expires_at: time("expires_at")?,
        refresh_expires_at: time("refresh_expires_at")?,
        refreshed_at: time("refreshed_at")?,
        revoked_at: time("revoked_at")?,
    })
}

fn time(row: &SqliteRow, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp::from_millis))
}
