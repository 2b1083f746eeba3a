//! The vault: whether it is there, and how it opens.

use credenza_model::Timestamp;
use schemars::JsonSchema;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// A secret typed by a person; deserialize only.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct SecretInput(pub SecretString);

impl JsonSchema for SecretInput {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SecretInput".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "writeOnly": true})
    }
}

/// A way to unlock the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnlockMethod {
    /// A key in the operating system's keyring.
    Keyring,
    /// A passphrase (Argon2id).
    Passphrase,
}

/// Creates the vault.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateVault {
    /// How it is going to be unlocked.
    pub method: UnlockMethod,
    /// The passphrase, when that is the method.
    #[serde(default)]
    pub passphrase: Option<SecretInput>,
}

/// Opens the vault.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnlockVault {
    /// The passphrase; without one the keyring is asked.
    #[serde(default)]
    pub passphrase: Option<SecretInput>,
}

/// Adds or changes the passphrase. The vault has to be open.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPassphrase {
    /// The present passphrase, if there is one.
    #[serde(default)]
    pub current: Option<SecretInput>,
    /// The new one.
    pub new: SecretInput,
}

/// Where the vault stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VaultState {
    /// There is none yet.
    Missing,
    /// Its keys are not in memory.
    Locked,
    /// Its keys are in memory.
    Open,
}

/// Whether the operating system's keyring can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyringState {
    /// Usable and unlocked.
    Available,
    /// There, and locked.
    Locked,
    /// None runs here.
    Unavailable,
}

/// What a vault is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VaultPurpose {
    /// A person's own credentials.
    Own,
    /// A demo: the sample organization, removed when the program that made it ends.
    Demo,
}

/// The vault as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VaultStatusView {
    /// Where it stands.
    pub state: VaultState,
    /// What it is for.
    pub purpose: VaultPurpose,
    /// The folder that holds it.
    pub folder: String,
    /// The vault's id, once it exists.
    #[serde(default)]
    pub id: Option<String>,
    /// The ways in which it can be unlocked.
    pub methods: Vec<UnlockMethod>,
    /// Whether the operating system's keyring can be used.
    pub keyring: KeyringState,
    /// Minutes without activity after which it locks; none = never.
    #[serde(default)]
    pub auto_lock_minutes: Option<u32>,
    /// When it was created.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// Rows that cannot be read, if any; the others are usable.
    pub unreadable: u64,
}
