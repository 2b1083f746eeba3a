//! Key slots: the ways to unlock the data keys. A slot names a key-encryption key (KEK) by its kid and says how to
//! get it; a wrapped key is one data-key version sealed with that KEK. Both are rows; neither holds a clear secret.
//! Absent on purpose: how a recovery kit opens them (`recovery`) and the rows' storage; the keyring is in `os_keyring`.

mod argon2_params;
mod error;
mod kek;
mod key_slot;
mod wrapped_key;

pub use argon2_params::Argon2Params;
pub use error::SlotError;
pub use kek::{Kek, Kid, KidFormatError};
pub use key_slot::{KeySlot, SlotMethod};
pub use wrapped_key::{VaultScope, WrappedKey, open_ring};

/// Serde form of binary columns: standard base64 text.
mod base64_text {
    use base64::{Engine, prelude::BASE64_STANDARD};
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(
        bytes: impl AsRef<[u8]>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D, T>(deserializer: D) -> Result<T, D::Error>
    where
        D: Deserializer<'de>,
        T: TryFrom<Vec<u8>>,
    {
        let bytes = BASE64_STANDARD
            .decode(String::deserialize(deserializer)?)
            .map_err(de::Error::custom)?;
        T::try_from(bytes).map_err(|_| de::Error::custom("wrong number of bytes"))
    }
}
