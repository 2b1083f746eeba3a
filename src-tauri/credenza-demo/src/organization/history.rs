//! What happened in the sample organization since it was set up, and when, in minutes ago: nightly
//! checks, providers that changed their minds, refusals, and what people did about them.

use super::Builder;
use crate::api::Standing;
use crate::network::OLD_DATABASE_HOST;
use credenza_protocol::{ErrorCode, Failure};
use serde_json::{Value, json};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;
/// When the vault was created.
pub(super) const FIRST_DAY: i64 = 30 * DAY;
/// The limit of credentials at one connector; PostgreSQL has as many.
const LIMIT: u32 = 5;
/// How many nights the credentials were checked.
const NIGHTS: i64 = 20;
/// Never checked: one has no access yet, one was set aside.
const LEFT_ALONE: [&str; 2] = ["Reporting (new)", "Mirror"];

/// Checked by somebody a moment ago.
const FRESH: [&str; 10] = [
    "Orders production",
    "Orders replica",
    "Petstore",
    "Payments live",
    "Marketing EU",
    "Main store",
    "Team notifier",
    "Release bot",
    "Support desk",
    "Internal API",
];

/// When the credential at this place of the list was added.
pub(super) fn added(index: usize) -> i64 {
    29 * DAY - i64::try_from(index).unwrap_or_default() * 5 * HOUR
}

/// When the flow at this place of the list was saved.
pub(super) fn saved(index: usize) -> i64 {
    23 * DAY - i64::try_from(index).unwrap_or_default() * 7 * HOUR
}

impl Builder<'_> {
    /// Lives through it.
    pub(super) async fn live(&self) -> Result<(), Failure> {
        self.clock.set_minutes_ago(20 * DAY);
        self.change("credential.quarantine", "Mirror").await?;
        let names = self.checked_names().await?;
        for night in (1..=NIGHTS).rev() {
            self.clock.set_minutes_ago(night * DAY - 3 * HOUR);
            match night {
                12 => self.api.accounts().change("warehouse-0815", Standing::Rejected),
                7 => self.api.accounts().change("SG.demo.newsletter", Standing::Rejected),
                4 => self.switch_off_old_database()?,
                1 => self.api.accounts().change("weather-demo", Standing::RateLimited),
                _ => {}
            }
            self.must("credential.verify", json!({ "credentials": names })).await?;
        }
        self.people().await
    }

    /// Everything that is checked each night.
    async fn checked_names(&self) -> Result<Vec<Value>, Failure> {
        let list = self.must("credential.list", json!({})).await?;
        let names = list["items"].as_array().into_iter().flatten().map(|item| item["name"].clone());
        Ok(names.filter(|name| !LEFT_ALONE.iter().any(|left| name == left)).collect())
    }

    fn switch_off_old_database(&self) -> Result<(), Failure> {
        let closed = self.api.closed_address().map_err(|error| {
            Failure::new(ErrorCode::Internal, format!("The demo's network is broken: {error}"))
        })?;
        self.network.lead(OLD_DATABASE_HOST, closed);
        Ok(())
    }

    /// What people did since the last night.
    async fn people(&self) -> Result<(), Failure> {
        self.clock.set_minutes_ago(20 * HOUR);
        let old = json!({"credential": "Petstore (partner)", "name": "Petstore (supplier)"});
        self.must("credential.rename", old).await?;
        self.clock.set_minutes_ago(6 * HOUR);
        let wrong = json!({
            "connector": "petstore",
            "name": "Petstore staging",
            "draft": {
                "auth": "api_key",
                "fields": {"api_key": "secert"},
                "approvals": {"private": ["petstore.swagger.io:443"]},
            },
        });
        self.refused("credential.add", wrong, ErrorCode::VerificationFailed).await?;
        self.clock.set_minutes_ago(5 * HOUR);
        let production = json!({"credential": "Orders production"});
        self.refused("credential.delete", production, ErrorCode::CredentialInUse).await?;
        self.must("setting.update", json!({"credentials_per_connector": LIMIT})).await?;
        self.clock.set_minutes_ago(3);
        self.must("credential.verify", json!({ "credentials": FRESH })).await?;
        Ok(())
    }

    async fn change(&self, operation: &str, credential: &str) -> Result<(), Failure> {
        self.must(operation, json!({ "credential": credential })).await.map(|_| ())
    }
}
