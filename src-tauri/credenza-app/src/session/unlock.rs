//! Opening the vault: by passphrase, or by the key in the operating system's keyring. Nothing is
//! ever made anew here.

use super::anchor::AcceptedOlder;
use super::create::blocking;
use super::keys::StoredKeys;
use super::{Session, State, load};
use crate::failure::{OrFailure, keyring_failure, slot_failure};
use credenza_protocol::vault::OlderVault;
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::Scope;
use credenza_vault::{CancelSignal, Kek, KekStore, KeyringItem, Kid, Patience, unlock_delay};
use secrecy::SecretString;
use std::sync::Arc;
use std::time::Instant;

impl Session {
    /// Opens the vault. Open already is no error. What was accepted, if the vault was an older one.
    pub(crate) async fn unlock(
        &self,
        passphrase: Option<SecretString>,
        older: OlderVault,
    ) -> Result<Option<AcceptedOlder>, Failure> {
        let mut state = self.state.write().await;
        self.look_again(&mut state).await?;
        if state.open.is_some() {
            return Ok(None);
        }
        let store = state.store.clone().ok_or_else(|| self.missing())?;
        let stored = StoredKeys::read(&store).await.or_failure()?;
        let kek = match passphrase {
            Some(passphrase) => try_passphrase(&mut state, &stored, passphrase).await?,
            None => self.keyring_kek(&stored, Patience::user_asked(CancelSignal::new())).await?,
        };
        let ring = stored.open(&kek)?;
        let scope = Scope { vault: stored.vault.id, org: stored.vault.org, ring: Arc::new(ring) };
        let open = load(store, scope, self.config.clock.clone()).await.or_failure()?;
        let (anchored, accepted) = self.check_anchor(&stored, &open, older).await?;
        state.lock_requests = stored.lock_requests;
        state.anchored = anchored;
        state.open = Some(open);
        Ok(accepted)
    }

    /// The key in the keyring. After a rotation that was cut short there are two ways; one of them has
    /// its key.
    async fn keyring_kek(&self, stored: &StoredKeys, patience: Patience) -> Result<Kek, Failure> {
        let mut missing =
            Failure::new(ErrorCode::VaultLocked, "This vault is unlocked with a passphrase")
                .hint("Enter the passphrase.");
        for slot in stored.keyring_slots() {
            match self.kek_of(stored, slot.kid, patience.clone()).await {
                Err(failure) if failure.code == ErrorCode::KeyringKeyMissing => missing = failure,
                other => return other,
            }
        }
        Err(missing)
    }

    /// The key of one slot.
    pub(super) async fn kek_of(
        &self,
        stored: &StoredKeys,
        kid: Kid,
        patience: Patience,
    ) -> Result<Kek, Failure> {
        let keyring = self.config.keyring.clone();
        let item = KeyringItem::kek(self.config.namespace, *stored.vault.id.as_bytes(), kid);
        blocking(move || {
            keyring.get(&item, kid, &patience).map_err(|error| keyring_failure(&error))
        })
        .await
    }

    /// The key that a passphrase derives; wrong ones are counted.
    pub(super) async fn passphrase_kek(
        &self,
        stored: &StoredKeys,
        passphrase: SecretString,
    ) -> Result<Kek, Failure> {
        try_passphrase(&mut *self.state.write().await, stored, passphrase).await
    }

    /// Changing a passphrase needs the present one, so that an unattended open vault keeps it.
    pub(super) async fn check_present_passphrase(
        &self,
        current: Option<SecretString>,
    ) -> Result<(), Failure> {
        let mut state = self.state.write().await;
        let store = state.store.clone().ok_or_else(|| self.missing())?;
        let stored = StoredKeys::read(&store).await.or_failure()?;
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
