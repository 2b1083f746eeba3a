//! The key-encryption key and its public name. It wraps data keys and never encrypts anything else.

use std::{fmt, str::FromStr};

use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{Randomness, RandomnessUnavailable, kdf, protected::Protected};

const LEN: usize = 32;

/// Public name of a KEK: the first 8 bytes HKDF derives from it. Text form: 16 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kid(pub [u8; 8]);

/// The text is not 16 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key id has 16 hexadecimal digits")]
pub struct KidFormatError;

/// A 32-byte key-encryption key in protected memory. No `Clone`, no `Serialize`, redacted `Debug`.
pub struct Kek {
    block: Protected,
}

impl Kek {
    /// Only [`crate::create_kek`] and [`crate::create_replacement_kek`] may make one: see the witness there.
    pub(crate) fn make(rng: &mut dyn Randomness) -> Result<Self, RandomnessUnavailable> {
        let mut bytes = Zeroizing::new([0_u8; LEN]);
        rng.fill(bytes.as_mut_slice())?;
        Ok(Self::from_bytes(&bytes))
    }

    pub(crate) fn from_bytes(bytes: &[u8; LEN]) -> Self {
        Self { block: Protected::filled(LEN, |out| out.copy_from_slice(bytes)) }
    }

    /// The key's public name.
    pub fn kid(&self) -> Kid {
        Kid(*kdf::derive(None, self.expose(), &[b"credenza/v1/kid"]))
    }

    /// The text a keyring item holds: base64, because KWallet stores nothing but UTF-8.
    pub(crate) fn to_keyring_text(&self) -> SecretString {
        BASE64_STANDARD.encode(self.expose()).into()
    }

    /// Reads a keyring item; `None` when it is not 32 bytes of base64.
    pub(crate) fn from_keyring_text(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0_u8; LEN + 2]);
        let len = BASE64_STANDARD.decode_slice(text.trim_end(), bytes.as_mut_slice()).ok()?;
        (len == LEN).then(|| bytes.first_chunk().map(Self::from_bytes))?
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.expose().ct_eq(other.expose()).into()
    }

    pub(crate) fn expose(&self) -> &[u8; LEN] {
        self.block.expose().first_chunk().expect("the block has 32 bytes")
    }
}

impl fmt::Debug for Kek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kek([redacted])")
    }
}

impl fmt::Display for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kid({self})")
    }
}

impl FromStr for Kid {
    type Err = KidFormatError;

    fn from_str(text: &str) -> Result<Self, KidFormatError> {
        let mut bytes = [0; 8];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| KidFormatError)?;
        Ok(Self(bytes))
    }
}

impl Serialize for Kid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Kid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
