//! The recovery kit: making one, checking it, and opening the vault with it.

use super::anchor::AcceptedOlder;
use super::create::{blocking, passphrase_slot, vault_scope};
use super::keys::{StoredKeys, wrap_ring};
use super::{OpenVault, Session, load};
use crate::failure::{OrFailure, create_kek_failure, kit_failure, seal_failure};
use credenza_model::{Actor, Timestamp};
use credenza_protocol::vault::{OlderVault, UnlockMethod};
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::activity::{self, Detail, Entry, Outcome};
use credenza_store::table::{setting, vault};
use credenza_store::{Scope, WriteTx};
use credenza_vault::{
    Kek, KeySlot, OsRandomness, Patience, RecoveryKit, RecoveryRecipient, WrappedKey,
    create_replacement_kek,
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The setting that says which kit is the vault's. It is authenticated, which a slot's row is not: a new
/// data key is wrapped for this recipient only.
const KIT: &str = "recovery_kit";

/// The kit, as far as it is known.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KnownKit {
    pub(crate) recipient: RecoveryRecipient,
    pub(crate) created_at: Timestamp,
    pub(crate) verified_at: Option<Timestamp>,
}

/// The open vault's kit.
pub(crate) async fn find_kit(open: &OpenVault) -> Result<Option<KnownKit>, Failure> {
    let mut connection = open.store.read().await.or_failure()?;
    let text = setting::find(&mut connection, &open.scope, KIT).await.or_failure()?;
    text.map(|text| serde_json::from_str(&text).map_err(|_| damaged())).transpose()
}

fn damaged() -> Failure {
    Failure::new(ErrorCode::VaultTampered, "What is known of the recovery kit is damaged")
        .hint("Make a new recovery kit.")
}

/// An entry of the record about the vault itself.
pub(super) fn entry<'a>(
    actor: &'a Actor,
    action: &'a str,
    scope: &Scope,
    at: Timestamp,
    detail: Detail,
) -> Entry<'a> {
    let object = Some(scope.vault.to_string());
    Entry { at, actor, action, object, object_name: None, outcome: Outcome::Done, detail }
}

impl Session {
    /// Wraps every data key for a new kit, in place of any earlier one.
    pub(crate) async fn set_kit(
        &self,
        recipient: RecoveryRecipient,
        actor: &Actor,
    ) -> Result<KnownKit, Failure> {
        let _one_at_a_time = self.begin_changing_keys()?;
        let open = self.open_vault().await?;
        let now = self.config.clock.now();
        let kit = KnownKit { recipient, created_at: now, verified_at: None };
        let wrapped = wrap_for_kit(&kit.recipient, &open.scope)?;
        let slot = KeySlot::recovery(kit.recipient.clone());
        let mut tx = open.store.write().await.or_failure()?;
        let found = vault::get(&mut tx).await.or_failure()?;
        let known = vault::list_slots(&mut tx).await.or_failure()?;
        if known.iter().all(|stored| stored.slot.kid != slot.kid) {
            vault::insert_slot(&mut tx, &found, &slot, &wrapped, now).await.or_failure()?;
        }
        vault::delete_other_slots(&mut tx, &slot).await.or_failure()?;
        self.put_kit(&mut tx, &open.scope, &kit).await?;
        let detail = Detail { after: Some(kit.recipient.to_string()), ..Detail::default() };
        let entry = entry(actor, "vault.create_recovery_kit", &open.scope, now, detail);
        activity::append(&mut tx, &open.scope, &entry).await.or_failure()?;
        tx.commit().await.or_failure()?;
        // What the earlier kit could open is overwritten, and stays in no log.
        open.store.checkpoint().await.or_failure()?;
        Ok(kit)
    }

    async fn put_kit(
        &self,
        tx: &mut WriteTx,
        scope: &Scope,
        kit: &KnownKit,
    ) -> Result<(), Failure> {
        let text = serde_json::to_string(kit).map_err(|_| damaged())?;
        setting::put(tx, scope, KIT, &text).await.or_failure()
    }

    /// Records that a person has the kit.
    pub(crate) async fn check_kit(
        &self,
        text: SecretString,
        actor: &Actor,
    ) -> Result<KnownKit, Failure> {
        let open = self.open_vault().await?;
        let mut kit = find_kit(&open).await?.ok_or_else(no_kit)?;
        let shown = RecoveryKit::read(&text).map_err(kit_failure)?;
        if shown.recipient() != kit.recipient {
            return Err(other_kit());
        }
        // Not only the name: it has to open every data key.
        let stored = StoredKeys::read(&open.store).await.or_failure()?;
        stored.open_with_kit(&shown)?;
        let now = self.config.clock.now();
        kit.verified_at = Some(now);
        let mut tx = open.store.write().await.or_failure()?;
        self.put_kit(&mut tx, &open.scope, &kit).await?;
        let entry = entry(actor, "vault.check_recovery_kit", &open.scope, now, Detail::default());
        activity::append(&mut tx, &open.scope, &entry).await.or_failure()?;
        tx.commit().await.or_failure()?;
        Ok(kit)
    }

    /// Opens the vault with the kit.
    pub(crate) async fn unlock_with_kit(
        &self,
        text: SecretString,
        older: OlderVault,
    ) -> Result<Option<AcceptedOlder>, Failure> {
        let kit = RecoveryKit::read(&text).map_err(kit_failure)?;
        let mut state = self.state.write().await;
        self.look_again(&mut state).await?;
        let store = state.store.clone().ok_or_else(|| self.missing())?;
        let stored = StoredKeys::read(&store).await.or_failure()?;
        if !stored.has_kit() {
            return Err(no_kit());
        }
        let ring = stored.open_with_kit(&kit).map_err(|failure| match failure.code {
            ErrorCode::VaultWrongKey => other_kit(),
            _ => failure,
        })?;
        let scope = Scope { vault: stored.vault.id, org: stored.vault.org, ring: Arc::new(ring) };
        let open = load(store, scope, self.config.clock.clone()).await.or_failure()?;
        // The slot's row is not authenticated, the setting is: an older kit does not open a newer vault.
        if find_kit(&open).await?.is_none_or(|known| known.recipient != kit.recipient()) {
            return Err(other_kit());
        }
        let (anchored, accepted) = self.check_anchor(&stored, &open, older).await?;
        state.lock_requests = stored.lock_requests;
        state.anchored = anchored;
        state.open = Some(open);
        Ok(accepted)
    }

    /// Makes a way to unlock anew, in place of the lost one of its kind. The vault has to be open.
    pub(crate) async fn replace_slot(
        &self,
        method: UnlockMethod,
        passphrase: Option<SecretString>,
        actor: &Actor,
    ) -> Result<(), Failure> {
        let _one_at_a_time = self.begin_changing_keys()?;
        let open = self.open_vault().await?;
        let (slot, kek) = self.new_slot(&open.scope, method, passphrase).await?;
        let mut tx = open.store.write().await.or_failure()?;
        let found = vault::get(&mut tx).await.or_failure()?;
        let wrapped = wrap_ring(&kek, &vault_scope(&found), &open.scope.ring)?;
        let now = self.config.clock.now();
        vault::insert_slot(&mut tx, &found, &slot, &wrapped, now).await.or_failure()?;
        vault::delete_other_slots(&mut tx, &slot).await.or_failure()?;
        let detail = Detail { after: Some(slot.method.kind().to_owned()), ..Detail::default() };
        let entry = entry(actor, "vault.recover", &open.scope, now, detail);
        activity::append(&mut tx, &open.scope, &entry).await.or_failure()?;
        tx.commit().await.or_failure()?;
        open.store.checkpoint().await.or_failure()
    }

    /// A new key for a vault whose data keys are at hand.
    pub(super) async fn new_slot(
        &self,
        scope: &Scope,
        method: UnlockMethod,
        passphrase: Option<SecretString>,
    ) -> Result<(KeySlot, Kek), Failure> {
        match method {
            UnlockMethod::Passphrase => {
                let typed = passphrase.ok_or_else(|| {
                    Failure::new(ErrorCode::VaultWeakPassphrase, "A new passphrase is needed")
                        .hint("At least 12 characters that are hard to guess.")
                })?;
                passphrase_slot(typed).await
            }
            UnlockMethod::Keyring => self.replacement_slot(scope).await,
        }
    }

    /// A new key in the keyring, read back and compared, beside those that are there.
    pub(super) async fn replacement_slot(&self, scope: &Scope) -> Result<(KeySlot, Kek), Failure> {
        let (config, scope) = (self.config.clone(), scope.clone());
        let kek = blocking(move || {
            create_replacement_kek(
                &*config.keyring,
                &scope.ring,
                config.namespace,
                *scope.vault.as_bytes(),
                &mut OsRandomness,
                &Patience::probe(),
            )
            .map_err(|error| create_kek_failure(&error))
        })
        .await?;
        Ok((KeySlot::keyring(&kek), kek))
    }
}

/// Every data key of the ring, wrapped for the kit.
pub(super) fn wrap_for_kit(
    recipient: &RecoveryRecipient,
    scope: &Scope,
) -> Result<Vec<WrappedKey>, Failure> {
    let ring = &scope.ring;
    let keys = ring.versions().into_iter().filter_map(|version| ring.get(version));
    keys.map(|dek| {
        WrappedKey::wrap_for_recovery(recipient, &scope.vault_scope(), dek)
            .map_err(|error| seal_failure(&error))
    })
    .collect()
}

pub(crate) fn no_kit() -> Failure {
    Failure::new(ErrorCode::VaultNoRecoveryKit, "This vault has no recovery kit")
}

fn other_kit() -> Failure {
    Failure::new(ErrorCode::VaultWrongKey, "This recovery kit is not the one of this vault")
        .hint("A newer kit replaces the earlier ones. Use the newest; its date stands on it.")
}
