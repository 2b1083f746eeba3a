//! What can go wrong when sealing and opening. Absent on purpose: any detail that would help an attacker guess.

use crate::{RandomnessUnavailable, codes};

/// Why nothing was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The plaintext exceeds the cap.
    #[error("the secret has {0} bytes; at most 65536 can be sealed. Store a reference or split it")]
    TooLarge(usize),
    /// No salt.
    #[error(transparent)]
    Randomness(#[from] RandomnessUnavailable),
    /// The ring knows nothing of the key that was to be kept.
    #[error("data key version {0} is not in this vault. Unlock it again and try once more")]
    KeyVersionUnknown(u32),
    /// The recovery kit's public half is not one.
    #[error("the recovery kit's public key is damaged. Make a new recovery kit")]
    Recipient,
}

impl SealError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            SealError::TooLarge(_) => codes::E_TOO_LARGE,
            SealError::Randomness(error) => error.code(),
            SealError::KeyVersionUnknown(_) => codes::E_KEY_VERSION_UNKNOWN,
            SealError::Recipient => codes::E_TAMPERED,
        }
    }
}

/// Why a blob did not open. Nothing of the plaintext is released in any of these cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Too short, too long, wrong magic or impossible length.
    #[error(
        "the sealed value is damaged: it does not have the shape of an envelope. Restore it from a backup or enter it again"
    )]
    Malformed,
    /// A format of a newer build.
    #[error(
        "the sealed value has format {0}, which this version of Credenza does not know. Update Credenza"
    )]
    UnsupportedFormat(u8),
    /// A suite of a newer build.
    #[error(
        "the sealed value uses cipher suite {0}, which this version of Credenza does not know. Update Credenza"
    )]
    UnsupportedSuite(u16),
    /// The ring lacks the key.
    #[error(
        "the sealed value needs data key version {0}, which is not in this vault. Restore the backup that still has it, or enter the secret again"
    )]
    KeyVersionUnknown(u32),
    /// Commitment mismatch.
    #[error("the key does not belong to the sealed value. Unlock with the key of this vault")]
    WrongKey,
    /// Authentication failed: content or place changed.
    #[error(
        "the sealed value was changed or moved since it was saved. Restore it from a backup or enter it again"
    )]
    Tampered,
    /// It opened, but does not hold the kind of document expected.
    #[error("the sealed value opened but is not a secret document. Enter the secret again")]
    NotADocument,
}

impl OpenError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            OpenError::Malformed | OpenError::Tampered | OpenError::NotADocument => {
                codes::E_TAMPERED
            }
            OpenError::UnsupportedFormat(_) => codes::E_UNSUPPORTED_FORMAT,
            OpenError::UnsupportedSuite(_) => codes::E_UNSUPPORTED_SUITE,
            OpenError::KeyVersionUnknown(_) => codes::E_KEY_VERSION_UNKNOWN,
            OpenError::WrongKey => codes::E_WRONG_KEY,
        }
    }
}
