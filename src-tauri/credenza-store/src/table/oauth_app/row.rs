//! An OAuth app as it lies in the database, and what authenticates it.

use super::TABLE;
use crate::table::json;
use crate::{Scope, StoreError};
use credenza_model::{OAuthAppId, Timestamp};
use credenza_vault::Canonical;
use serde_json::{Map, Value};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// An OAuth app whose row is what it was when it was saved. Its client secret is still sealed.
#[derive(Debug, Clone)]
pub struct OAuthApp {
    /// Its id.
    pub id: OAuthAppId,
    /// Its connector.
    pub connector: String,
    /// Its authentication scheme.
    pub auth: String,
    /// Its name.
    pub name: String,
    /// The client id; public.
    pub client_id: String,
    /// The sealed client secret; absent for a public client.
    pub secret: Option<Vec<u8>>,
    /// Counts the sealings; bound into the sealed secret.
    pub secret_version: i64,
    /// Where the secret may be sent (JSON); its digest is bound into the sealed secret.
    pub policy: String,
    /// The scopes to ask for; absent = the connector's.
    pub scopes: Option<Vec<String>>,
    /// How the browser comes back (JSON).
    pub redirect: String,
    /// The path of a loopback redirect address: 128 random bits, made once.
    pub redirect_path: String,
    /// Non-secret fields.
    pub fields: Map<String, Value>,
    /// When the client secret ends.
    pub secret_expires_at: Option<Timestamp>,
    /// Whether grants end after seven days.
    pub test_mode: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Counts the changes.
    pub version: i64,
}

/// What a reference leads to.
#[derive(Debug)]
pub enum OAuthAppFound {
    /// Nothing.
    None,
    /// One.
    One(Box<OAuthApp>),
    /// Several.
    Several(Vec<OAuthApp>),
}

impl OAuthApp {
    /// `fields` is the column's text: JSON numbers need not read back to the last bit.
    pub(super) fn canonical(&self, fields: &str) -> Canonical {
        let scopes = self.scopes.as_ref().map(json::write);
        Canonical::new("oauth_app/v1")
            .text(&self.id.to_string())
            .text(&self.connector)
            .text(&self.auth)
            .text(&self.name)
            .text(&self.client_id)
            .opt_bytes(self.secret.as_deref())
            .i64(self.secret_version)
            .text(&self.policy)
            .opt_text(scopes.as_deref())
            .text(&self.redirect)
            .text(&self.redirect_path)
            .text(fields)
            .i64(self.secret_expires_at.map_or(-1, Timestamp::as_millis))
            .bool(self.test_mode)
            .i64(self.created_at.as_millis())
            .i64(self.updated_at.as_millis())
            .i64(self.version)
    }
}

/// Reads and authenticates a row.
pub(super) fn read(scope: &Scope, row: &SqliteRow) -> Result<OAuthApp, StoreError> {
    let text = |column: &'static str| row.try_get::<String, _>(column);
    let id = text("id")?;
    let tampered = || StoreError::tampered(TABLE, &id);
    let scopes: Option<String> = row.try_get("scopes")?;
    let fields = text("fields")?;
    let ends: Option<i64> = row.try_get("secret_expires_at")?;
    let app = OAuthApp {
        id: id.parse().map_err(|_| tampered())?,
        connector: text("connector")?,
        auth: text("auth")?,
        name: text("name")?,
        client_id: text("client_id")?,
        secret: row.try_get("secret")?,
        secret_version: row.try_get("secret_version")?,
        policy: text("policy")?,
        scopes: scopes.map(|scopes| json::read(TABLE, &id, &scopes)).transpose()?,
        redirect: text("redirect")?,
        redirect_path: text("redirect_path")?,
        fields: json::read(TABLE, &id, &fields)?,
        secret_expires_at: ends.map(Timestamp::from_millis),
        test_mode: row.try_get::<i64, _>("test_mode")? == 1,
        created_at: Timestamp::from_millis(row.try_get("created_at")?),
        updated_at: Timestamp::from_millis(row.try_get("updated_at")?),
        version: row.try_get("version")?,
    };
    let mac: Vec<u8> = row.try_get("row_mac")?;
    scope.verify_row(TABLE, &id, app.canonical(&fields), &mac)?;
    Ok(app)
}
