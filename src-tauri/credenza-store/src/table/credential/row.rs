//! A credential as it lies in the database, and what authenticates it.

use super::TABLE;
use crate::table::json;
use crate::{Scope, StoreError};
use credenza_model::{CredentialId, CredentialState, Timestamp, Verification};
use credenza_vault::{Canonical, Mac, dek_version_of};
use serde_json::{Map, Value};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// A credential whose row is what it was when it was saved. Its secret is still sealed.
#[derive(Debug, Clone)]
pub struct Credential {
    /// Its id.
    pub id: CredentialId,
    /// Its connector.
    pub connector: String,
    /// Its authentication scheme.
    pub auth: String,
    /// Its name.
    pub name: String,
    /// Fields that may be shown.
    pub public: Map<String, Value>,
    /// Where its secret may be sent (JSON); its digest is bound into the sealed secret.
    pub policy: String,
    /// The sealed secret.
    pub secret: Vec<u8>,
    /// Counts the sealings; bound into the sealed secret.
    pub secret_version: i64,
    /// The names of the secret fields.
    pub secret_fields: Vec<String>,
    /// Its state.
    pub state: CredentialState,
    /// Who the other side says we are.
    pub account: Option<String>,
    /// Where it leads, for people.
    pub target: Option<String>,
    /// Equal for equal secrets of the same account.
    pub fingerprint: Mac,
    /// The last dry run that passed for the stored secret.
    pub proof: Option<(Timestamp, Verification)>,
    /// Why it was saved without a dry run.
    pub unverified_reason: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it was archived.
    pub archived_at: Option<Timestamp>,
    /// Counts the changes that people made.
    pub version: i64,
}

/// A row that cannot be trusted.
#[derive(Debug, Clone)]
pub struct Unreadable {
    /// Its id; if that cannot be read, one that no credential has.
    pub id: CredentialId,
    /// Its name, not authenticated.
    pub name: String,
    /// Its connector, not authenticated.
    pub connector: String,
}

/// A row, trusted or not.
#[derive(Debug, Clone)]
pub enum CredentialRow {
    /// What it was when it was saved.
    Readable(Box<Credential>),
    /// Damaged, or changed outside Credenza.
    Unreadable(Unreadable),
}

impl CredentialRow {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> CredentialId {
        match self {
            Self::Readable(credential) => credential.id,
            Self::Unreadable(row) => row.id,
        }
    }

    /// The credential, or the error that says it cannot be trusted.
    ///
    /// # Errors
    /// [`StoreError::Tampered`].
    pub fn readable(self) -> Result<Credential, StoreError> {
        match self {
            Self::Readable(credential) => Ok(*credential),
            Self::Unreadable(row) => Err(StoreError::tampered(TABLE, &row.id.to_string())),
        }
    }
}

impl Credential {
    /// Whether it is out of the archive.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.archived_at.is_none()
    }

    /// Whether its token is renewed without a person: what renews itself does not end.
    #[must_use]
    pub fn renews_itself(&self) -> bool {
        self.secret_fields.iter().any(|field| field == "refresh_token")
    }

    fn search_text(&self) -> String {
        let account = self.account.as_deref().or(self.target.as_deref()).unwrap_or_default();
        format!("{}\n{}", self.name.to_lowercase(), account.to_lowercase())
    }

    /// Everything that carries meaning, the sealed secret included: a row is authentic as a whole.
    /// `public` is the column's text: JSON numbers need not read back to the last bit.
    pub(super) fn canonical(&self, public: &str) -> Canonical {
        let proof = self.proof.as_ref().map(|(at, report)| (at.as_millis(), json::write(report)));
        Canonical::new("credential/v1")
            .text(&self.id.to_string())
            .text(&self.connector)
            .text(&self.auth)
            .text(&self.name)
            .text(public)
            .text(&self.policy)
            .bytes(&self.secret)
            .i64(self.secret_version)
            .text(&json::write(&self.secret_fields))
            .text(&json::write(&self.state))
            .opt_text(self.account.as_deref())
            .opt_text(self.target.as_deref())
            .bytes(&self.fingerprint.to_bytes())
            .i64(proof.as_ref().map_or(-1, |(at, _)| *at))
            .opt_text(proof.as_ref().map(|(_, report)| report.as_str()))
            .opt_text(self.unverified_reason.as_deref())
            .i64(self.created_at.as_millis())
            .i64(self.updated_at.as_millis())
            .i64(self.archived_at.map_or(-1, Timestamp::as_millis))
            .i64(self.version)
    }
}

/// Reads and authenticates a row.
pub(in crate::table) fn read(scope: &Scope, row: &SqliteRow) -> Result<CredentialRow, StoreError> {
    let id: String = row.try_get("id").unwrap_or_default();
    let key = id.parse().unwrap_or_else(|_| CredentialId::from_random([0; 16]));
    Ok(match read_trusted(scope, row, &id, key) {
        Ok(credential) => CredentialRow::Readable(Box::new(credential)),
        Err(_) => CredentialRow::Unreadable(Unreadable {
            id: key,
            name: row.try_get("name").unwrap_or_else(|_| "?".to_owned()),
            connector: row.try_get("connector").unwrap_or_default(),
        }),
    })
}

fn read_trusted(
    scope: &Scope,
    row: &SqliteRow,
    id: &str,
    key: CredentialId,
) -> Result<Credential, StoreError> {
    let text = |column: &'static str| row.try_get::<String, _>(column);
    let time = |column: &'static str| row.try_get::<Option<i64>, _>(column);
    let proof = match (time("verified_at")?, row.try_get::<Option<String>, _>("proof")?) {
        (Some(at), Some(report)) => {
            Some((Timestamp::from_millis(at), json::read(TABLE, id, &report)?))
        }
        (None, None) => None,
        _ => return Err(StoreError::tampered(TABLE, id)),
    };
    let public = text("public")?;
    let fingerprint: Vec<u8> = row.try_get("fingerprint")?;
    let credential = Credential {
        id: key,
        connector: text("connector")?,
        auth: text("auth")?,
        name: text("name")?,
        public: json::read(TABLE, id, &public)?,
        policy: text("policy")?,
        secret: row.try_get("secret")?,
        secret_version: row.try_get("secret_version")?,
        secret_fields: json::read(TABLE, id, &text("secret_fields")?)?,
        state: json::read(TABLE, id, &text("state")?)?,
        account: row.try_get("account")?,
        target: row.try_get("target")?,
        fingerprint: Mac::from_bytes(&fingerprint).map_err(|_| StoreError::tampered(TABLE, id))?,
        proof,
        unverified_reason: row.try_get("unverified_reason")?,
        created_at: Timestamp::from_millis(row.try_get("created_at")?),
        updated_at: Timestamp::from_millis(row.try_get("updated_at")?),
        archived_at: time("archived_at")?.map(Timestamp::from_millis),
        version: row.try_get("version")?,
    };
    let mac: Vec<u8> = row.try_get("row_mac")?;
    scope.verify_row(TABLE, id, credential.canonical(&public), &mac)?;
    if id != key.to_string() || Derived::read(row)? != Derived::of(&credential) {
        return Err(StoreError::tampered(TABLE, id));
    }
    Ok(credential)
}

/// Columns that only repeat others, for indexes: not in the MAC, and checked against what they repeat.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Derived {
    pub(super) search: String,
    pub(super) dek_version: i64,
    pub(super) needs_attention: i64,
    pub(super) proven: i64,
    pub(super) live: i64,
}

impl Derived {
    pub(super) fn of(credential: &Credential) -> Self {
        let live = credential.is_live();
        Self {
            search: credential.search_text(),
            dek_version: dek_version_of(&credential.secret).unwrap_or_default().into(),
            needs_attention: i64::from(live && credential.state.needs_attention()),
            proven: i64::from(!matches!(credential.state, CredentialState::Unverified)),
            live: i64::from(live),
        }
    }

    fn read(row: &SqliteRow) -> Result<Self, StoreError> {
        Ok(Self {
            search: row.try_get("search")?,
            dek_version: row.try_get("dek_version")?,
            needs_attention: row.try_get("needs_attention")?,
            proven: row.try_get("proven")?,
            live: row.try_get("live")?,
        })
    }
}
