//! The copy of the record's last checkpoint outside the database: written when the vault is locked or
//! closed and now and then in between, looked at when it is opened. It lies in the keyring, for vaults
//! that are unlocked by one.

use super::create::blocking;
use super::keys::StoredKeys;
use super::{OpenVault, Session};
use crate::failure::{OrFailure, keyring_failure};
use credenza_protocol::activity::AnchorState;
use credenza_protocol::vault::OlderVault;
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::Scope;
use credenza_store::table::activity::{Anchor, compare, find_end, sign_head};
use credenza_vault::{KeyringError, KeyringItem, Patience};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

/// A checkpoint that was signed and is not outside yet.
pub(super) struct Signed {
    item: Option<KeyringItem>,
    seq: i64,
    note: String,
}

/// What the copy outside says.
pub(super) enum Outside {
    Note(SecretString),
    None,
    Unavailable,
}

/// An older vault that was opened on purpose: entries when it was last seen, and now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AcceptedOlder {
    pub(crate) seen: i64,
    pub(crate) found: i64,
}

impl Session {
    /// Refuses a vault that is older than its copy outside, unless that is accepted.
    pub(super) async fn check_anchor(
        &self,
        stored: &StoredKeys,
        open: &OpenVault,
        older: OlderVault,
    ) -> Result<(i64, Option<AcceptedOlder>), Failure> {
        let Outside::Note(note) = self.read_outside(stored, &open.scope).await else {
            return Ok((0, None));
        };
        let mut connection = open.store.read().await.or_failure()?;
        // The note holds a number and a hash; it is no secret, only kept with one.
        let anchor =
            compare(&mut connection, &open.scope, note.expose_secret()).await.or_failure()?;
        let found = find_end(&mut connection, &open.scope).await.or_failure()?;
        let seen = match anchor {
            Anchor::Continued { seen } => return Ok((seen, None)),
            Anchor::Older { seen, .. } | Anchor::Different { seen } => seen,
            Anchor::Unreadable => 0,
        };
        match older {
            OlderVault::Refuse => Err(rolled_back(anchor)),
            OlderVault::Accept => Ok((0, Some(AcceptedOlder { seen, found }))),
        }
    }

    /// How the open vault's record stands to its copy outside.
    pub(crate) async fn anchor_state(&self) -> Result<AnchorState, Failure> {
        let open = self.open_vault().await?;
        let stored = StoredKeys::read(&open.store).await.or_failure()?;
        let note = match self.read_outside(&stored, &open.scope).await {
            Outside::Note(note) => note,
            Outside::None => return Ok(AnchorState::None),
            Outside::Unavailable => return Ok(AnchorState::Unavailable),
        };
        let mut connection = open.store.read().await.or_failure()?;
        Ok(
            match compare(&mut connection, &open.scope, note.expose_secret()).await.or_failure()? {
                Anchor::Continued { .. } => AnchorState::Continued,
                Anchor::Older { .. } => AnchorState::Older,
                Anchor::Different { .. } => AnchorState::Different,
                Anchor::Unreadable => AnchorState::Unreadable,
            },
        )
    }

    async fn read_outside(&self, stored: &StoredKeys, scope: &Scope) -> Outside {
        let Some(item) = self.anchor_item(stored, scope) else { return Outside::Unavailable };
        let keyring = self.config.keyring.clone();
        let read = move || match keyring.read(&item, &Patience::probe()) {
            Ok(note) => Ok(Outside::Note(note)),
            Err(KeyringError::NotFound) => Ok(Outside::None),
            Err(error) => Err(keyring_failure(&error)),
        };
        blocking(read).await.unwrap_or(Outside::Unavailable)
    }

    /// Only a vault that is unlocked by the keyring has its copy there: another one may well be used
    /// where none answers.
    fn anchor_item(&self, stored: &StoredKeys, scope: &Scope) -> Option<KeyringItem> {
        if stored.keyring_slots().is_empty() {
            return None;
        }
        Some(KeyringItem::audit_anchor(self.config.namespace, *scope.vault.as_bytes()))
    }

    /// Signs the record's end, if it went on since that was last done. Trouble is no reason to keep the
    /// vault open, or to fail what was done.
    pub(super) async fn sign_checkpoint(&self) -> Option<Signed> {
        let (open, anchored) = {
            let state = self.state.read().await;
            (state.open.clone()?, state.anchored)
        };
        match self.try_sign(&open, anchored).await {
            Ok(signed) => signed,
            Err(failure) => {
                tracing::debug!(code = failure.code.as_str(), "no checkpoint was signed");
                None
            }
        }
    }

    async fn try_sign(&self, open: &OpenVault, anchored: i64) -> Result<Option<Signed>, Failure> {
        let mut connection = open.store.read().await.or_failure()?;
        let seq = find_end(&mut connection, &open.scope).await.or_failure()?;
        drop(connection);
        if seq == anchored {
            return Ok(None);
        }
        let stored = StoredKeys::read(&open.store).await.or_failure()?;
        let mut tx = open.store.write().await.or_failure()?;
        let signed = sign_head(&mut tx, &open.scope, self.config.clock.now()).await.or_failure()?;
        tx.commit().await.or_failure()?;
        let item = self.anchor_item(&stored, &open.scope);
        Ok(signed.map(|(seq, note)| Signed { item, seq, note }))
    }

    /// Writes a signed checkpoint to where no copy of the database reaches.
    pub(super) async fn keep_outside(&self, signed: Option<Signed>) {
        let Some(Signed { item, seq, note }) = signed else { return };
        if let Some(item) = item {
            let keyring = self.config.keyring.clone();
            let write = move || {
                keyring
                    .write(&item, &SecretString::from(note), &Patience::probe())
                    .map_err(|error| keyring_failure(&error))
            };
            if let Err(failure) = blocking(write).await {
                tracing::debug!(code = failure.code.as_str(), "the checkpoint stays inside");
                return;
            }
        }
        self.state.write().await.anchored = seq;
    }

    /// Both, for a vault that stays open.
    pub(crate) async fn anchor(&self) {
        let signed = self.sign_checkpoint().await;
        self.keep_outside(signed).await;
    }
}

fn rolled_back(anchor: Anchor) -> Failure {
    let (text, details) = match anchor {
        Anchor::Older { seen, found } => (
            format!(
                "This vault is older than when it was last seen: its record has {found} entries, and had {seen}. Was it restored from a backup?"
            ),
            json!({"kind": "older", "seen": seen, "found": found}),
        ),
        Anchor::Different { seen } => (
            format!(
                "This vault has another history than when it was last seen (after {seen} entries). Was it restored from a backup?"
            ),
            json!({"kind": "different", "seen": seen}),
        ),
        Anchor::Continued { .. } | Anchor::Unreadable => (
            "What the system keyring remembers of this vault's record cannot be read".to_owned(),
            json!({"kind": "unreadable"}),
        ),
    };
    Failure::new(ErrorCode::VaultRolledBack, text)
        .hint("If you restored it on purpose, open it all the same. If not, somebody put an old copy in its place.")
        .details(details)
}
