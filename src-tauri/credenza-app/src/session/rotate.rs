//! Changing keys (SECURITY 2.5), so that at every instant at least one way to unlock opens every row,
//! and what was cut short can be taken up.

use super::keys::{StoredKeys, wrap_ring};
use super::recovery::{entry, find_kit};
use super::{OpenVault, Session};
use crate::failure::{OrFailure, keyring_failure, randomness_failure, seal_failure};
use crate::oauth::{Identity, KEPT_FIELDS};
use crate::policy::Policy;
use crate::saving::{fingerprint_of, fingerprint_of_account};
use crate::stored::read_policy;
use credenza_model::Actor;
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::Scope;
use credenza_store::table::activity::{self, Detail};
use credenza_store::table::credential::Credential;
use credenza_store::table::oauth_app::OAuthApp;
use credenza_store::table::oauth_grant::Grant;
use credenza_store::table::rotation::{self, Place, SecretReader};
use credenza_store::table::{setting, vault};
use credenza_vault::{
    Canonical, DataKey, Kek, KeySlot, KeyringItem, Kid, OsRandomness, Patience, SecretDocument,
    SlotMethod, VaultScope, WrappedKey,
};
use secrecy::SecretString;
use serde_json::json;
use std::sync::Arc;
use tokio::sync::MutexGuard;

/// Keyring items of keys that no slot names any more; removed when the vault was opened without them.
const STALE_ITEMS: &str = "stale_keyring_items";
const ACTION: &str = "vault.rotate";

/// What changing the data key did.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RotatedData {
    pub(crate) rows: u64,
    pub(crate) unreadable: u64,
    pub(crate) resumed: bool,
}

/// A data key for the ways to unlock that can have it; the others cannot open anything any more.
struct Wraps {
    wrapped: Vec<WrappedKey>,
    lost: Vec<Kid>,
}

impl Session {
    /// One change of keys at a time.
    pub(super) fn begin_changing_keys(&self) -> Result<MutexGuard<'_, ()>, Failure> {
        self.rotating.try_lock().map_err(|_| {
            Failure::new(ErrorCode::VaultRotating, "The vault's keys are being changed")
                .hint("Wait until that is done, and try again.")
        })
    }

    /// New key-encryption keys in every slot that has one; how many.
    pub(crate) async fn rotate_keks(
        &self,
        passphrase: Option<SecretString>,
        actor: &Actor,
    ) -> Result<u64, Failure> {
        let _one_at_a_time = self.begin_changing_keys()?;
        let open = self.open_vault().await?;
        let stored = StoredKeys::read(&open.store).await.or_failure()?;
        let made = self.make_slots(&stored, &open, passphrase).await?;
        let now = self.config.clock.now();
        let mut tx = open.store.write().await.or_failure()?;
        for (slot, kek) in &made {
            let wrapped = wrap_ring(kek, &open.scope.vault_scope(), &open.scope.ring)?;
            vault::insert_slot(&mut tx, &stored.vault, slot, &wrapped, now).await.or_failure()?;
        }
        tx.commit().await.or_failure()?;
        self.verify_slots(&open, &made).await?;
        self.drop_slots(&open, &stored, made.len() as u64, actor).await?;
        Ok(made.len() as u64)
    }

    /// A new slot for each way to unlock that has a key-encryption key.
    async fn make_slots(
        &self,
        stored: &StoredKeys,
        open: &OpenVault,
        passphrase: Option<SecretString>,
    ) -> Result<Vec<(KeySlot, Kek)>, Failure> {
        let mut made = Vec::new();
        if stored.passphrase_slot().is_some() {
            let typed = passphrase.ok_or_else(passphrase_needed)?;
            self.passphrase_kek(stored, typed.clone()).await?;
            made.push(super::create::passphrase_slot(typed).await?);
        }
        if !stored.keyring_slots().is_empty() {
            made.push(self.replacement_slot(&open.scope).await?);
        }
        Ok(made)
    }

    /// What was written has to open before anything older goes.
    async fn verify_slots(&self, open: &OpenVault, made: &[(KeySlot, Kek)]) -> Result<(), Failure> {
        let stored = StoredKeys::read(&open.store).await.or_failure()?;
        for (slot, kek) in made {
            let ring = match slot.method {
                SlotMethod::Keyring => {
                    stored.open(&self.kek_of(&stored, slot.kid, Patience::probe()).await?)?
                }
                _ => stored.open(kek)?,
            };
            if ring.versions() != open.scope.ring.versions() {
                return Err(Failure::new(
                    ErrorCode::Internal,
                    "The new key does not open the vault",
                )
                .hint("The old one stays. Try again."));
            }
        }
        Ok(())
    }

    async fn drop_slots(
        &self,
        open: &OpenVault,
        old: &StoredKeys,
        count: u64,
        actor: &Actor,
    ) -> Result<(), Failure> {
        let replaced = old.slots.iter().map(|stored| &stored.slot);
        let kids: Vec<Kid> = replaced
            .filter(|slot| !matches!(slot.method, SlotMethod::Recovery { .. }))
            .map(|slot| slot.kid)
            .collect();
        let mut tx = open.store.write().await.or_failure()?;
        vault::delete_slots(&mut tx, &kids).await.or_failure()?;
        let mut stale = self.stale_items(open).await?;
        stale.extend(old.keyring_slots().iter().map(|slot| slot.kid));
        let text = json!(stale).to_string();
        setting::put(&mut tx, &open.scope, STALE_ITEMS, &text).await.or_failure()?;
        let detail = Detail {
            count: Some(count),
            after: Some("key-encryption keys".to_owned()),
            ..Detail::default()
        };
        let entry = entry(actor, ACTION, &open.scope, self.config.clock.now(), detail);
        activity::append(&mut tx, &open.scope, &entry).await.or_failure()?;
        tx.commit().await.or_failure()?;
        open.store.checkpoint().await.or_failure()
    }

    async fn stale_items(&self, open: &OpenVault) -> Result<Vec<Kid>, Failure> {
        let mut connection = open.store.read().await.or_failure()?;
        let text = setting::find(&mut connection, &open.scope, STALE_ITEMS).await.or_failure()?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Removes keyring items that were replaced, now that the vault was opened without them.
    pub(crate) async fn remove_stale_items(&self, actor: &Actor) -> Result<(), Failure> {
        let open = self.open_vault().await?;
        let stale = self.stale_items(&open).await?;
        if stale.is_empty() {
            return Ok(());
        }
        let stored = StoredKeys::read(&open.store).await.or_failure()?;
        let in_use = stored.keyring_slots();
        let gone = stale.iter().filter(|kid| in_use.iter().all(|slot| slot.kid != **kid));
        for kid in gone {
            let item = KeyringItem::kek(self.config.namespace, *open.scope.vault.as_bytes(), *kid);
            let keyring = self.config.keyring.clone();
            super::create::blocking(move || {
                keyring.remove(&item, &Patience::probe()).map_err(|error| keyring_failure(&error))
            })
            .await?;
        }
        let mut tx = open.store.write().await.or_failure()?;
        setting::put(&mut tx, &open.scope, STALE_ITEMS, "[]").await.or_failure()?;
        let detail = Detail {
            count: Some(stale.len() as u64),
            reason: Some("replaced keys were removed from the keyring".to_owned()),
            ..Detail::default()
        };
        let entry = entry(actor, ACTION, &open.scope, self.config.clock.now(), detail);
        activity::append(&mut tx, &open.scope, &entry).await.or_failure()?;
        tx.commit().await.or_failure()
    }

    /// A new data key for every row, or the end of a change that was cut short. `told` is given how many
    /// rows are done, of how many.
    pub(crate) async fn rotate_data(
        &self,
        passphrase: Option<SecretString>,
        actor: &Actor,
        told: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<RotatedData, Failure> {
        let _one_at_a_time = self.begin_changing_keys()?;
        let before = self.open_vault().await?;
        let resumed = !before.scope.ring.older_versions().is_empty();
        let open =
            if resumed { before } else { self.begin_data(before, passphrase, actor).await? };
        let mut done = self.renew_rows(&open, told).await?;
        done.resumed = resumed;
        for version in open.scope.ring.older_versions() {
            self.retire(version, &done, actor).await?;
        }
        Ok(done)
    }

    /// From here on the new key is the active one, for this process and all others.
    async fn begin_data(
        &self,
        open: OpenVault,
        passphrase: Option<SecretString>,
        actor: &Actor,
    ) -> Result<OpenVault, Failure> {
        let stored = StoredKeys::read(&open.store).await.or_failure()?;
        let old = open.scope.ring.active().version();
        let dek = DataKey::make(old + 1, &mut OsRandomness)
            .map_err(|error| randomness_failure(&error))?;
        let wraps = self.wrap_for_all(&stored, &open, passphrase, &dek).await?;
        let ring = open.scope.ring.with_key(dek).with_active(old + 1).map_err(|_| rotated())?;
        let scope = Scope { ring: Arc::new(ring), ..open.scope.clone() };
        // The transaction first, then the session: the order of everybody who needs both.
        let mut tx = open.store.write().await.or_failure()?;
        let mut state = self.state.write().await;
        vault::delete_slots(&mut tx, &wraps.lost).await.or_failure()?;
        rotation::begin(&mut tx, &stored.vault, &wraps.wrapped, old + 1).await.or_failure()?;
        vault::request_lock(&mut tx).await.or_failure()?;
        let detail = Detail {
            before: Some(format!("data key {old}")),
            after: Some(format!("data key {}", old + 1)),
            ..Detail::default()
        };
        let entry = entry(actor, ACTION, &scope, self.config.clock.now(), detail);
        activity::append(&mut tx, &scope, &entry).await.or_failure()?;
        let requests = vault::count_lock_requests(&mut tx).await.or_failure()?;
        tx.commit().await.or_failure()?;
        let open = OpenVault { scope, ..open };
        // Every other process locks; this one knows the new key.
        (state.lock_requests, state.open) = (requests, Some(open.clone()));
        Ok(open)
    }

    async fn wrap_for_all(
        &self,
        stored: &StoredKeys,
        open: &OpenVault,
        passphrase: Option<SecretString>,
        dek: &DataKey,
    ) -> Result<Wraps, Failure> {
        let kit = find_kit(open).await?;
        let typed = match stored.passphrase_slot() {
            Some(_) => {
                let typed = passphrase.ok_or_else(passphrase_needed)?;
                Some(self.passphrase_kek(stored, typed).await?)
            }
            None => None,
        };
        let scope = open.scope.vault_scope();
        let mut wraps = Wraps { wrapped: Vec::new(), lost: Vec::new() };
        let mut trouble = None;
        for stored_slot in &stored.slots {
            let KeySlot { kid, method } = &stored_slot.slot;
            match method {
                SlotMethod::Keyring => match self.kek_of(stored, *kid, Patience::probe()).await {
                    Ok(kek) => wraps.wrapped.push(wrap(&kek, &scope, dek)?),
                    Err(failure) => {
                        wraps.lost.push(*kid);
                        trouble = Some(failure);
                    }
                },
                SlotMethod::Passphrase(_) => match &typed {
                    Some(kek) if kek.kid() == *kid => wraps.wrapped.push(wrap(kek, &scope, dek)?),
                    _ => wraps.lost.push(*kid),
                },
                // The row only repeats the authenticated setting; a stranger's recipient gets nothing.
                SlotMethod::Recovery { .. } => match &kit {
                    Some(kit) if kit.recipient.kid() == *kid => wraps.wrapped.push(
                        WrappedKey::wrap_for_recovery(&kit.recipient, &scope, dek)
                            .map_err(|error| seal_failure(&error))?,
                    ),
                    _ => wraps.lost.push(*kid),
                },
            }
        }
        // A keyring that does not answer is no reason to forget the vault's key in it.
        match trouble {
            Some(failure)
                if failure.code != ErrorCode::KeyringKeyMissing
                    || !has_kek(stored, &wraps.wrapped) =>
            {
                Err(failure)
            }
            _ => Ok(wraps),
        }
    }

    async fn renew_rows(
        &self,
        open: &OpenVault,
        told: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<RotatedData, Failure> {
        let mut connection = open.store.read().await.or_failure()?;
        let total = rotation::count_left(&mut connection, &open.scope).await.or_failure()?;
        drop(connection);
        let mut done = RotatedData::default();
        let mut place = Place::default();
        loop {
            let mut tx = open.store.write().await.or_failure()?;
            let rng = &mut OsRandomness;
            let batch = rotation::renew(&mut tx, &open.scope, &Reader, rng, &mut place).await;
            let Some(batch) = batch.or_failure()? else { break };
            tx.commit().await.or_failure()?;
            done.rows += batch.renewed;
            done.unreadable += batch.unreadable;
            told(done.rows + done.unreadable, total);
            // Others who wait for the writer go first.
            tokio::task::yield_now().await;
        }
        Ok(done)
    }

    /// Destroys an old data key, unless damaged rows still need it.
    async fn retire(&self, version: u32, done: &RotatedData, actor: &Actor) -> Result<(), Failure> {
        let open = self.open_vault().await?;
        let mut tx = open.store.write().await.or_failure()?;
        let mut state = self.state.write().await;
        let rng = &mut OsRandomness;
        if !rotation::retire(&mut tx, &open.scope, rng, version).await.or_failure()? {
            return Ok(());
        }
        let detail = Detail {
            before: Some(format!("data key {version}")),
            count: Some(done.rows),
            ..Detail::default()
        };
        let entry = entry(actor, ACTION, &open.scope, self.config.clock.now(), detail);
        activity::append(&mut tx, &open.scope, &entry).await.or_failure()?;
        tx.commit().await.or_failure()?;
        let ring = open.scope.ring.destroying(version).map_err(|_| rotated())?;
        let scope = Scope { ring: Arc::new(ring), ..open.scope.clone() };
        let store = open.store.clone();
        state.open = Some(OpenVault { scope, ..open });
        drop(state);
        // The wraps were overwritten in the file; the log must not keep them either.
        store.checkpoint().await.or_failure()
    }
}

fn wrap(kek: &Kek, scope: &VaultScope, dek: &DataKey) -> Result<WrappedKey, Failure> {
    WrappedKey::wrap(kek, scope, dek, &mut OsRandomness).map_err(|error| seal_failure(&error))
}

/// Whether a key-encryption key got it, and not only the kit.
fn has_kek(stored: &StoredKeys, wrapped: &[WrappedKey]) -> bool {
    let keyring = stored.keyring_slots();
    wrapped.iter().any(|key| keyring.iter().any(|slot| slot.kid == key.kid))
}

fn passphrase_needed() -> Failure {
    Failure::new(
        ErrorCode::VaultWrongKey,
        "The passphrase is needed: the new key is wrapped for it as well",
    )
    .hint("Enter it. Nothing was changed.")
    .details(json!({"missing": "passphrase"}))
}

fn rotated() -> Failure {
    Failure::new(ErrorCode::VaultKeysRotated, "The vault's keys were changed by another program")
        .hint("Unlock the vault again.")
}

/// What the application knows of secrets.
struct Reader;

impl SecretReader for Reader {
    fn app_policy_hash(&self, app: &OAuthApp) -> Option<[u8; 32]> {
        let policy: Policy = serde_json::from_str(&app.policy).ok()?;
        Some(policy.digest())
    }

    fn policy_hash(&self, credential: &Credential) -> Option<[u8; 32]> {
        Some(read_policy(credential).ok()?.digest())
    }

    fn fingerprint(
        &self,
        credential: &Credential,
        secret: &SecretDocument,
        grant: Option<&Grant>,
    ) -> Option<Canonical> {
        let policy = read_policy(credential).ok()?;
        if let Some(canonical) = grant.and_then(|grant| fingerprint_of_grant(&policy, grant)) {
            return Some(canonical);
        }
        // A program's kept token has no say either.
        let kept = grant.is_some_and(Grant::is_of_program);
        let names = secret.field_names().filter(|name| !kept || !KEPT_FIELDS.contains(name));
        // Exposed into a keyed hash.
        let texts: Option<Vec<(&str, &str)>> =
            names.map(|name| Some((name, secret.expose_text(name)?))).collect();
        Some(fingerprint_of(&policy, &credential.public, texts?.into_iter()))
    }
}

/// A signed-in credential is known by its account; the token has no say.
fn fingerprint_of_grant(policy: &Policy, grant: &Grant) -> Option<Canonical> {
    let identity: Identity = serde_json::from_str(grant.identity.as_deref()?).ok()?;
    Some(fingerprint_of_account(policy, grant.oauth_app?, &identity.key()?))
}
