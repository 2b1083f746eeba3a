//! The keyring of this operating system, behind the worker thread. On Linux the Secret Service of the session bus; a
//! store is opened per call, so that a restarted daemon or a late session bus is noticed.

use keyring_core::Entry;
use secrecy::SecretString;

use super::{
    KeyringError, KeyringItem, KeyringItems, Patience,
    entry::{map_error, read, remove, write},
    worker::Worker,
};
#[cfg(target_os = "linux")]
use super::{Unavailability, lock_state::Need, lock_state::ensure_unlocked};

/// The real keyring. Share one per process.
#[derive(Default)]
pub struct OsKeyring {
    worker: Worker,
}

impl OsKeyring {
    /// Touches nothing until the first call.
    pub fn new() -> Self {
        Self::default()
    }
}

impl KeyringItems for OsKeyring {
    fn probe(&self, patience: &Patience) -> Result<(), KeyringError> {
        let may_prompt = patience.may_prompt();
        self.worker.run(patience, move || probe_store(may_prompt))
    }

    fn write(
        &self,
        item: &KeyringItem,
        text: &SecretString,
        patience: &Patience,
    ) -> Result<(), KeyringError> {
        // The thread may outlive this call, so it owns its copy; the copy is zeroized with the job.
        let (item, text, may_prompt) = (item.clone(), text.clone(), patience.may_prompt());
        self.worker.run(patience, move || write(&writable_entry(&item, may_prompt)?, &text))
    }

    fn read(&self, item: &KeyringItem, patience: &Patience) -> Result<SecretString, KeyringError> {
        let (item, may_prompt) = (item.clone(), patience.may_prompt());
        self.worker.run(patience, move || read(&existing_entry(&item, may_prompt)?))
    }

    fn remove(&self, item: &KeyringItem, patience: &Patience) -> Result<(), KeyringError> {
        let (item, may_prompt) = (item.clone(), patience.may_prompt());
        self.worker.run(patience, move || match existing_entry(&item, may_prompt) {
            Err(KeyringError::NotFound) => Ok(()),
            entry => remove(&entry?),
        })
    }
}

#[cfg(target_os = "linux")]
fn probe_store(may_prompt: bool) -> Result<(), KeyringError> {
    ensure_unlocked(Need::Collection, may_prompt)
}

#[cfg(target_os = "linux")]
fn writable_entry(item: &KeyringItem, may_prompt: bool) -> Result<Entry, KeyringError> {
    ensure_unlocked(Need::Write(item), may_prompt)?;
    build_entry(item)
}

#[cfg(target_os = "linux")]
fn existing_entry(item: &KeyringItem, may_prompt: bool) -> Result<Entry, KeyringError> {
    ensure_unlocked(Need::Item(item), may_prompt)?;
    build_entry(item)
}

#[cfg(target_os = "linux")]
fn build_entry(item: &KeyringItem) -> Result<Entry, KeyringError> {
    use std::collections::HashMap;

    use keyring_core::api::CredentialStoreApi;
    use zbus_secret_service_keyring_store::Store;

    let store = Store::new().map_err(|error| {
        tracing::debug!(cause = %error, "secret service did not open a session");
        KeyringError::Unavailable(Unavailability::NoKeyring)
    })?;
    let label = HashMap::from([("label", item.name())]);
    store.build(item.service(), item.name(), Some(&label)).map_err(map_error)
}

/// Keychain and Credential Manager have no "locked?" question; they prompt or refuse when the entry is used.
#[cfg(not(target_os = "linux"))]
fn probe_store(_may_prompt: bool) -> Result<(), KeyringError> {
    match keyring::Entry::store_status() {
        Ok(()) => Ok(()),
        Err(_) => Err(map_error(keyring_core::Error::NoDefaultStore)),
    }
}

#[cfg(not(target_os = "linux"))]
fn writable_entry(item: &KeyringItem, may_prompt: bool) -> Result<Entry, KeyringError> {
    existing_entry(item, may_prompt)
}

#[cfg(not(target_os = "linux"))]
fn existing_entry(item: &KeyringItem, may_prompt: bool) -> Result<Entry, KeyringError> {
    use std::collections::HashMap;

    probe_store(may_prompt)?;
    // Windows roams credentials with the profile by default; a vault key stays on its machine.
    let modifiers =
        if cfg!(windows) { HashMap::from([("persistence", "Local")]) } else { HashMap::new() };
    Entry::new_with_modifiers(item.service(), item.name(), &modifiers).map_err(map_error)
}
