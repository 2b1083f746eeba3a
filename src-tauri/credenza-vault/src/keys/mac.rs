//! HMAC-SHA-256 values that name the key version they were made with, so verification survives a key rotation.

use std::{fmt, str::FromStr};

use hmac::{Hmac, KeyInit, Mac as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::data_key::KEY_LEN;
use crate::codes;

/// A MAC: key version (u32, big endian) and 32 bytes of HMAC-SHA-256. Text form: 72 hex digits.
#[derive(Clone, Copy)]
pub struct Mac {
    dek_version: u32,
    tag: [u8; 32],
}

/// Why a MAC was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MacError {
    /// The value and its MAC do not belong together.
    #[error("the record was changed outside Credenza. Restore it from a backup or enter it again")]
    Mismatch,
    /// Not 36 bytes.
    #[error("the record's seal is damaged. Restore the record from a backup or enter it again")]
    Malformed,
    /// Made with a key that is gone.
    #[error(
        "the record's seal needs data key version {0}, which is not in this vault. Restore the backup that still has it"
    )]
    KeyVersionUnknown(u32),
}

impl MacError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            MacError::Mismatch | MacError::Malformed => codes::E_TAMPERED,
            MacError::KeyVersionUnknown(_) => codes::E_KEY_VERSION_UNKNOWN,
        }
    }
}

impl Mac {
    /// Bytes of the stored form.
    pub const LEN: usize = 36;

    /// The stored form.
    pub fn to_bytes(&self) -> [u8; Self::LEN] {
        let mut out = [0; Self::LEN];
        out[..4].copy_from_slice(&self.dek_version.to_be_bytes());
        out[4..].copy_from_slice(&self.tag);
        out
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// `E_TAMPERED` when it is not 36 bytes long.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MacError> {
        let (version, tag) = bytes.split_first_chunk::<4>().ok_or(MacError::Malformed)?;
        let tag = <[u8; 32]>::try_from(tag).map_err(|_| MacError::Malformed)?;
        Ok(Self { dek_version: u32::from_be_bytes(*version), tag })
    }

    /// The 32 bytes of HMAC: what a checkpoint names an entry of the record by.
    pub fn tag(&self) -> &[u8; 32] {
        &self.tag
    }

    /// The version of the data key it was made with.
    pub fn dek_version(&self) -> u32 {
        self.dek_version
    }
}

/// One part of the input; `None` is encoded differently from an empty part.
pub(super) type Part<'a> = Option<&'a [u8]>;

pub(super) fn make(dek_version: u32, key: &[u8; KEY_LEN], parts: &[Part<'_>]) -> Mac {
    Mac { dek_version, tag: compute(key, parts) }
}

pub(super) fn verify(mac: &Mac, key: &[u8; KEY_LEN], parts: &[Part<'_>]) -> Result<(), MacError> {
    let expected = compute(key, parts);
    bool::from(expected.ct_eq(&mac.tag)).then_some(()).ok_or(MacError::Mismatch)
}

fn compute(key: &[u8; KEY_LEN], parts: &[Part<'_>]) -> [u8; 32] {
    let mut hmac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        hmac.update(&[u8::from(part.is_some())]);
        let bytes = part.unwrap_or_default();
        hmac.update(&(bytes.len() as u64).to_be_bytes());
        hmac.update(bytes);
    }
    hmac.finalize().into_bytes().into()
}

impl PartialEq for Mac {
    fn eq(&self, other: &Self) -> bool {
        self.dek_version == other.dek_version && bool::from(self.tag.ct_eq(&other.tag))
    }
}

impl Eq for Mac {}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.to_bytes()))
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mac({self})")
    }
}

impl FromStr for Mac {
    type Err = MacError;

    fn from_str(text: &str) -> Result<Self, MacError> {
        Self::from_bytes(&hex::decode(text).map_err(|_| MacError::Malformed)?)
    }
}

impl Serialize for Mac {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Mac {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
