//! Whose rows: the vault, the organization, and the keys that authenticate and seal them.

use credenza_model::{OrgId, VaultId};
use credenza_vault::{Canonical, KeyRing, Mac, SealContext, VaultScope};
use std::sync::Arc;

use crate::StoreError;

/// An open vault's organization. Cheap to clone; the keys go when the last clone does.
#[derive(Clone)]
pub struct Scope {
    /// The vault.
    pub vault: VaultId,
    /// The organization.
    pub org: OrgId,
    /// Its keys.
    pub ring: Arc<KeyRing>,
}

impl Scope {
    /// What a sealed secret of `table` is bound to.
    pub(crate) fn seal_context(
        &self,
        table: &'static str,
        record: [u8; 16],
        version: i64,
        policy_hash: [u8; 32],
    ) -> SealContext<'static> {
        SealContext {
            vault_id: *self.vault.as_bytes(),
            org_id: *self.org.as_bytes(),
            table,
            column: "secret",
            record_id: record,
            record_version: u64::try_from(version).unwrap_or(0),
            policy_hash,
        }
    }

    /// The MAC of a row, bound to its table, vault and organization.
    pub(crate) fn row_mac(&self, table: &str, row: Canonical) -> Vec<u8> {
        self.ring.row_mac(table, &self.bound(row)).to_bytes().to_vec()
    }

    /// Checks a row's MAC.
    pub(crate) fn verify_row(
        &self,
        table: &'static str,
        id: &str,
        row: Canonical,
        mac: &[u8],
    ) -> Result<(), StoreError> {
        let tampered = || StoreError::Tampered { table, id: id.to_owned() };
        let mac = Mac::from_bytes(mac).map_err(|_| tampered())?;
        self.ring.verify_row_mac(table, &self.bound(row), &mac).map_err(|_| tampered())
    }

    /// A MAC of the active version for a row whose present one fits; `None` when it does not.
    pub(crate) fn renewed(
        &self,
        table: &'static str,
        row: impl Fn() -> Canonical,
        mac: &[u8],
    ) -> Option<Vec<u8>> {
        self.verify_row(table, "", row(), mac).ok()?;
        Some(self.row_mac(table, row()))
    }

    /// The four bytes with which every MAC of the active version begins.
    pub(crate) fn active_prefix(&self) -> Vec<u8> {
        self.ring.active().version().to_be_bytes().to_vec()
    }

    /// As the vault's room names it.
    #[must_use]
    pub fn vault_scope(&self) -> VaultScope {
        VaultScope { vault_id: *self.vault.as_bytes(), org_id: *self.org.as_bytes() }
    }

    /// The record's name in checkpoints.
    pub(crate) fn origin(&self) -> String {
        format!("credenza/{}/{}", self.vault, self.org)
    }

    fn bound(&self, row: Canonical) -> Canonical {
        row.bytes(self.vault.as_bytes()).bytes(self.org.as_bytes())
    }
}
