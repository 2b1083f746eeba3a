//! The data-key versions of one organisation. Immutable: a rotation makes a new ring and the holder swaps the `Arc`.

use std::{collections::BTreeMap, fmt, sync::Arc};

use super::{
    Canonical, DataKey, Mac, MacError, RetiredKey,
    data_key::Purpose,
    mac::{self, Part},
};
use crate::{
    OpenError, OpenedSecret, Randomness, SealContext, SealError, SecretDocument, codes, envelope,
};

/// Several data keys, one of them active. New writes use the active one; older ones still open and verify.
pub struct KeyRing {
    keys: BTreeMap<u32, Arc<DataKey>>,
    active: Arc<DataKey>,
    /// What is kept of destroyed versions: enough to check the record that they wrote.
    retired: BTreeMap<u32, Arc<RetiredKey>>,
}

/// The ring has no (other) key of this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "data key version {0} cannot be used here: it is not in the vault, or it is the active one. Reload the vault and try again"
)]
pub struct UnknownKeyVersion(pub u32);

impl UnknownKeyVersion {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        codes::E_KEY_VERSION_UNKNOWN
    }
}

impl KeyRing {
    /// A ring with one key, which is active.
    pub fn new(active: DataKey) -> Self {
        let active = Arc::new(active);
        let keys = BTreeMap::from([(active.version(), Arc::clone(&active))]);
        Self { keys, active, retired: BTreeMap::new() }
    }

    /// A ring that also holds `key`; the active key stays the same unless `key` replaces its version.
    pub fn with_key(&self, key: DataKey) -> Self {
        let key = Arc::new(key);
        let mut keys = self.keys.clone();
        keys.insert(key.version(), Arc::clone(&key));
        let active =
            if key.version() == self.active.version() { key } else { Arc::clone(&self.active) };
        Self { keys, active, retired: self.retired.clone() }
    }

    /// A ring that can also check what a destroyed version wrote into the record.
    pub fn with_retired(&self, key: RetiredKey) -> Self {
        let mut retired = self.retired.clone();
        retired.insert(key.version(), Arc::new(key));
        Self { keys: self.keys.clone(), active: Arc::clone(&self.active), retired }
    }

    /// A ring in which `version` is active.
    ///
    /// # Errors
    /// `E_KEY_VERSION_UNKNOWN` when the ring lacks it.
    pub fn with_active(&self, version: u32) -> Result<Self, UnknownKeyVersion> {
        let active = self.keys.get(&version).ok_or(UnknownKeyVersion(version))?;
        let active = Arc::clone(active);
        Ok(Self { keys: self.keys.clone(), active, retired: self.retired.clone() })
    }

    /// A ring without `version`: the last step of a rotation.
    ///
    /// # Errors
    /// `E_KEY_VERSION_UNKNOWN` when the ring lacks it or it is the active one.
    pub fn without(&self, version: u32) -> Result<Self, UnknownKeyVersion> {
        let mut keys = self.keys.clone();
        if version == self.active.version() || keys.remove(&version).is_none() {
            return Err(UnknownKeyVersion(version));
        }
        Ok(Self { keys, active: Arc::clone(&self.active), retired: self.retired.clone() })
    }

    /// The key new writes use.
    pub fn active(&self) -> &DataKey {
        &self.active
    }

    /// The key of a version, if the ring holds it.
    pub fn get(&self, version: u32) -> Option<&DataKey> {
        self.keys.get(&version).map(Arc::as_ref)
    }

    /// All versions, ascending.
    pub fn versions(&self) -> Vec<u32> {
        self.keys.keys().copied().collect()
    }

    /// Versions below the active one: what a rotation that did not end left behind.
    pub fn older_versions(&self) -> Vec<u32> {
        self.keys.keys().copied().filter(|version| *version < self.active.version()).collect()
    }

    /// What is kept of a destroyed version.
    pub fn retired(&self, version: u32) -> Option<&RetiredKey> {
        self.retired.get(&version).map(Arc::as_ref)
    }

    /// Every version of which only that is kept, ascending.
    pub fn retired_versions(&self) -> Vec<u32> {
        self.retired.keys().copied().collect()
    }

    /// Seals with the active key. See [`crate::seal`].
    ///
    /// # Errors
    /// `E_TOO_LARGE`, `E_RANDOMNESS`.
    pub fn seal(
        &self,
        ctx: &SealContext<'_>,
        plaintext: &[u8],
        rng: &mut dyn Randomness,
    ) -> Result<Vec<u8>, SealError> {
        envelope::seal(&self.active, ctx, plaintext, rng)
    }

    /// Opens with the key the header names. See [`crate::open`].
    ///
    /// # Errors
    /// As [`crate::open`].
    pub fn open(&self, ctx: &SealContext<'_>, blob: &[u8]) -> Result<OpenedSecret, OpenError> {
        envelope::open(self, ctx, blob)
    }

    /// Seals a secret document with the active key.
    ///
    /// # Errors
    /// `E_TOO_LARGE`, `E_RANDOMNESS`.
    pub fn seal_document(
        &self,
        ctx: &SealContext<'_>,
        document: &SecretDocument,
        rng: &mut dyn Randomness,
    ) -> Result<Vec<u8>, SealError> {
        self.seal(ctx, &document.to_sealed_bytes(), rng)
    }

    /// Opens a blob made by [`KeyRing::seal_document`].
    ///
    /// # Errors
    /// As [`crate::open`]; `E_TAMPERED` also when the plaintext is not a JSON object.
    pub fn open_document(
        &self,
        ctx: &SealContext<'_>,
        blob: &[u8],
    ) -> Result<SecretDocument, OpenError> {
        let opened = self.open(ctx, blob)?;
        SecretDocument::from_opened_bytes(opened.expose()).map_err(|_| OpenError::NotADocument)
    }

    /// The MAC of an audit row, chained to the MAC of the row before it (`None` for the first).
    pub fn audit_mac(&self, prev: Option<&Mac>, row: &Canonical) -> Mac {
        let prev = prev.map(Mac::to_bytes);
        self.make(Purpose::Audit, &audit_parts(prev.as_ref(), row))
    }

    /// Checks an audit row in constant time.
    ///
    /// # Errors
    /// `E_TAMPERED`; `E_KEY_VERSION_UNKNOWN` when the MAC's key is not in the ring.
    pub fn verify_audit_mac(
        &self,
        prev: Option<&Mac>,
        row: &Canonical,
        mac: &Mac,
    ) -> Result<(), MacError> {
        let prev = prev.map(Mac::to_bytes);
        let parts = audit_parts(prev.as_ref(), row);
        match self.retired(mac.dek_version()) {
            Some(key) if self.get(mac.dek_version()).is_none() => {
                mac::verify(mac, key.expose_audit(), &parts)
            }
            _ => self.verify(Purpose::Audit, &parts, mac),
        }
    }

    /// The MAC of a plaintext row that carries policy; the table is bound as well.
    pub fn row_mac(&self, table: &str, row: &Canonical) -> Mac {
        self.make(Purpose::RowMac, &[Some(table.as_bytes()), Some(row.as_bytes())])
    }

    /// Checks a row in constant time.
    ///
    /// # Errors
    /// `E_TAMPERED`; `E_KEY_VERSION_UNKNOWN` when the MAC's key is not in the ring.
    pub fn verify_row_mac(&self, table: &str, row: &Canonical, mac: &Mac) -> Result<(), MacError> {
        self.verify(Purpose::RowMac, &[Some(table.as_bytes()), Some(row.as_bytes())], mac)
    }

    /// What is stored of an API token's 256-bit secret.
    pub fn token_mac(&self, token_secret: &[u8]) -> Mac {
        self.make(Purpose::Token, &[Some(token_secret)])
    }

    /// Checks a presented token secret in constant time.
    ///
    /// # Errors
    /// `E_TAMPERED` for any other secret; `E_KEY_VERSION_UNKNOWN` when the MAC's key is not in the ring.
    pub fn verify_token_mac(&self, token_secret: &[u8], mac: &Mac) -> Result<(), MacError> {
        self.verify(Purpose::Token, &[Some(token_secret)], mac)
    }

    /// A keyed fingerprint for correlation: equal values under the same key version have equal fingerprints.
    pub fn fingerprint(&self, value: &Canonical) -> Mac {
        self.make(Purpose::Fingerprint, &[Some(value.as_bytes())])
    }

    fn make(&self, purpose: Purpose, parts: &[Part<'_>]) -> Mac {
        mac::make(self.active.version(), self.active.expose_derived(purpose), parts)
    }

    fn verify(&self, purpose: Purpose, parts: &[Part<'_>], mac: &Mac) -> Result<(), MacError> {
        let version = mac.dek_version();
        let key = self.get(version).ok_or(MacError::KeyVersionUnknown(version))?;
        mac::verify(mac, key.expose_derived(purpose), parts)
    }
}

fn audit_parts<'a>(prev: Option<&'a [u8; Mac::LEN]>, row: &'a Canonical) -> [Part<'a>; 2] {
    [Some(row.as_bytes()), prev.map(<[u8; Mac::LEN]>::as_slice)]
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyRing(versions {:?}, active {})", self.versions(), self.active.version())
    }
}
