//! What is kept of a data key that was destroyed: the key that checks its entries of the record, and the public key of
//! its checkpoints. Both are derived one way; neither opens a secret.
//!
//! Whoever has a destroyed version's audit key still cannot rewrite its entries: the first entry of the next version
//! authenticates the last MAC of this one, and a second preimage of it would be one of SHA-256.

use std::fmt;

use ed25519_dalek::VerifyingKey;

use super::{
    KeyRing,
    data_key::{KEY_LEN, Purpose},
};
use crate::{OpenError, Randomness, SealContext, SealError, VaultScope, protected::Protected};

const LEN: usize = 2 * KEY_LEN;

/// The remains of one version: its audit key, then its checkpoints' public key.
pub struct RetiredKey {
    version: u32,
    block: Protected,
}

impl RetiredKey {
    /// The version that was destroyed.
    pub fn version(&self) -> u32 {
        self.version
    }

    pub(super) fn expose_audit(&self) -> &[u8; KEY_LEN] {
        self.block.expose().first_chunk().expect("the block has two parts")
    }

    pub(crate) fn checkpoint_key(&self) -> Option<VerifyingKey> {
        VerifyingKey::from_bytes(self.block.expose().last_chunk().expect("the block has two parts"))
            .ok()
    }
}

impl KeyRing {
    /// Seals what has to outlive `version` with the active key. Works for a version that is about to be destroyed and
    /// for one that was: a rotation seals all of them anew.
    ///
    /// # Errors
    /// `E_RANDOMNESS`; `E_KEY_VERSION_UNKNOWN` as [`OpenError`] when the ring knows nothing of the version.
    pub fn seal_retired(
        &self,
        version: u32,
        scope: &VaultScope,
        rng: &mut dyn Randomness,
    ) -> Result<Vec<u8>, SealError> {
        let remains = self.remains(version).ok_or(SealError::KeyVersionUnknown(version))?;
        self.seal(&context(version, scope), remains.expose(), rng)
    }

    /// Opens what [`KeyRing::seal_retired`] made.
    ///
    /// # Errors
    /// As [`crate::open`]; `E_TAMPERED` when it has another length.
    pub fn open_retired(
        &self,
        version: u32,
        scope: &VaultScope,
        blob: &[u8],
    ) -> Result<RetiredKey, OpenError> {
        let opened = self.open(&context(version, scope), blob)?;
        if opened.expose().len() != LEN {
            return Err(OpenError::Malformed);
        }
        let block = Protected::filled(LEN, |out| out.copy_from_slice(opened.expose()));
        Ok(RetiredKey { version, block })
    }

    /// A ring in which `version` is destroyed: it checks the record and opens nothing.
    ///
    /// # Errors
    /// `E_KEY_VERSION_UNKNOWN` when the ring lacks it or it is the active one.
    pub fn destroying(&self, version: u32) -> Result<Self, super::UnknownKeyVersion> {
        let block = self.remains(version).ok_or(super::UnknownKeyVersion(version))?;
        Ok(self.without(version)?.with_retired(RetiredKey { version, block }))
    }

    fn remains(&self, version: u32) -> Option<Protected> {
        if let Some(retired) = self.retired(version) {
            return Some(Protected::filled(LEN, |out| out.copy_from_slice(retired.block.expose())));
        }
        let key = self.get(version)?;
        let public = key.checkpoint_key().verifying_key();
        Some(Protected::filled(LEN, |out| {
            out[..KEY_LEN].copy_from_slice(key.expose_derived(Purpose::Audit));
            out[KEY_LEN..].copy_from_slice(public.as_bytes());
        }))
    }
}

fn context(version: u32, scope: &VaultScope) -> SealContext<'static> {
    SealContext {
        vault_id: scope.vault_id,
        org_id: scope.org_id,
        table: "retired_key",
        column: "blob",
        record_id: scope.vault_id,
        record_version: u64::from(version),
        policy_hash: [0; 32],
    }
}

impl fmt::Debug for RetiredKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RetiredKey(version {}, [redacted])", self.version)
    }
}
