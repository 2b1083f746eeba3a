//! Creating a vault, and adding ways to unlock it. A key is never made over existing data: a vault
//! gets its file only when everything in it is complete.

use super::keys::wrap_ring;
use super::{Session, load};
use crate::failure::{
    create_kek_failure, keyring_failure, randomness_failure, seal_failure, slot_failure,
    store_failure, weak_passphrase_failure,
};
use credenza_model::{Actor, OrgId, VaultId};
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::activity::{self, Detail, Entry, Outcome};
use credenza_store::table::vault::{self, Vault};
use credenza_store::{Scope, Store, StoreError, WriteTx};
use credenza_vault::{
    Argon2Params, DataKey, Kek, KeyRing, KeySlot, NoExistingKeys, OsRandomness, Patience,
    Randomness, VaultScope, WrappedKey, check_passphrase, create_kek,
};
use secrecy::SecretString;
use std::sync::Arc;

/// Everything that makes a new vault, before its file is written.
struct NewVault {
    vault: Vault,
    slot: KeySlot,
    wrapped: WrappedKey,
    scope: Scope,
}

enum CreateError {
    Store(StoreError),
}

impl From<StoreError> for CreateError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Session {
    /// Creates the vault and leaves it open.
    pub(crate) async fn create(
        &self,
        passphrase: Option<SecretString>,
        actor: &Actor,
    ) -> Result<(), Failure> {
        let mut state = self.state.write().await;
        self.look_again(&mut state).await?;
        if state.store.is_some() {
            return Err(store_failure(&StoreError::Exists));
        }
        let new = self.new_vault(passphrase).await?;
        let now = self.config.clock.now();
        let store = Store::create(&self.config.folder, async |tx: &mut WriteTx| {
            vault::insert(tx, &new.vault, "Default").await?;
            vault::insert_slot(tx, &new.vault, &new.slot, std::slice::from_ref(&new.wrapped), now)
                .await?;
            let detail =
                Detail { after: Some(new.slot.method.kind().to_owned()), ..Detail::default() };
            let entry = Entry {
                at: now,
                actor,
                action: "vault.create",
                object: Some(new.vault.id.to_string()),
                object_name: None,
                outcome: Outcome::Done,
                detail,
            };
            activity::append(tx, &new.scope, &entry).await?;
            Ok::<(), CreateError>(())
        })
        .await
        .map_err(|CreateError::Store(error)| store_failure(&error))?;
        let open = load(store.clone(), new.scope, self.config.clock.clone())
            .await
            .map_err(|error| store_failure(&error))?;
        state.store = Some(store);
        state.open = Some(open);
        (state.lock_requests, state.anchored) = (0, 0);
        Ok(())
    }

    async fn new_vault(&self, passphrase: Option<SecretString>) -> Result<NewVault, Failure> {
        let vault = Vault {
            id: VaultId::from_random(random_id()?),
            org: OrgId::from_random(random_id()?),
            active_dek: 1,
            created_at: self.config.clock.now(),
        };
        let (slot, kek) = match passphrase {
            Some(passphrase) => passphrase_slot(passphrase).await?,
            None => self.keyring_slot(vault.id).await?,
        };
        let rng = &mut OsRandomness;
        let dek =
            DataKey::make(vault.active_dek, rng).map_err(|error| randomness_failure(&error))?;
        let wrapped = WrappedKey::wrap(&kek, &vault_scope(&vault), &dek, rng)
            .map_err(|error| seal_failure(&error))?;
        let scope = Scope { vault: vault.id, org: vault.org, ring: Arc::new(KeyRing::new(dek)) };
        Ok(NewVault { vault, slot, wrapped, scope })
    }

    pub(super) async fn keyring_slot(&self, vault: VaultId) -> Result<(KeySlot, Kek), Failure> {
        let config = self.config.clone();
        let kek = blocking(move || {
            // The folder was just found without a vault, under the session's lock.
            let witness =
                NoExistingKeys::checked(0).map_err(|_| store_failure(&StoreError::Exists))?;
            create_kek(
                &*config.keyring,
                witness,
                config.namespace,
                *vault.as_bytes(),
                &mut OsRandomness,
                &Patience::probe(),
            )
            .map_err(|error| create_kek_failure(&error))
        })
        .await?;
        Ok((KeySlot::keyring(&kek), kek))
    }

    /// Adds a passphrase to the open vault, in place of any earlier one.
    pub(crate) async fn set_passphrase(
        &self,
        current: Option<SecretString>,
        new: SecretString,
        actor: &Actor,
    ) -> Result<(), Failure> {
        let open = self.open_vault().await?;
        self.check_present_passphrase(current).await?;
        let (slot, kek) = passphrase_slot(new).await?;
        let mut tx = open.store.write().await.map_err(|error| store_failure(&error))?;
        let found = vault::get(&mut tx).await.map_err(|error| store_failure(&error))?;
        let wrapped = wrap_ring(&kek, &vault_scope(&found), &open.scope.ring)?;
        let entry = Entry {
            at: self.config.clock.now(),
            actor,
            action: "vault.set_passphrase",
            object: Some(found.id.to_string()),
            object_name: None,
            outcome: Outcome::Done,
            detail: Detail::default(),
        };
        let done = async {
            vault::insert_slot(&mut tx, &found, &slot, &wrapped, entry.at).await?;
            vault::delete_other_slots(&mut tx, &slot).await?;
            activity::append(&mut tx, &open.scope, &entry).await?;
            tx.commit().await
        };
        done.await.map_err(|error| store_failure(&error))
    }
}

/// Makes a slot of a passphrase that is strong enough.
pub(super) async fn passphrase_slot(passphrase: SecretString) -> Result<(KeySlot, Kek), Failure> {
    check_passphrase(&passphrase, &["credenza", "vault"])
        .map_err(|error| weak_passphrase_failure(&error))?;
    let params =
        Argon2Params::recommended(&mut OsRandomness).map_err(|error| randomness_failure(&error))?;
    blocking(move || KeySlot::passphrase(&passphrase, params).map_err(|error| slot_failure(&error)))
        .await
}

pub(super) fn vault_scope(vault: &Vault) -> VaultScope {
    VaultScope { vault_id: *vault.id.as_bytes(), org_id: *vault.org.as_bytes() }
}

/// Keyring calls and Argon2 block; they do not hold up the threads that serve everybody.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(Failure::new(ErrorCode::Internal, "A background task ended early")))
}

fn random_id() -> Result<[u8; 16], Failure> {
    let mut id = [0; 16];
    OsRandomness.fill(&mut id).map_err(|error| randomness_failure(&error))?;
    Ok(id)
}

/// Whether the keyring can be used, without asking anybody.
pub(crate) async fn probe_keyring(config: &crate::AppConfig) -> Result<(), Failure> {
    let keyring = config.keyring.clone();
    blocking(move || keyring.probe(&Patience::probe()).map_err(|error| keyring_failure(&error)))
        .await
}
