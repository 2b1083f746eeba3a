//! Two floors: [`KeyringItems`] moves text, [`KekStore`] moves keys on top of any such mover and checks them.

use secrecy::{ExposeSecret, SecretString};

use super::{KeyringError, KeyringItem, Patience, Unavailability};
use crate::{Kek, Kid};

/// A keyring that keeps small texts. Calls block for at most the patience's deadline.
pub trait KeyringItems: Send + Sync {
    /// Whether the keyring could be used right now.
    ///
    /// # Errors
    /// `E_KEYRING_UNAVAILABLE`, `E_KEYRING_LOCKED`, `E_KEYRING_TIMEOUT`, `E_KEYRING_CANCELLED`.
    fn probe(&self, patience: &Patience) -> Result<(), KeyringError>;

    /// Writes an item, replacing its value.
    ///
    /// # Errors
    /// As [`KeyringItems::probe`], and `E_KEYRING_AMBIGUOUS`.
    fn write(
        &self,
        item: &KeyringItem,
        text: &SecretString,
        patience: &Patience,
    ) -> Result<(), KeyringError>;

    /// Reads an item.
    ///
    /// # Errors
    /// As [`KeyringItems::write`]; `E_KEY_NOT_FOUND` when it is missing; `E_TAMPERED` when it is not text.
    fn read(&self, item: &KeyringItem, patience: &Patience) -> Result<SecretString, KeyringError>;

    /// Removes an item; a missing one is fine.
    ///
    /// # Errors
    /// As [`KeyringItems::write`].
    fn remove(&self, item: &KeyringItem, patience: &Patience) -> Result<(), KeyringError>;
}

/// Keeps key-encryption keys. Implemented for every [`KeyringItems`].
pub trait KekStore {
    /// Writes a KEK, reads it back and compares in constant time: after `Ok` the keyring has it.
    ///
    /// # Errors
    /// As [`KeyringItems::write`]; `E_KEYRING_UNAVAILABLE` when it came back different.
    fn put(&self, item: &KeyringItem, kek: &Kek, patience: &Patience) -> Result<(), KeyringError>;

    /// Reads a KEK and checks that it is the one named `expected`.
    ///
    /// # Errors
    /// As [`KeyringItems::read`]; `E_TAMPERED` when the value is cut or not a key; `E_WRONG_KEY` when it is another.
    fn get(
        &self,
        item: &KeyringItem,
        expected: Kid,
        patience: &Patience,
    ) -> Result<Kek, KeyringError>;

    /// Removes a KEK; a missing one is fine. Only after another slot was verified to open.
    ///
    /// # Errors
    /// As [`KeyringItems::remove`].
    fn delete(&self, item: &KeyringItem, patience: &Patience) -> Result<(), KeyringError>;
}

impl<T: KeyringItems + ?Sized> KekStore for T {
    fn put(&self, item: &KeyringItem, kek: &Kek, patience: &Patience) -> Result<(), KeyringError> {
        self.write(item, &kek.to_keyring_text(), patience)?;
        let not_kept = KeyringError::Unavailable(Unavailability::DoesNotKeepValues);
        let kept = match self.get(item, kek.kid(), patience) {
            Err(KeyringError::NotFound | KeyringError::Damaged | KeyringError::WrongKey) => {
                return Err(not_kept);
            }
            other => other?,
        };
        if kept.is_same(kek) { Ok(()) } else { Err(not_kept) }
    }

    fn get(
        &self,
        item: &KeyringItem,
        expected: Kid,
        patience: &Patience,
    ) -> Result<Kek, KeyringError> {
        let text = self.read(item, patience)?;
        // Exposed to be decoded into protected memory.
        let kek = Kek::from_keyring_text(text.expose_secret()).ok_or(KeyringError::Damaged)?;
        if kek.kid() == expected { Ok(kek) } else { Err(KeyringError::WrongKey) }
    }

    fn delete(&self, item: &KeyringItem, patience: &Patience) -> Result<(), KeyringError> {
        self.remove(item, patience)
    }
}
