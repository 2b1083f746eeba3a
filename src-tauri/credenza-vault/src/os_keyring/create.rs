//! The only two ways a key-encryption key for the keyring comes into being.
//!
//! Field reports of other tools: a locked or reinstalled keyring made them create a new key, and everything sealed with
//! the old one was lost. So creation demands a witness: either no wrapped key exists, or the vault is open.

use super::{KekStore, KeyringError, KeyringItem, KeyringItems, Namespace, Patience};
use crate::{Kek, KeyRing, Randomness, RandomnessUnavailable, codes};

/// Witness that the vault has no wrapped key yet. Only the count can make one.
#[derive(Debug)]
pub struct NoExistingKeys {
    _counted: (),
}

/// Wrapped keys exist, so a new key would lock people out of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this vault already has {0} wrapped keys, so no new key is made. Unlock it with the keyring, the passphrase or the recovery kit"
)]
pub struct KeyExists(pub u64);

impl KeyExists {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        codes::E_KEY_EXISTS
    }
}

impl NoExistingKeys {
    /// Takes the number of wrapped keys, counted in the transaction that will insert the first slot.
    ///
    /// # Errors
    /// `E_KEY_EXISTS` unless it is zero.
    pub fn checked(wrapped_key_count: u64) -> Result<Self, KeyExists> {
        match wrapped_key_count {
            0 => Ok(Self { _counted: () }),
            count => Err(KeyExists(count)),
        }
    }
}

/// Why no key was created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreateKekError {
    /// No randomness.
    #[error(transparent)]
    Randomness(#[from] RandomnessUnavailable),
    /// The keyring did not take it.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
}

impl CreateKekError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            CreateKekError::Randomness(error) => error.code(),
            CreateKekError::Keyring(error) => error.code(),
        }
    }
}

/// Makes the first KEK of a vault and stores it in the keyring, read back and compared.
///
/// # Errors
/// `E_RANDOMNESS`, or as [`KekStore::put`]; then no slot may be inserted. After `E_KEYRING_TIMEOUT` the item may still
/// appear later; it is named by its own kid, no slot refers to it, and it harms nothing.
pub fn create_kek(
    store: &dyn KeyringItems,
    witness: NoExistingKeys,
    namespace: Namespace,
    vault_id: [u8; 16],
    rng: &mut dyn Randomness,
    patience: &Patience,
) -> Result<Kek, CreateKekError> {
    let NoExistingKeys { _counted: () } = witness;
    make_and_put(store, namespace, vault_id, rng, patience)
}

/// Makes another KEK for a vault that is open: a rotation, or a keyring slot beside a passphrase. The open ring is the
/// witness that nothing can be locked out. The old item stays until the caller deletes it.
///
/// # Errors
/// As [`create_kek`].
pub fn create_replacement_kek(
    store: &dyn KeyringItems,
    _open_vault: &KeyRing,
    namespace: Namespace,
    vault_id: [u8; 16],
    rng: &mut dyn Randomness,
    patience: &Patience,
) -> Result<Kek, CreateKekError> {
    make_and_put(store, namespace, vault_id, rng, patience)
}

fn make_and_put(
    store: &dyn KeyringItems,
    namespace: Namespace,
    vault_id: [u8; 16],
    rng: &mut dyn Randomness,
    patience: &Patience,
) -> Result<Kek, CreateKekError> {
    let kek = Kek::make(rng)?;
    store.put(&KeyringItem::kek(namespace, vault_id, kek.kid()), &kek, patience)?;
    Ok(kek)
}
