//! Opening the vault: by passphrase, or by the key in the operating system's keyring. Nothing is
//! ever made anew here.

use super::create::{blocking, vault_scope};
use super::{Session, State, load};
use crate::failure::{keyring_failure, slot_failure, store_failure};
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::vault::{self, Vault};
use credenza_store::{Scope, Store, StoreError};
use credenza_vault::{
    CancelSignal, Kek, KekStore, KeyRing, KeySlot, KeyringItem, Patience, SlotMethod, WrappedKey,
    open_ring, unlock_delay,
};
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Instant;

impl Session {
    /// Opens the vault. Open already is no error.
    pub(crate) async fn unlock(&self, passphrase: Option<SecretString>) -> Result<(), Failure> {
        let mut state = self.state.write().await;
        self.look_again(&mut state).await?;
        if state.open.is_some() {
            return Ok(());
        }
        let store = state.store.clone().ok_or_else(|| self.missing())?;
        let stored = StoredKeys::read(&store).await.map_err(|error| store_failure(&error))?;
        let kek = match passphrase {
            Some(passphrase) => try_passphrase(&mut state, &stored, passphrase).await?,
            None => self.keyring_kek(&stored).await?,
        };
        let ring = stored.open(&kek)?;
        let scope = Scope { vault: stored.vault.id, org: stored.vault.org, ring: Arc::new(ring) };
        let open = load(store.clone(), scope, self.config.clock.clone())
            .await
            .map_err(|error| store_failure(&error))?;
        state.lock_requests = stored.lock_requests;
        state.open = Some(open);
        Ok(())
    }

    async fn keyring_kek(&self, stored: &StoredKeys) -> Result<Kek, Failure> {
        let slot =
            stored.slot(|method| matches!(method, SlotMethod::Keyring)).ok_or_else(|| {
                Failure::new(ErrorCode::VaultLocked, "This vault is unlocked with a passphrase")
                    .hint("Enter the passphrase, or give it with --passphrase-fd N.")
            })?;
        let (keyring, kid) = (self.config.keyring.clone(), slot.kid);
        let item = KeyringItem::kek(self.config.namespace, *stored.vault.id.as_bytes(), kid);
        blocking(move || {
            keyring
                .get(&item, kid, &Patience::user_asked(CancelSignal::new()))
                .map_err(|error| keyring_failure(&error))
        })
        .await
    }

    /// Changing a passphrase needs the present one, so that an unattended open vault keeps it.
    pub(super) async fn check_present_passphrase(
        &self,
        current: Option<SecretString>,
    ) -> Result<(), Failure> {
        let mut state = self.state.write().await;
        let store = state.store.clone().ok_or_else(|| self.missing())?;
        let stored = StoredKeys::read(&store).await.map_err(|error| store_failure(&error))?;
        if stored.passphrase_slot().is_none() {
            return Ok(());
        }
        let current = current.ok_or_else(|| {
            Failure::new(ErrorCode::VaultWrongKey, "The present passphrase is needed to change it")
        })?;
        try_passphrase(&mut state, &stored, current).await.map(|_| ())
    }
}

async fn try_passphrase(
    state: &mut State,
    stored: &StoredKeys,
    passphrase: SecretString,
) -> Result<Kek, Failure> {
    if let Some(next) = state.next_try {
        let wait = next.saturating_duration_since(Instant::now());
        if !wait.is_zero() {
            let seconds = wait.as_secs() + 1;
            return Err(Failure::new(
                ErrorCode::VaultUnlockDelayed,
                format!("Too many wrong passphrases; wait {seconds} s"),
            ));
        }
    }
    let slot = stored.passphrase_slot().cloned().ok_or_else(|| {
        Failure::new(ErrorCode::VaultWrongKey, "This vault has no passphrase")
            .hint("It is unlocked with the system keyring.")
    })?;
    let result =
        blocking(move || slot.derive_kek(&passphrase).map_err(|error| slot_failure(&error))).await;
    match &result {
        Ok(_) => (state.wrong_passphrases, state.next_try) = (0, None),
        Err(failure) if failure.code == ErrorCode::VaultWrongKey => {
            state.wrong_passphrases += 1;
            state.next_try = Some(Instant::now() + unlock_delay(state.wrong_passphrases));
        }
        Err(_) => {}
    }
    result.map_err(|failure| match failure.code {
        ErrorCode::VaultWrongKey => {
            Failure::new(ErrorCode::VaultWrongKey, "The passphrase does not fit")
                .hint("Check capital letters and the keyboard layout, and try again.")
        }
        _ => failure,
    })
}

/// What is stored about the keys. Nothing in it is secret.
struct StoredKeys {
    vault: Vault,
    slots: Vec<KeySlot>,
    wrapped: Vec<WrappedKey>,
    lock_requests: i64,
}

impl StoredKeys {
    async fn read(store: &Store) -> Result<Self, StoreError> {
        let mut connection = store.read().await?;
        Ok(Self {
            vault: vault::get(&mut connection).await?,
            slots: vault::list_slots(&mut connection).await?,
            wrapped: vault::list_wrapped_keys(&mut connection).await?,
            lock_requests: vault::count_lock_requests(&mut connection).await?,
        })
    }

    fn slot(&self, fits: impl Fn(&SlotMethod) -> bool) -> Option<&KeySlot> {
        self.slots.iter().find(|slot| fits(&slot.method))
    }

    fn passphrase_slot(&self) -> Option<&KeySlot> {
        self.slot(|method| matches!(method, SlotMethod::Passphrase(_)))
    }

    fn open(&self, kek: &Kek) -> Result<KeyRing, Failure> {
        open_ring(kek, &vault_scope(&self.vault), &self.wrapped, self.vault.active_dek)
            .map_err(|error| slot_failure(&error))
    }
}
