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
    /// What to do when the vault is older than it was when last seen.
    #[serde(default)]
    pub older: OlderVault,
}

/// What to do with a vault that is older than when it was last seen, or has another history.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OlderVault {
    /// Leave it locked.
    #[default]
    Refuse,
    /// Open it: it was restored on purpose. That is recorded.
    Accept,
}

/// Opens the vault with the recovery kit and, when a method is named, makes that way to unlock anew.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecoverVault {
    /// The kit: its key, or the whole text of its file.
    pub recovery_kit: SecretInput,
    /// The way to unlock that is made anew; without it the vault is only opened.
    #[serde(default)]
    pub method: Option<UnlockMethod>,
    /// The new passphrase, when that is the method.
    #[serde(default)]
    pub passphrase: Option<SecretInput>,
    /// What to do when the vault is older than it was when last seen.
    #[serde(default)]
    pub older: OlderVault,
}

/// Makes a recovery kit, in place of any earlier one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateRecoveryKit {
    /// Where the kit comes from.
    pub kit: NewKit,
}

/// Where a new kit comes from. No answer ever holds its secret half.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NewKit {
    /// It was drawn by whoever asks, who keeps the secret half: its public half (`age1…`).
    Recipient(String),
    /// It is drawn now and written to this new file, which only its owner may read.
    File(String),
}

/// Checks that a person still has the recovery kit.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckRecoveryKit {
    /// The kit: its key, or the whole text of its file.
    pub recovery_kit: SecretInput,
}

/// The recovery kit, as far as it is known: its public half.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecoveryKitView {
    /// The public half (`age1…`).
    pub recipient: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When a person last showed that they have it.
    #[serde(default)]
    pub verified_at: Option<Timestamp>,
    /// The file that it was written to just now.
    #[serde(default)]
    pub file: Option<String>,
}

/// Changes keys.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateKeys {
    /// Which.
    #[serde(default)]
    pub key: WhichKey,
    /// The passphrase, when the vault has one: the new keys are wrapped for it.
    #[serde(default)]
    pub passphrase: Option<SecretInput>,
}

/// Which keys are changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhichKey {
    /// The key-encryption keys: what the keyring holds, what the passphrase derives.
    Kek,
    /// The data key: every row is sealed anew.
    Data,
    /// First those, then this.
    #[default]
    Both,
}

/// What a rotation did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RotationView {
    /// Ways to unlock that have a new key.
    pub slots: u64,
    /// Rows that were sealed or authenticated anew.
    pub rows: u64,
    /// Rows that cannot be read and keep the old key, which therefore stays.
    pub unreadable: u64,
    /// Whether a rotation that had not ended was taken up.
    pub resumed: bool,
    /// The data key's version now.
    pub data_key: u32,
    /// The copy of the vault that was made before, if one was.
    #[serde(default)]
    pub snapshot: Option<String>,
}

/// Writes a backup: the whole vault as one encrypted file (age).
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BackUp {
    /// The file.
    pub file: String,
    /// Who can open it. The recovery kit, unless a passphrase is given.
    #[serde(default)]
    pub passphrase: Option<SecretInput>,
    /// What to do with a file of that name.
    #[serde(default)]
    pub existing: ExistingFile,
}

/// What to do with a file that is there already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExistingFile {
    /// Keep it, and refuse.
    #[default]
    Keep,
    /// Replace it, once the new one is complete.
    Replace,
}

/// What opens a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BackupKey {
    /// The recovery kit.
    RecoveryKit,
    /// The passphrase that was chosen for it.
    Passphrase,
}

/// A backup that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BackupView {
    /// The file.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// What opens it.
    pub opened_by: BackupKey,
    /// How many credentials are in it, archived ones included.
    pub credentials: u64,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Makes a vault from a backup, or from a snapshot, in a folder that has none.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreVault {
    /// The file.
    pub file: String,
    /// The recovery kit, when the backup was made for it.
    #[serde(default)]
    pub recovery_kit: Option<SecretInput>,
    /// The backup's passphrase, when it was made for one.
    #[serde(default)]
    pub backup_passphrase: Option<SecretInput>,
    /// How the new vault is going to be unlocked. A snapshot keeps its own ways.
    #[serde(default)]
    pub method: Option<UnlockMethod>,
    /// The new vault's passphrase, when that is the method.
    #[serde(default)]
    pub passphrase: Option<SecretInput>,
}

/// A way to unlock, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SlotView {
    /// What unlocks.
    pub kind: SlotKind,
    /// The public name of its key: 16 hexadecimal digits.
    pub key: String,
    /// Since when it is there.
    pub created_at: Timestamp,
    /// The recovery kit: when a person last showed that they have it. Known while the vault is open.
    #[serde(default)]
    pub verified_at: Option<Timestamp>,
}

/// What unlocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SlotKind {
    /// A key in the operating system's keyring.
    Keyring,
    /// A passphrase.
    Passphrase,
    /// The recovery kit.
    RecoveryKit,
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
    /// Every way to unlock it, oldest first.
    #[serde(default)]
    pub slots: Vec<SlotView>,
    /// Whether a rotation of the data key has not ended; `vault.rotate` takes it up.
    #[serde(default)]
    pub rotation_unfinished: bool,
}
