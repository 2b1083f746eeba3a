//! One data-key version sealed with one KEK. A vault has a row per (slot, version).

use serde::{Deserialize, Serialize};

use super::{Kek, Kid, SlotError};
use crate::{
    DataKey, KeyRing, OpenError, Randomness, SealContext, SealError,
    envelope::{open_with, seal_with},
};

/// The vault and organisation whose data key is wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VaultScope {
    /// The vault.
    pub vault_id: [u8; 16],
    /// The organisation inside it.
    pub org_id: [u8; 16],
}

/// A row: a data key under a KEK. Safe to store and back up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedKey {
    /// The wrapping KEK's public name.
    pub kid: Kid,
    /// The version of the data key inside.
    pub dek_version: u32,
    /// An envelope.
    #[serde(with = "super::base64_text")]
    pub blob: Vec<u8>,
}

impl VaultScope {
    fn context(&self, dek_version: u32) -> SealContext<'static> {
        SealContext {
            vault_id: self.vault_id,
            org_id: self.org_id,
            table: "vault_key",
            column: "dek",
            record_id: self.vault_id,
            record_version: u64::from(dek_version),
            policy_hash: [0; 32],
        }
    }
}

impl WrappedKey {
    /// Wraps a data key.
    ///
    /// # Errors
    /// `E_RANDOMNESS`.
    pub fn wrap(
        kek: &Kek,
        scope: &VaultScope,
        dek: &DataKey,
        rng: &mut dyn Randomness,
    ) -> Result<Self, SealError> {
        let dek_version = dek.version();
        let ctx = scope.context(dek_version);
        let blob = seal_with(kek.expose(), dek_version, &ctx, dek.expose_dek(), rng)?;
        Ok(Self { kid: kek.kid(), dek_version, blob })
    }

    /// Unwraps the data key.
    ///
    /// # Errors
    /// `E_WRONG_KEY` when kid and commitment both say it is another KEK, `E_TAMPERED` when only one does or the
    /// content was changed, `E_UNSUPPORTED_*` for a newer build's wrap.
    pub fn open(&self, kek: &Kek, scope: &VaultScope) -> Result<DataKey, SlotError> {
        let is_named = kek.kid() == self.kid;
        let opened = match open_with(kek.expose(), &scope.context(self.dek_version), &self.blob) {
            Ok(opened) if is_named => opened,
            Ok(_) => return Err(SlotError::Damaged),
            Err(error) => return Err(classify(error, is_named)),
        };
        let version = crate::dek_version_of(&self.blob).map_err(|_| SlotError::Damaged)?;
        let dek = <&[u8; 32]>::try_from(opened.expose()).map_err(|_| SlotError::Damaged)?;
        if version != self.dek_version {
            return Err(SlotError::Damaged);
        }
        Ok(DataKey::from_dek(version, dek))
    }
}

fn classify(error: OpenError, is_named: bool) -> SlotError {
    match error {
        OpenError::WrongKey if !is_named => SlotError::WrongKey,
        OpenError::UnsupportedFormat(_) | OpenError::UnsupportedSuite(_) => {
            SlotError::Unsupported(error)
        }
        _ => SlotError::Damaged,
    }
}

/// Opens every wrap of `kek` in `wrapped` and makes a ring with version `active` active. Rows of other slots are
/// passed over.
///
/// # Errors
/// `E_WRONG_KEY` when no row belongs to `kek`; `E_TAMPERED` when one that does is damaged;
/// `E_KEY_VERSION_UNKNOWN` when `active` is not among them.
pub fn open_ring(
    kek: &Kek,
    scope: &VaultScope,
    wrapped: &[WrappedKey],
    active: u32,
) -> Result<KeyRing, SlotError> {
    let kid = kek.kid();
    let mut own = wrapped.iter().filter(|row| row.kid == kid);
    let Some(first) = own.next() else {
        return Err(no_row_is_named(kek, scope, wrapped));
    };
    let mut ring = KeyRing::new(first.open(kek, scope)?);
    for row in own {
        ring = ring.with_key(row.open(kek, scope)?);
    }
    ring.with_active(active)
        .map_err(|_| SlotError::Unsupported(OpenError::KeyVersionUnknown(active)))
}

/// A row that opens although its kid says otherwise has a damaged kid; that is not a wrong key.
fn no_row_is_named(kek: &Kek, scope: &VaultScope, wrapped: &[WrappedKey]) -> SlotError {
    let is_damaged = wrapped
        .iter()
        .filter(|row| !row.is_for_recovery())
        .any(|row| matches!(row.open(kek, scope), Err(SlotError::Damaged)));
    if is_damaged { SlotError::Damaged } else { SlotError::WrongKey }
}
