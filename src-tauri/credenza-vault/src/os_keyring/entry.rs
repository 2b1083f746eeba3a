//! keyring-core entries as [`KeyringItems`]-shaped operations, and the mapping of its errors. Any store of the
//! keyring project fits beneath; the platform's own is chosen in `platform`.

use std::sync::Arc;

use keyring_core::{CredentialStore, Entry, Error};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroize;

use super::{KeyringError, KeyringItem, KeyringItems, Patience, Unavailability};

/// [`KeyringItems`] over a store of the keyring project, without thread, deadline or lock check: for stores that
/// answer at once. The real keyring is [`super::OsKeyring`].
pub struct KeyringEntries {
    store: Arc<CredentialStore>,
}

impl KeyringEntries {
    /// Items in `store`.
    pub fn new(store: Arc<CredentialStore>) -> Self {
        Self { store }
    }

    fn entry(&self, item: &KeyringItem) -> Result<Entry, KeyringError> {
        self.store.build(item.service(), item.name(), None).map_err(map_error)
    }
}

impl KeyringItems for KeyringEntries {
    fn probe(&self, _patience: &Patience) -> Result<(), KeyringError> {
        Ok(())
    }

    fn write(
        &self,
        item: &KeyringItem,
        text: &SecretString,
        _patience: &Patience,
    ) -> Result<(), KeyringError> {
        write(&self.entry(item)?, text)
    }

    fn read(&self, item: &KeyringItem, _patience: &Patience) -> Result<SecretString, KeyringError> {
        read(&self.entry(item)?)
    }

    fn remove(&self, item: &KeyringItem, _patience: &Patience) -> Result<(), KeyringError> {
        remove(&self.entry(item)?)
    }
}

pub(super) fn write(entry: &Entry, text: &SecretString) -> Result<(), KeyringError> {
    // Exposed to be handed to the keyring.
    entry.set_password(text.expose_secret()).map_err(map_error)
}

pub(super) fn read(entry: &Entry) -> Result<SecretString, KeyringError> {
    entry.get_password().map(SecretString::from).map_err(map_error)
}

pub(super) fn remove(entry: &Entry) -> Result<(), KeyringError> {
    match entry.delete_credential().map_err(map_error) {
        Err(KeyringError::NotFound) => Ok(()),
        other => other,
    }
}

pub(super) fn map_error(error: Error) -> KeyringError {
    match error {
        Error::NoEntry => KeyringError::NotFound,
        Error::Ambiguous(_) => KeyringError::Ambiguous,
        Error::NoStorageAccess(cause) => {
            tracing::debug!(%cause, "keyring gave no access");
            KeyringError::Locked
        }
        // These carry the item's bytes.
        Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            KeyringError::Damaged
        }
        Error::NoDefaultStore => KeyringError::Unavailable(Unavailability::NoKeyring),
        other => {
            tracing::debug!(cause = %other, "keyring refused");
            KeyringError::Unavailable(Unavailability::Refused)
        }
    }
}

#[cfg(test)]
mod tests {
    use keyring_core::mock;

    use super::*;
    use crate::{Namespace, codes};

    fn told(error: Error) -> Entry {
        let item = KeyringItem::audit_anchor(Namespace::Development, [1; 16]);
        let store: Arc<CredentialStore> = mock::Store::new().unwrap();
        let entry = store.build(item.service(), item.name(), None).unwrap();
        entry.set_password("kept").unwrap();
        let mock = entry.as_any().downcast_ref::<mock::Cred>().unwrap();
        mock.set_error(error);
        entry
    }

    fn cause() -> keyring_core::error::PlatformError {
        Box::new(std::io::Error::other("told to fail"))
    }

    #[test]
    fn every_error_of_a_store_has_its_code() {
        type Case = (fn() -> Error, &'static str);
        let cases: [Case; 8] = [
            (|| Error::NoEntry, codes::E_KEY_NOT_FOUND),
            (|| Error::Ambiguous(Vec::new()), codes::E_KEYRING_AMBIGUOUS),
            (|| Error::NoStorageAccess(cause()), codes::E_KEYRING_LOCKED),
            (|| Error::BadEncoding(vec![0xff]), codes::E_TAMPERED),
            (|| Error::BadDataFormat(vec![0xff], cause()), codes::E_TAMPERED),
            (|| Error::NoDefaultStore, codes::E_KEYRING_UNAVAILABLE),
            (|| Error::PlatformFailure(cause()), codes::E_KEYRING_UNAVAILABLE),
            (|| Error::TooLong("secret".to_owned(), 1), codes::E_KEYRING_UNAVAILABLE),
        ];
        for (error, code) in cases {
            assert_eq!(read(&told(error())).unwrap_err().code(), code);
            assert_eq!(write(&told(error()), &"x".into()).unwrap_err().code(), code);
            if code != codes::E_KEY_NOT_FOUND {
                assert_eq!(remove(&told(error())).unwrap_err().code(), code);
            }
        }
        remove(&told(Error::NoEntry)).expect("removing what is not there is fine");
        let control = told(Error::NoEntry);
        read(&control).unwrap_err();
        assert_eq!(read(&control).unwrap().expose_secret(), "kept", "the mock fails once");
    }
}
