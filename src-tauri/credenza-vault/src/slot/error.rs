//! Why a slot did not yield a data key.

use crate::{OpenError, codes};

/// Why unlocking failed. `WrongKey` and `Damaged` are told apart with certainty: the kid names the key, the
/// envelope's commitment names it a second time, so a mismatch of only one of them is damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SlotError {
    /// Not the key of this slot: another passphrase, another vault's keyring item.
    #[error("the key or passphrase does not belong to this vault. Check it and try again")]
    WrongKey,
    /// The right key, but the stored wrap was changed.
    #[error(
        "the stored key is damaged. Unlock another way (recovery kit, passphrase) or restore a backup"
    )]
    Damaged,
    /// Parameters outside the accepted range; nothing was allocated.
    #[error(
        "the stored passphrase parameters (m = {m_kib} KiB, t = {t}, p = {p}) are outside the accepted range (19 MiB to 1 GiB, 1 to 16, 1 to 16). The vault file was changed; restore a backup"
    )]
    KdfParameters {
        /// Memory, KiB.
        m_kib: u32,
        /// Passes.
        t: u32,
        /// Lanes.
        p: u32,
    },
    /// The machine could not give the memory the parameters ask for.
    #[error(
        "this computer has no {m_kib} KiB of free memory for the passphrase check. Close other programs and try again"
    )]
    OutOfMemory {
        /// Memory, KiB.
        m_kib: u32,
    },
    /// A passphrase was offered to a slot that is unlocked another way.
    #[error("this slot is not unlocked with a passphrase. Use the keyring or the recovery kit")]
    NotAPassphraseSlot,
    /// The wrap, or the ring, is of a version this build or vault does not have.
    #[error(transparent)]
    Unsupported(OpenError),
}

impl SlotError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            SlotError::WrongKey | SlotError::NotAPassphraseSlot => codes::E_WRONG_KEY,
            SlotError::Damaged => codes::E_TAMPERED,
            SlotError::KdfParameters { .. } | SlotError::OutOfMemory { .. } => {
                codes::E_KDF_PARAMETERS
            }
            SlotError::Unsupported(error) => error.code(),
        }
    }
}
