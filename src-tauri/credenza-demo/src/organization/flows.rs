//! The flows of the sample organization: nine, of which four are active.

use super::{Builder, history};
use credenza_protocol::Failure;
use serde_json::{Value, json};

/// How far a flow got.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Draft,
    Active,
    /// Activated, and paused since.
    Paused,
}

struct Sample {
    name: &'static str,
    trigger: Value,
    steps: Vec<Value>,
    wanted: Wanted,
}

impl Builder<'_> {
    /// Saves them, a few hours apart, and activates those that are to run.
    pub(super) async fn save_flows(&self) -> Result<(), Failure> {
        for (index, sample) in samples().into_iter().enumerate() {
            self.clock.set_minutes_ago(history::saved(index));
            let document =
                json!({"name": sample.name, "trigger": sample.trigger, "steps": sample.steps});
            self.must("flow.save", json!({ "document": document })).await?;
            let named = json!({"flow": sample.name});
            if sample.wanted != Wanted::Draft {
                self.must("flow.activate", named.clone()).await?;
            }
            if sample.wanted == Wanted::Paused {
                self.must("flow.pause", named).await?;
            }
        }
        Ok(())
    }
}

fn manual() -> Value {
    json!({"type": "manual"})
}

fn every(cron: &str) -> Value {
    json!({"type": "schedule", "cron": cron, "time_zone": "Europe/Berlin"})
}

fn request(id: &str, connector: &str, credential: &str, method: &str, path: &str) -> Value {
    json!({"id": id, "connector": connector, "action": "request", "credential": credential,
           "input": {"method": method, "path": path}})
}

fn query(id: &str, credential: &str, sql: &str) -> Value {
    json!({"id": id, "connector": "postgresql", "action": "query", "credential": credential,
           "input": {"sql": sql}})
}

fn samples() -> Vec<Sample> {
    active().into_iter().chain(resting()).collect()
}

fn active() -> Vec<Sample> {
    let sample = |name, trigger, steps| Sample { name, trigger, steps, wanted: Wanted::Active };
    vec![
        sample(
            "Nightly order import",
            every("0 3 * * *"),
            vec![
                request("orders", "shopify", "Main store", "GET", "/orders.json"),
                query("store", "Orders production", "insert into orders select * from staged"),
                request("tell", "slack", "Team notifier", "POST", "/chat.postMessage"),
            ],
        ),
        sample(
            "Warehouse sync",
            every("30 * * * *"),
            vec![
                query("changed", "Orders replica", "select * from orders where synced is null"),
                query("load", "Warehouse", "insert into fact_orders select * from staged"),
            ],
        ),
        sample(
            "Payment received",
            json!({"type": "webhook"}),
            vec![
                request("charge", "stripe", "Payments live", "GET", "/v1/charges"),
                query("book", "Orders production", "update orders set paid = true"),
            ],
        ),
        sample(
            "Pet of the day",
            every("0 9 * * 1-5"),
            vec![
                request("inventory", "petstore", "Petstore", "GET", "/store/inventory"),
                request("post", "slack", "Team notifier", "POST", "/chat.postMessage"),
            ],
        ),
    ]
}

fn resting() -> Vec<Sample> {
    let sample = |name, wanted, steps| Sample { name, trigger: manual(), steps, wanted };
    let mut open = request("lead", "hubspot", "", "GET", "/crm/v3/objects/contacts");
    if let Some(step) = open.as_object_mut() {
        step.remove("credential");
    }
    vec![
        sample(
            "Release notes",
            Wanted::Paused,
            vec![
                request("commits", "github", "Release bot", "GET", "/user/repos"),
                request("text", "openai", "Summaries", "POST", "/chat/completions"),
                request("publish", "notion", "Handbook", "POST", "/pages"),
            ],
        ),
        sample(
            "Weather surcharge",
            Wanted::Paused,
            vec![
                request("forecast", "http-api-key", "Weather", "GET", "/forecast"),
                request("price", "http-basic", "基幹システム 🚚 ERP", "POST", "/surcharges"),
            ],
        ),
        sample(
            "Newsletter from support tickets",
            Wanted::Draft,
            vec![
                request("tickets", "jira", "Support desk", "GET", "/rest/api/3/search"),
                request("send", "sendgrid", "Newsletter", "POST", "/mail/send"),
            ],
        ),
        sample(
            "Mirror repositories",
            Wanted::Draft,
            vec![request("pull", "github", "Mirror", "GET", "/user/repos")],
        ),
        sample(
            "Lead sync",
            Wanted::Draft,
            vec![open, query("store", "Reporting (new)", "insert into leads select * from staged")],
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_nine_of_which_four_are_active() {
        let samples = samples();
        let active = samples.iter().filter(|sample| sample.wanted == Wanted::Active).count();
        assert_eq!((samples.len(), active), (9, 4));
    }
}
