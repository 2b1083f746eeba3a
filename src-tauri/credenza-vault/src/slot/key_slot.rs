//! One way to unlock, as the store keeps it.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{Argon2Params, Kek, Kid, SlotError};
use crate::RecoveryRecipient;

/// A row: which KEK, and how to get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySlot {
    /// The KEK's public name.
    pub kid: Kid,
    /// How to get the KEK.
    pub method: SlotMethod,
}

/// How a KEK is obtained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SlotMethod {
    /// From the operating system's keyring, item `credenza/kek/<vault>/<kid>`.
    Keyring,
    /// From a passphrase.
    Passphrase(Argon2Params),
    /// From the recovery kit: there is no KEK, each data key is an age file for this recipient.
    Recovery {
        /// The kit's public half.
        recipient: RecoveryRecipient,
    },
}

impl SlotMethod {
    /// Stable name of the kind, for a column.
    pub fn kind(&self) -> &'static str {
        match self {
            SlotMethod::Keyring => "keyring",
            SlotMethod::Passphrase(_) => "passphrase",
            SlotMethod::Recovery { .. } => "recovery",
        }
    }
}

impl KeySlot {
    /// The slot of a KEK that lies in the keyring.
    pub fn keyring(kek: &Kek) -> Self {
        Self { kid: kek.kid(), method: SlotMethod::Keyring }
    }

    /// The slot of a recovery kit, of which only the public half is known.
    pub fn recovery(recipient: RecoveryRecipient) -> Self {
        Self { kid: recipient.kid(), method: SlotMethod::Recovery { recipient } }
    }

    /// A new passphrase slot and its KEK. Blocks for the time Argon2 takes; check the strength first.
    ///
    /// # Errors
    /// `E_KDF_PARAMETERS` for parameters outside the accepted range or more memory than there is.
    pub fn passphrase(
        passphrase: &SecretString,
        params: Argon2Params,
    ) -> Result<(Self, Kek), SlotError> {
        let kek = params.derive_kek(passphrase)?;
        Ok((Self { kid: kek.kid(), method: SlotMethod::Passphrase(params) }, kek))
    }

    /// The KEK of a passphrase slot. Blocks for the time Argon2 takes.
    ///
    /// # Errors
    /// `E_WRONG_KEY` for another passphrase or a keyring slot; `E_KDF_PARAMETERS` before any allocation.
    pub fn derive_kek(&self, passphrase: &SecretString) -> Result<Kek, SlotError> {
        let SlotMethod::Passphrase(params) = &self.method else {
            return Err(SlotError::NotAPassphraseSlot);
        };
        let kek = params.derive_kek(passphrase)?;
        if kek.kid() == self.kid { Ok(kek) } else { Err(SlotError::WrongKey) }
    }
}
