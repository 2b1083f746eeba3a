//! The tamper-evident record of what happened.

use credenza_model::{Actor, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Lists the activity.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListActivity {
    /// Only this action: `credential.add`.
    #[serde(default)]
    pub action: Option<String>,
    /// Only these actions; empty = all.
    #[serde(default)]
    pub actions: Vec<String>,
    /// Only entries about this object's id.
    #[serde(default)]
    pub object: Option<String>,
    /// Only this outcome.
    #[serde(default)]
    pub outcome: Option<ActivityOutcome>,
    /// Only entries whose action, object name or actor holds this text.
    #[serde(default)]
    pub search: Option<String>,
    /// Only from this moment on.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Only before this moment.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// Where the previous page ended.
    #[serde(default)]
    pub cursor: Option<String>,
    /// At most so many; 1 to 1,000, default 200.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// How something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActivityOutcome {
    /// It was done.
    Done,
    /// It was refused by a rule.
    Refused,
    /// It was tried and failed.
    Failed,
}

/// One entry. Says which fields were present or changed, never their values where they are secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActivityEntry {
    /// Its place in the chain, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What: `credential.add`.
    pub action: String,
    /// The object's id.
    #[serde(default)]
    pub object: Option<String>,
    /// The object's name at that time.
    #[serde(default)]
    pub object_name: Option<String>,
    /// How it ended.
    pub outcome: ActivityOutcome,
    /// Allow-listed details.
    pub detail: Map<String, Value>,
}

/// What a check of the chain showed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChainView {
    /// Whether every entry is where and what it was.
    pub intact: bool,
    /// How many entries were checked.
    pub entries: u64,
    /// The time of the last entry.
    #[serde(default)]
    pub up_to: Option<Timestamp>,
    /// The first entry that is not what it was.
    #[serde(default)]
    pub broken_at: Option<i64>,
    /// What is wrong there.
    #[serde(default)]
    pub problem: Option<String>,
    /// How the record stands to the copy of its last checkpoint outside the vault.
    pub anchor: AnchorState,
}

/// How the record stands to the checkpoint that is kept in the operating system's keyring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnchorState {
    /// It goes on from there.
    Continued,
    /// It ends earlier: the vault is an older one.
    Older,
    /// It has another history.
    Different,
    /// The checkpoint cannot be trusted.
    Unreadable,
    /// There is none yet.
    None,
    /// The vault is not unlocked by a keyring, or the keyring does not answer: nothing outside can be asked.
    Unavailable,
}
