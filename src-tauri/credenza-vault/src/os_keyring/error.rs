//! Why a keyring call failed. Each variant has its own screen; none leads to a new key.

use crate::codes;

/// Why the keyring did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// There is no working keyring.
    #[error(
        "the system keyring cannot be used: {0}. Unlock with the passphrase or the recovery kit, or start a keyring and try again"
    )]
    Unavailable(Unavailability),
    /// It is locked, and nobody unlocked it.
    #[error("the system keyring is locked. Unlock it and try again")]
    Locked,
    /// No answer within the deadline.
    #[error(
        "the system keyring did not answer within {seconds} s. Answer its prompt if there is one, or try again"
    )]
    Timeout {
        /// The deadline that passed.
        seconds: u64,
    },
    /// The person stopped waiting.
    #[error("waiting for the system keyring was cancelled. Try again when you are ready")]
    Cancelled,
    /// The keyring works and does not have the item.
    #[error(
        "the system keyring has no key of this vault. Unlock with the passphrase or the recovery kit, or restore a backup; no new key was made"
    )]
    NotFound,
    /// Several items answer to the same name.
    #[error(
        "the system keyring has several keys under the name of this vault's key. Remove the wrong ones in the system's keyring program"
    )]
    Ambiguous,
    /// The item is there, but is not 32 bytes of base64.
    #[error(
        "the key in the system keyring is damaged. Unlock with the passphrase or the recovery kit, or restore a backup"
    )]
    Damaged,
    /// The item holds a key, but another one than its name says.
    #[error(
        "the key in the system keyring belongs to another vault. Unlock with the passphrase or the recovery kit"
    )]
    WrongKey,
}

/// What is missing when a keyring is unavailable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unavailability {
    /// No session bus or nothing on it that offers a keyring.
    NoKeyring,
    /// A Secret Service without a default collection.
    NoDefaultCollection,
    /// The keyring answered with an error of its own.
    Refused,
    /// It accepted a value and gave back another one, or none.
    DoesNotKeepValues,
}

impl std::fmt::Display for Unavailability {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Unavailability::NoKeyring => "none is running in this session",
            Unavailability::NoDefaultCollection => "it has no default collection",
            Unavailability::Refused => "it answered with an error",
            Unavailability::DoesNotKeepValues => "it did not give back what was stored in it",
        })
    }
}

impl KeyringError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            KeyringError::Unavailable(_) => codes::E_KEYRING_UNAVAILABLE,
            KeyringError::Locked => codes::E_KEYRING_LOCKED,
            KeyringError::Timeout { .. } => codes::E_KEYRING_TIMEOUT,
            KeyringError::Cancelled => codes::E_KEYRING_CANCELLED,
            KeyringError::NotFound => codes::E_KEY_NOT_FOUND,
            KeyringError::Ambiguous => codes::E_KEYRING_AMBIGUOUS,
            KeyringError::Damaged => codes::E_TAMPERED,
            KeyringError::WrongKey => codes::E_WRONG_KEY,
        }
    }
}
