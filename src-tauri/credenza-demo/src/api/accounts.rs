//! The accounts that the demo's providers know, and what they think of each key.
//!
//! The keys are no secrets: they open nothing but this demo. A few of them are for people who try the
//! demo, and work at every provider.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What a provider thinks of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Accepted.
    Good,
    /// Not accepted (401).
    Rejected,
    /// Known, and not allowed to do what the probe asks (403).
    NoPermission,
    /// Asked too often (429).
    RateLimited,
    /// No answer for a long time.
    Slow,
    /// A sign-in page in place of an answer.
    WebPage,
}

/// One account at one provider.
pub(crate) struct Account {
    /// The connector's id.
    pub(crate) connector: &'static str,
    /// The key, token or password.
    pub(crate) key: &'static str,
    /// How the provider names the account; for a database, the role.
    pub(crate) name: &'static str,
}

const fn account(connector: &'static str, key: &'static str, name: &'static str) -> Account {
    Account { connector, key, name }
}

/// The accounts of the sample organization.
const ACCOUNTS: &[Account] = &[
    account("petstore", "special-key", "Pet shop"),
    account("petstore", "partner-key", "Pet shop partner"),
    account("postgresql", "orders-rw-4711", "orders_app"),
    account("postgresql", "orders-ro-4712", "orders_reader"),
    account("postgresql", "warehouse-0815", "etl"),
    account("postgresql", "legacy-1999", "shop"),
    account("stripe", "sk_demo_live_7Q2", "Northwind Coffee"),
    account("stripe", "sk_demo_test_9X1", "Northwind Coffee (test)"),
    account("slack", "xoxb-demo-1", "Northwind"),
    account("github", "ghp_demo_release", "northwind-release-bot"),
    account("github", "ghp_demo_mirror", "northwind-mirror"),
    account("hubspot", "pat-demo-eu1", "25063417"),
    account("hubspot", "pat-demo-me1", "25063999"),
    account("shopify", "shpat_demo_main", "Northwind Coffee"),
    account("shopify", "shpat_demo_outlet", "Northwind Outlet"),
    account("openai", "sk-demo-openai", "Northwind"),
    account("notion", "ntn_demo_handbook", "Northwind Handbook"),
    account("sendgrid", "SG.demo.newsletter", "newsletter"),
    account("jira", "ATATT-demo", "support@northwind.example"),
    account("http-bearer", "internal-demo-1", "internal"),
    account("http-bearer", "internal-demo-2", "customer-data"),
    account("http-api-key", "weather-demo", "weather"),
    account("http-basic", "erp-demo", "erp"),
];

/// Keys for people who try the demo, good at every provider.
const TRIAL: [(&str, Standing); 5] = [
    ("secret", Standing::Good),
    ("no-permission", Standing::NoPermission),
    ("rate-limited", Standing::RateLimited),
    ("slow", Standing::Slow),
    ("html", Standing::WebPage),
];

/// The accounts as they stand now.
#[derive(Default)]
pub(crate) struct Accounts {
    changed: Mutex<HashMap<&'static str, Standing>>,
}

impl Accounts {
    /// From now on, the provider thinks so of this key.
    pub(crate) fn change(&self, key: &'static str, standing: Standing) {
        self.changed.lock().unwrap_or_else(PoisonError::into_inner).insert(key, standing);
    }

    /// What the provider of `connector` thinks of `key`, and how it names the account.
    pub(crate) fn judge(&self, connector: &str, key: &str) -> (Standing, &'static str) {
        if let Some((_, standing)) = TRIAL.iter().find(|(trial, _)| *trial == key) {
            return (*standing, "demo");
        }
        let known = |one: &&Account| one.connector == connector && one.key == key;
        let Some(account) = ACCOUNTS.iter().find(known) else {
            return (Standing::Rejected, "");
        };
        let changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        (changed.get(account.key).copied().unwrap_or(Standing::Good), account.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_good_at_its_own_provider_until_that_changes_its_mind() {
        let accounts = Accounts::default();
        assert_eq!(accounts.judge("petstore", "secret").0, Standing::Good);
        assert_eq!(accounts.judge("petstore", "Secret").0, Standing::Rejected);
        assert_eq!(accounts.judge("stripe", "xoxb-demo-1").0, Standing::Rejected);
        assert_eq!(accounts.judge("slack", "xoxb-demo-1"), (Standing::Good, "Northwind"));
        accounts.change("xoxb-demo-1", Standing::RateLimited);
        assert_eq!(accounts.judge("slack", "xoxb-demo-1").0, Standing::RateLimited);
    }
}
