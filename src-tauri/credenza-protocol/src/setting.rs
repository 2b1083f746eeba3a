//! Settings of the organization: policy, limits, times.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Whether a credential may be saved without a dry run, with a reason. Default: no.
    pub allow_unverified: bool,
    /// How many credentials one connector may have. Default: 50.
    pub credentials_per_connector: u32,
    /// Minutes without activity after which the vault locks; 0 = never. Default: 15.
    pub auto_lock_minutes: u32,
    /// Seconds that one stage of a dry run may take. Default: 10.
    pub stage_seconds: u32,
    /// Seconds that a dry run may take. Default: 30.
    pub total_seconds: u32,
    /// Days that a deleted credential stays in the archive. Default: 30.
    pub archive_days: u32,
    /// Hours between two scheduled checks of a credential; 0 = no scheduled checks. Default: 24.
    pub check_hours: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            allow_unverified: false,
            credentials_per_connector: 50,
            auto_lock_minutes: 15,
            stage_seconds: 10,
            total_seconds: 30,
            archive_days: 30,
            check_hours: 24,
        }
    }
}

/// The settings to change; absent ones stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsChange {
    /// See [`Settings::allow_unverified`].
    #[serde(default)]
    pub allow_unverified: Option<bool>,
    /// See [`Settings::credentials_per_connector`]; 1 to 10,000.
    #[serde(default)]
    #[schemars(range(min = 1, max = 10_000))]
    pub credentials_per_connector: Option<u32>,
    /// See [`Settings::auto_lock_minutes`]; 0 to 1,440.
    #[serde(default)]
    #[schemars(range(max = 1_440))]
    pub auto_lock_minutes: Option<u32>,
    /// See [`Settings::stage_seconds`]; 1 to 120.
    #[serde(default)]
    #[schemars(range(min = 1, max = 120))]
    pub stage_seconds: Option<u32>,
    /// See [`Settings::total_seconds`]; 1 to 600.
    #[serde(default)]
    #[schemars(range(min = 1, max = 600))]
    pub total_seconds: Option<u32>,
    /// See [`Settings::archive_days`]; 1 to 365.
    #[serde(default)]
    #[schemars(range(min = 1, max = 365))]
    pub archive_days: Option<u32>,
    /// See [`Settings::check_hours`]; 0 to 720.
    #[serde(default)]
    #[schemars(range(max = 720))]
    pub check_hours: Option<u32>,
}
