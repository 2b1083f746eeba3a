//! One version of the data key (DEK), with the MAC keys derived from it, in protected memory.
//! Absent on purpose: construction from raw bytes by other crates, `Clone`, `Serialize`, a telling `Debug`.

use std::fmt;

use ed25519_dalek::SigningKey;
use zeroize::Zeroizing;

use crate::{MemoryProtection, Randomness, RandomnessUnavailable, kdf, protected::Protected};

pub(crate) const KEY_LEN: usize = 32;

/// What a derived key is for. Each has its own HKDF info string, so no MAC can stand in for another.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    Audit = 1,
    Token = 2,
    Fingerprint = 3,
    RowMac = 4,
    /// The seed of the Ed25519 key that signs checkpoints of the record.
    Checkpoint = 5,
}

const PURPOSES: [(Purpose, &[u8]); 5] = [
    (Purpose::Audit, b"credenza/v1/audit"),
    (Purpose::Token, b"credenza/v1/token"),
    (Purpose::Fingerprint, b"credenza/v1/fingerprint"),
    (Purpose::RowMac, b"credenza/v1/row-mac"),
    (Purpose::Checkpoint, b"credenza/v1/checkpoint"),
];

/// A data key of one version. Seals through [`crate::seal`]; MACs through [`crate::KeyRing`].
pub struct DataKey {
    version: u32,
    /// DEK, then one derived key per purpose, 32 bytes each.
    block: Protected,
}

impl DataKey {
    /// Makes a new random data key. Versions count 1, 2, 3… per organisation.
    ///
    /// # Errors
    /// `E_RANDOMNESS`.
    pub fn make(version: u32, rng: &mut dyn Randomness) -> Result<Self, RandomnessUnavailable> {
        let mut bytes = Zeroizing::new([0_u8; KEY_LEN]);
        rng.fill(bytes.as_mut_slice())?;
        Ok(Self::from_dek(version, &bytes))
    }

    pub(crate) fn from_dek(version: u32, dek: &[u8; KEY_LEN]) -> Self {
        let block = Protected::filled((1 + PURPOSES.len()) * KEY_LEN, |out| {
            out[..KEY_LEN].copy_from_slice(dek);
            for (purpose, info) in PURPOSES {
                let derived = kdf::derive::<KEY_LEN>(None, dek, &[info]);
                out[purpose as usize * KEY_LEN..][..KEY_LEN].copy_from_slice(&*derived);
            }
        });
        Self { version, block }
    }

    /// The version written into headers and MACs made with this key.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// How well the operating system guards these bytes.
    pub fn protection(&self) -> MemoryProtection {
        self.block.protection()
    }

    /// The raw DEK; only the envelope and the wrapping of slots need it.
    pub(crate) fn expose_dek(&self) -> &[u8; KEY_LEN] {
        self.part(0)
    }

    /// The key that signs checkpoints; zeroized when dropped.
    pub(crate) fn checkpoint_key(&self) -> SigningKey {
        SigningKey::from_bytes(self.expose_derived(Purpose::Checkpoint))
    }

    pub(super) fn expose_derived(&self, purpose: Purpose) -> &[u8; KEY_LEN] {
        self.part(purpose as usize)
    }

    fn part(&self, index: usize) -> &[u8; KEY_LEN] {
        self.block.expose()[index * KEY_LEN..]
            .first_chunk()
            .expect("the block has one part per purpose")
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKey(version {}, [redacted])", self.version)
    }
}
