//! Webhooks for people at a terminal.

use crate::output::{Table, ago, in_time};
use credenza_protocol::Page;
use credenza_protocol::webhook::{
    DeliveryState, DeliveryView, WebhookEvent, WebhookSecretView, WebhookView,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

fn with<T: DeserializeOwned>(answer: &Value, human: impl FnOnce(T) -> String) -> String {
    serde_json::from_value(answer.clone()).map(human).unwrap_or_else(|_| answer.to_string())
}

pub(super) fn saved(answer: &Value, what: &str) -> String {
    with(answer, |view: WebhookSecretView| {
        let webhook = &view.webhook;
        let mut text = format!("{} {what} ({})\n", webhook.address, webhook.id);
        if let Some(until) = webhook.previous_secret_until {
            text.push_str(&format!("The previous secret signs too; it ends {}.\n", in_time(until)));
        }
        if let Some(secret) = &view.signing_secret {
            text.push_str(&format!(
                "Its signing secret, shown this once; give it to the receiver:\n{}\n",
                secret.0
            ));
        }
        text
    })
}

pub(super) fn list(answer: &Value) -> String {
    with(answer, |page: Page<WebhookView>| {
        if page.items.is_empty() {
            return "No webhooks. 'credenza webhook add ADDRESS' adds one.".to_owned();
        }
        let mut table = Table::new(&[
            "id",
            "address",
            "events",
            "status",
            "waiting",
            "last delivered",
            "description",
        ]);
        for webhook in &page.items {
            table.row([
                webhook.id.to_string().chars().take(8).collect(),
                webhook.address.clone(),
                events(&webhook.events),
                status(webhook),
                webhook.pending.to_string(),
                webhook.delivered_at.map_or_else(|| "never".to_owned(), ago),
                webhook.description.clone().unwrap_or_default(),
            ]);
        }
        table.to_string()
    })
}

fn events(events: &[WebhookEvent]) -> String {
    if events.len() == WebhookEvent::ALL.len() {
        return "all".to_owned();
    }
    let short = |event: &WebhookEvent| event.as_str().trim_start_matches("connection.");
    events.iter().map(short).collect::<Vec<_>>().join(", ")
}

fn status(webhook: &WebhookView) -> String {
    match webhook.failing_since {
        _ if !webhook.active => "paused".to_owned(),
        Some(since) => format!("failing, first {}", ago(since)),
        None => "active".to_owned(),
    }
}

fn word(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Pending => "pending",
        DeliveryState::Delivered => "delivered",
        DeliveryState::GivenUp => "given up",
    }
}

pub(super) fn deliveries(answer: &Value) -> String {
    with(answer, |page: Page<DeliveryView>| {
        if page.items.is_empty() {
            return "Nothing was sent in the last thirty days.".to_owned();
        }
        let mut table =
            Table::new(&["id", "event", "when", "state", "tries", "answer", "next try", "problem"]);
        for one in &page.items {
            table.row([
                one.id.to_string(),
                one.event.clone(),
                ago(one.at),
                word(one.state).to_owned(),
                one.attempts.to_string(),
                one.status.map(|status| status.to_string()).unwrap_or_default(),
                one.next_try.map(in_time).unwrap_or_default(),
                one.problem.clone().unwrap_or_default(),
            ]);
        }
        table.to_string()
    })
}

pub(super) fn sent(answer: &Value) -> String {
    with(answer, |one: DeliveryView| {
        let ms = one.ms.map(|ms| format!(" in {ms} ms")).unwrap_or_default();
        match one.state {
            DeliveryState::Delivered => {
                let status = one.status.unwrap_or_default();
                format!("Delivered {}{ms} (HTTP {status}), {}", one.event, one.id)
            }
            state => {
                let problem = one.problem.unwrap_or_else(|| "it is being sent just now".to_owned());
                let next = one.next_try.map(|at| format!("; tried again {}", in_time(at)));
                let next = next.unwrap_or_default();
                format!("{} is {}: {problem}{next} ({})", one.event, word(state), one.id)
            }
        }
    })
}
