//! The credentials of the sample organization: 24 at 14 connectors.

use super::{Builder, history};
use crate::network::{DATABASE_HOST, OLD_DATABASE_HOST};
use credenza_protocol::Failure;
use serde_json::{Value, json};

/// How a credential comes to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Saving {
    /// Verified against the demo API.
    Verified,
    /// Without a dry run, for this reason.
    Unverified(&'static str),
}

/// One credential to be added.
struct Sample {
    connector: &'static str,
    auth: &'static str,
    name: &'static str,
    /// Whom the secret goes to, `host:port`; it is on this computer, which has to be approved.
    address: String,
    fields: Value,
    saving: Saving,
}

/// A name as long as a name may be.
const LONG: &str = "Customer data platform, European Union region, read-only access for the nightly \
     reconciliation of invoices, shipments and returns between the shop, the warehouse and the \
     accounting department (shared)";

impl Builder<'_> {
    /// Adds them, a few hours apart.
    pub(super) async fn add_credentials(&self) -> Result<(), Failure> {
        self.must("setting.update", json!({"allow_unverified": true})).await?;
        for (index, sample) in samples().into_iter().enumerate() {
            self.clock.set_minutes_ago(history::added(index));
            self.must("credential.add", sample.request()).await?;
        }
        self.must("setting.update", json!({"allow_unverified": false})).await?;
        Ok(())
    }
}

impl Sample {
    fn request(&self) -> Value {
        let approvals = json!({"private": [self.address]});
        let draft = json!({"auth": self.auth, "fields": self.fields, "approvals": approvals});
        let reason = match self.saving {
            Saving::Verified => None,
            Saving::Unverified(reason) => Some(reason),
        };
        json!({
            "connector": self.connector,
            "name": self.name,
            "draft": draft,
            "unverified_reason": reason,
        })
    }

    fn unverified(self, reason: &'static str) -> Self {
        Self { saving: Saving::Unverified(reason), ..self }
    }
}

fn sample(
    connector: &'static str,
    auth: &'static str,
    name: &'static str,
    host: &str,
    fields: Value,
) -> Sample {
    let address = format!("{host}:443");
    Sample { connector, auth, name, address, fields, saving: Saving::Verified }
}

fn database(name: &'static str, host: &str, fields: [&str; 3]) -> Sample {
    let [database, username, password] = fields;
    let fields = json!({"host": host, "port": 5432, "database": database,
                        "username": username, "password": password});
    let address = format!("{host}:5432");
    Sample { address, ..sample("postgresql", "password", name, host, fields) }
}

fn samples() -> Vec<Sample> {
    [databases(), shops(), teams(), own_services()].into_iter().flatten().collect()
}

/// Five: as many as the organization's limit allows.
fn databases() -> Vec<Sample> {
    vec![
        database("Orders production", DATABASE_HOST, ["orders", "orders_app", "orders-rw-4711"]),
        database("Orders replica", DATABASE_HOST, ["orders", "orders_reader", "orders-ro-4712"]),
        database("Warehouse", DATABASE_HOST, ["dwh", "etl", "warehouse-0815"]),
        database("Legacy shop", OLD_DATABASE_HOST, ["shop", "shop", "legacy-1999"]),
        database("Reporting (new)", DATABASE_HOST, ["reports", "reports", "not-granted-yet"])
            .unverified("The database team grants access on Monday"),
    ]
}

fn shops() -> Vec<Sample> {
    let bearer = |connector, name, host, field: &str, key: &str| {
        sample(connector, "access_token", name, host, json!({ field: key }))
    };
    let shop = |name, shop: &str, token: &str| {
        let fields = json!({"shop": shop, "access_token": token});
        sample("shopify", "api_key", name, &format!("{shop}.myshopify.com"), fields)
    };
    let petstore = |name, key: &str| {
        sample("petstore", "api_key", name, "petstore.swagger.io", json!({"api_key": key}))
    };
    vec![
        // Not the guide's `secret`: that is for whoever tries the demo, and would be a duplicate.
        petstore("Petstore", "special-key"),
        petstore("Petstore (partner)", "partner-key"),
        bearer("stripe", "Payments live", "api.stripe.com", "api_key", "sk_demo_live_7Q2"),
        bearer("stripe", "Payments test", "api.stripe.com", "api_key", "sk_demo_test_9X1"),
        bearer("hubspot", "Marketing EU", "api.hubapi.com", "access_token", "pat-demo-eu1"),
        bearer(
            "hubspot",
            "التسويق – الشرق الأوسط",
            "api.hubapi.com",
            "access_token",
            "pat-demo-me1",
        ),
        shop("Main store", "northwind-coffee", "shpat_demo_main"),
        shop("Outlet", "northwind-outlet", "shpat_demo_outlet"),
        bearer("sendgrid", "Newsletter", "api.sendgrid.com", "api_key", "SG.demo.newsletter"),
    ]
}

fn teams() -> Vec<Sample> {
    let token = |connector, name, host, key: &str| {
        sample(connector, "access_token", name, host, json!({"access_token": key}))
    };
    let jira = json!({"site": "northwind", "email": "support@northwind.example",
                      "api_token": "ATATT-demo"});
    let openai = json!({"api_key": "sk-demo-openai"});
    vec![
        token("slack", "Team notifier", "slack.com", "xoxb-demo-1"),
        token("github", "Release bot", "api.github.com", "ghp_demo_release"),
        token("github", "Mirror", "api.github.com", "ghp_demo_mirror"),
        token("notion", "Handbook", "api.notion.com", "ntn_demo_handbook"),
        sample("openai", "access_token", "Summaries", "api.openai.com", openai),
        sample("jira", "basic", "Support desk", "northwind.atlassian.net", jira),
    ]
}

fn own_services() -> Vec<Sample> {
    let service = |connector, auth, name, host: &str, mut fields: Value| {
        fields["base_url"] = json!(format!("https://{host}"));
        fields["probe_path"] = json!("/me");
        sample(connector, auth, name, host, fields)
    };
    let bearer = |name, token: &str| {
        service("http-bearer", "bearer", name, "api.demo.example", json!({"token": token}))
    };
    let weather = json!({"api_key": "weather-demo"});
    let erp = json!({"username": "erp", "password": "erp-demo"});
    vec![
        bearer("Internal API", "internal-demo-1"),
        bearer(LONG, "internal-demo-2"),
        service("http-api-key", "api_key", "Weather", "weather.demo.example", weather),
        service("http-basic", "basic", "基幹システム 🚚 ERP", "erp.demo.example", erp),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn there_are_24_credentials_of_14_connectors_and_the_long_name_is_as_long_as_a_name_may_be() {
        let samples = samples();
        let connectors: HashSet<_> = samples.iter().map(|sample| sample.connector).collect();
        assert_eq!((samples.len(), connectors.len()), (24, 14));
        assert_eq!(LONG.chars().count(), 200);
    }
}
