//! Health: what works, what does not, since when, and what ends soon.

use crate::Reference;
use crate::activity::ActivityEntry;
use crate::credential::StateWord;
use credenza_model::{ConnectorId, CredentialId, FailureCode, FlowId, OAuthAppId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Lists how credentials stand.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListHealth {
    /// Only those in one of these states; empty = all.
    #[serde(default)]
    pub states: Vec<StateWord>,
    /// Only those that need attention.
    #[serde(default)]
    pub needs_attention: bool,
    /// Only those whose checks a person paused.
    #[serde(default)]
    pub paused: bool,
    /// Only those whose name or account holds this text.
    #[serde(default)]
    pub search: Option<String>,
    /// Where the previous page ended.
    #[serde(default)]
    pub cursor: Option<String>,
    /// At most so many; 1 to 1,000, default 200.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Whether a credential is looked at by itself, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Checks {
    /// At `next_check`.
    Planned,
    /// As soon as the vault is open somewhere: there is no plan yet.
    Soon,
    /// A person paused them.
    Paused,
    /// They are switched off for all credentials.
    Off,
    /// Its look costs money: only when a person asks.
    OnRequest,
    /// It waits for a person: a first dry run, a sign-in, the end of a quarantine.
    Person,
}

/// A try to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Retry {
    /// When.
    pub at: Timestamp,
    /// Its number: 1 was the first that failed.
    pub attempt: u32,
    /// How many tries there are at growing distances, as long as this is one of them. Absent = it is one of
    /// those that follow every quarter of an hour until there is an answer.
    #[serde(default)]
    pub of: Option<u32>,
}

/// How one credential stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HealthRow {
    /// The credential.
    pub id: CredentialId,
    /// Its name.
    pub name: String,
    /// Its connector.
    pub connector: ConnectorId,
    /// Its state.
    pub state: StateWord,
    /// Why, when there is trouble.
    #[serde(default)]
    pub reason: Option<FailureCode>,
    /// Since when it is in that state.
    pub since: Timestamp,
    /// When a dry run last passed.
    #[serde(default)]
    pub last_success: Option<Timestamp>,
    /// When it is going to be looked at next; absent = `checks` says why.
    #[serde(default)]
    pub next_check: Option<Timestamp>,
    /// Whether it is looked at by itself.
    pub checks: Checks,
    /// The next of the tries that go on by themselves after trouble on the way: a look, or a renewal of its
    /// token. Absent = none: all is well, or only a person helps.
    #[serde(default)]
    pub retry: Option<Retry>,
    /// What ends first, if anything does within ninety days.
    #[serde(default)]
    pub ends: Option<End>,
    /// Active flows that use it.
    pub active_flows: u64,
    /// A person paused its checks.
    pub paused: bool,
    /// Whether a person has to sign in again in the browser, as against the form.
    pub signs_in: bool,
}

/// How many credentials are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StateCount {
    /// The state.
    pub state: StateWord,
    /// How many.
    pub count: u64,
}

/// How credentials stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HealthView {
    /// Those that need attention first.
    pub items: Vec<HealthRow>,
    /// How many there are on all pages.
    pub total: u64,
    /// What to pass as `cursor` to get the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many in each state, without the filter; states without a credential are left out.
    pub counts: Vec<StateCount>,
    /// How many need attention, without the filter.
    pub needs_attention: u64,
    /// Of how many a person paused the checks, without the filter.
    pub paused: u64,
}

/// Asks how the looks at a credential went.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskHistory {
    /// Which.
    pub credential: Reference,
}

/// How the looks at a credential went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckHistory {
    /// The hours in which there was one, oldest first; of a month.
    pub hours: Vec<CheckHour>,
}

/// The looks of one hour: those of a person and those of the schedule, also where they showed nothing new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckHour {
    /// When it began; hours are those of UTC.
    pub at: Timestamp,
    /// How many passed.
    pub passed: u32,
    /// How many failed, for whatever reason.
    pub failed: u32,
    /// How many could tell nothing: there is no harmless request.
    pub untestable: u32,
}

/// Pauses or resumes the scheduled checks of a credential.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeChecks {
    /// Which.
    pub credential: Reference,
}

/// What ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExpiryKind {
    /// An access token that cannot be renewed without a person.
    Token,
    /// A grant of an app in test mode: seven days after the sign-in.
    TestGrant,
    /// The client secret of an OAuth app.
    ClientSecret,
    /// The certificate of a server.
    Certificate,
    /// The secret itself, where the provider says when.
    Secret,
}

/// What of a credential ends first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct End {
    /// What.
    pub kind: ExpiryKind,
    /// When.
    pub at: Timestamp,
}

/// Something that ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Expiry {
    /// What.
    pub kind: ExpiryKind,
    /// When.
    pub at: Timestamp,
    /// The credential concerned.
    #[serde(default)]
    pub credential: Option<CredentialId>,
    /// The OAuth app concerned.
    #[serde(default)]
    pub oauth_app: Option<OAuthAppId>,
    /// The name of either.
    pub name: String,
    /// Its connector.
    pub connector: ConnectorId,
}

/// Why a credential is in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Its state.
    Trouble,
    /// An active flow uses it, and it is quarantined.
    Quarantined,
    /// An active flow uses it, and its checks are paused.
    Paused,
    /// Nobody has looked at it for thirty days, or it was never verified in as long.
    Unchecked,
}

/// Why something needs attention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Attention {
    /// A credential has trouble, or is neglected.
    Credential {
        /// Which.
        id: CredentialId,
        /// Its name.
        name: String,
        /// Its connector.
        connector: ConnectorId,
        /// Why it is in the list.
        cause: Cause,
        /// Its state.
        state: StateWord,
        /// Why it stands so.
        #[serde(default)]
        reason: Option<FailureCode>,
        /// Since when; of what is unchecked, since the last look.
        since: Timestamp,
        /// Active flows that it breaks.
        active_flows: u64,
        /// Whether a person signs in again in the browser.
        signs_in: bool,
    },
    /// Something ends within seven days.
    Expiry {
        /// What, and when. In a field of its own: it has a `kind` of its own.
        expiry: Expiry,
    },
    /// An active flow has a step that cannot be used.
    Flow {
        /// Which.
        id: FlowId,
        /// Its name.
        name: String,
        /// What is wrong with it.
        problem: String,
        /// Since when: the credential's state, or the flow itself, has been so.
        since: Timestamp,
    },
    /// Events could not be delivered.
    Webhook {
        /// Which.
        id: credenza_model::WebhookId,
        /// Its address, without query.
        address: String,
        /// Since when.
        since: Timestamp,
    },
}

/// The first screen: what works, what does not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OverviewView {
    /// What needs attention, the most urgent first.
    pub attention: Vec<Attention>,
    /// How many more credentials need it than are listed here: `health.list` has all.
    pub more: u64,
    /// Live credentials.
    pub credentials: u64,
    /// Connectors that have credentials.
    pub connectors: u64,
    /// Active flows.
    pub active_flows: u64,
    /// When a credential was last looked at.
    #[serde(default)]
    pub last_checked: Option<Timestamp>,
    /// What ends in the next ninety days, soonest first.
    pub calendar: Vec<Expiry>,
    /// The last ten entries of the activity.
    pub recent: Vec<ActivityEntry>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_reads_back_as_it_was_written() {
        let expiry = Expiry {
            kind: ExpiryKind::Certificate,
            at: Timestamp::from_millis(1),
            credential: None,
            oauth_app: None,
            name: "Warehouse".to_owned(),
            connector: ConnectorId::unknown(),
        };
        let wire = serde_json::to_value(Attention::Expiry { expiry }).unwrap();
        assert_eq!(
            (&wire["kind"], &wire["expiry"]["kind"]),
            (&"expiry".into(), &"certificate".into())
        );
        assert!(matches!(serde_json::from_value(wire).unwrap(), Attention::Expiry { .. }));
    }
}
