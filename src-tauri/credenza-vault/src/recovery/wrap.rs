//! A data key as a small age file for the kit. What lies in it names the vault, the organisation and the version, so
//! that a wrap of another place is not taken for this one's.
//!
//! Anybody who knows the public half can make such a file: it proves nothing about who wrapped it. A foreign data key
//! opens none of the vault's rows, which is how it is noticed.

use zeroize::Zeroizing;

use super::{RecoveryKit, RecoveryRecipient};
use crate::{DataKey, KeyRing, OpenError, SealError, SlotError, VaultScope, WrappedKey};

const MAGIC: &[u8; 26] = b"credenza/recovery-wrap/v1\n";
const LEN: usize = MAGIC.len() + 16 + 16 + 4 + 32;
/// A wrap is about 300 bytes; what is much longer was not made here.
const LONGEST: usize = 4 * 1024;
const AGE: &[u8] = b"age-encryption.org/v1\n";

impl WrappedKey {
    /// Wraps a data key for a recovery kit.
    ///
    /// # Errors
    /// `E_TAMPERED` when the public half is not one.
    pub fn wrap_for_recovery(
        recipient: &RecoveryRecipient,
        scope: &VaultScope,
        dek: &DataKey,
    ) -> Result<Self, SealError> {
        let key = recipient.to_age().ok_or(SealError::Recipient)?;
        let mut plain = Zeroizing::new(Vec::with_capacity(LEN));
        plain.extend_from_slice(&place(scope, dek.version()));
        plain.extend_from_slice(dek.expose_dek());
        let blob = age::encrypt(&key, &plain).map_err(|_| SealError::Recipient)?;
        Ok(Self { kid: recipient.kid(), dek_version: dek.version(), blob })
    }

    /// Unwraps a data key with the kit.
    ///
    /// # Errors
    /// `E_WRONG_KEY` for another kit, `E_TAMPERED` when the wrap was changed or belongs elsewhere.
    pub fn open_with_kit(
        &self,
        kit: &RecoveryKit,
        scope: &VaultScope,
    ) -> Result<DataKey, SlotError> {
        if kit.recipient().kid() != self.kid {
            return Err(SlotError::WrongKey);
        }
        if self.blob.len() > LONGEST {
            return Err(SlotError::Damaged);
        }
        let plain = age::decrypt(kit.as_age(), &self.blob).map_err(|_| SlotError::Damaged)?;
        let plain = Zeroizing::new(plain);
        let (found, dek) = plain.split_last_chunk::<32>().ok_or(SlotError::Damaged)?;
        if found != place(scope, self.dek_version) {
            return Err(SlotError::Damaged);
        }
        Ok(DataKey::from_dek(self.dek_version, dek))
    }

    /// Whether it is a kit's, which no KEK opens.
    pub fn is_for_recovery(&self) -> bool {
        self.blob.starts_with(AGE)
    }
}

fn place(scope: &VaultScope, version: u32) -> Vec<u8> {
    [MAGIC.as_slice(), &scope.vault_id, &scope.org_id, &version.to_be_bytes()].concat()
}

/// Opens every wrap of the kit and makes a ring with version `active` active.
///
/// # Errors
/// `E_WRONG_KEY` when no row belongs to the kit; `E_TAMPERED` when one that does is damaged;
/// `E_KEY_VERSION_UNKNOWN` when `active` is not among them.
pub fn open_ring_with_kit(
    kit: &RecoveryKit,
    scope: &VaultScope,
    wrapped: &[WrappedKey],
    active: u32,
) -> Result<KeyRing, SlotError> {
    let kid = kit.recipient().kid();
    let mut own = wrapped.iter().filter(|row| row.kid == kid);
    let first = own.next().ok_or(SlotError::WrongKey)?;
    let mut ring = KeyRing::new(first.open_with_kit(kit, scope)?);
    for row in own {
        ring = ring.with_key(row.open_with_kit(kit, scope)?);
    }
    ring.with_active(active)
        .map_err(|_| SlotError::Unsupported(OpenError::KeyVersionUnknown(active)))
}
