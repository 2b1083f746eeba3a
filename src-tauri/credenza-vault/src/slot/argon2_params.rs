//! Argon2id v1.3 (RFC 9106) with parameters kept in the slot. Stored parameters are hostile until checked.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

use super::{Kek, SlotError};
use crate::{Randomness, RandomnessUnavailable};

const MIN_M_KIB: u32 = 19 * 1024;
const MAX_M_KIB: u32 = 1024 * 1024;
const MAX_T: u32 = 16;
const MAX_P: u32 = 16;

/// Cost and salt of one passphrase slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Argon2Params {
    /// Memory in KiB.
    pub m_kib: u32,
    /// Passes.
    pub t: u32,
    /// Lanes.
    pub p: u32,
    /// Random per slot.
    #[serde(with = "super::base64_text")]
    pub salt: [u8; 16],
}

impl Argon2Params {
    /// RFC 9106's second recommended option, m = 64 MiB, t = 3, p = 4, with a fresh salt.
    ///
    /// # Errors
    /// `E_RANDOMNESS`.
    pub fn recommended(rng: &mut dyn Randomness) -> Result<Self, RandomnessUnavailable> {
        let mut salt = [0; 16];
        rng.fill(&mut salt)?;
        Ok(Self { m_kib: 64 * 1024, t: 3, p: 4, salt })
    }

    /// Refuses parameters that are too weak to protect or so large that they would stall the machine.
    ///
    /// # Errors
    /// `E_KDF_PARAMETERS`.
    pub fn check(&self) -> Result<(), SlotError> {
        let is_accepted = (MIN_M_KIB..=MAX_M_KIB).contains(&self.m_kib)
            && (1..=MAX_T).contains(&self.t)
            && (1..=MAX_P).contains(&self.p);
        is_accepted.then_some(()).ok_or(self.refusal())
    }

    /// Derives the KEK. The parameters are checked before any memory is taken.
    pub(super) fn derive_kek(&self, passphrase: &SecretString) -> Result<Kek, SlotError> {
        self.check()?;
        let params =
            Params::new(self.m_kib, self.t, self.p, Some(32)).map_err(|_| self.refusal())?;
        let mut memory =
            WorkingMemory::allocate(&params).ok_or(SlotError::OutOfMemory { m_kib: self.m_kib })?;
        let mut key = Zeroizing::new([0_u8; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(
                normalized(passphrase).as_bytes(),
                &self.salt,
                key.as_mut_slice(),
                memory.0.as_mut_slice(),
            )
            .map_err(|_| self.refusal())?;
        Ok(Kek::from_bytes(&key))
    }

    fn refusal(&self) -> SlotError {
        SlotError::KdfParameters { m_kib: self.m_kib, t: self.t, p: self.p }
    }
}

/// Unicode NFC (RFC 8265, OpaqueString): the same letters typed on another system give the same bytes.
fn normalized(passphrase: &SecretString) -> Zeroizing<String> {
    let text = passphrase.expose_secret();
    // NFC grows UTF-8 at most threefold; enough capacity means no reallocation and no stray copy.
    let mut out = Zeroizing::new(String::with_capacity(text.len() * 3));
    out.extend(text.nfc());
    out
}

/// The Argon2 matrix; zeroized, because it depends on the passphrase.
struct WorkingMemory(Vec<Block>);

impl WorkingMemory {
    fn allocate(params: &Params) -> Option<Self> {
        let mut blocks = Vec::new();
        blocks.try_reserve_exact(params.block_count()).ok()?;
        blocks.resize(params.block_count(), Block::default());
        Some(Self(blocks))
    }
}

impl Drop for WorkingMemory {
    fn drop(&mut self) {
        self.0.iter_mut().zeroize();
    }
}
