//! Names of keyring items. The service separates a development build from a person's real vault.

use crate::Kid;

/// Which family of items a build may touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Namespace {
    /// Real vaults.
    Production,
    /// Vaults of development builds and tests.
    Development,
}

impl Namespace {
    fn service(self) -> &'static str {
        match self {
            Namespace::Production => "credenza",
            Namespace::Development => "credenza-development",
        }
    }
}

/// The fixed service and user strings of one item; they are not secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyringItem {
    service: &'static str,
    name: String,
}

impl KeyringItem {
    /// The item of a key-encryption key. Named by kid, so that two keys can coexist during a rotation.
    pub fn kek(namespace: Namespace, vault_id: [u8; 16], kid: Kid) -> Self {
        let name = format!("credenza/kek/{}/{kid}", hex::encode(vault_id));
        Self { service: namespace.service(), name }
    }

    /// The item that mirrors the latest audit checkpoint and reveals a rolled-back vault.
    pub fn audit_anchor(namespace: Namespace, vault_id: [u8; 16]) -> Self {
        let name = format!("credenza/audit-anchor/{}", hex::encode(vault_id));
        Self { service: namespace.service(), name }
    }

    /// The service string.
    pub fn service(&self) -> &str {
        self.service
    }

    /// The user string, which is also the label: `credenza/kek/<vault>/<kid>`.
    pub fn name(&self) -> &str {
        &self.name
    }
}
