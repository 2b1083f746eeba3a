//! Refusals about webhooks. None quotes a secret or the query of an address.

use super::{seal_failure, store_failure};
use credenza_connect::webhook::{AddressProblem, SecretError};
use credenza_model::FailureCode;
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::webhook::WebhookRefused;
use serde_json::json;

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

pub(crate) fn invalid_address(problem: &AddressProblem) -> Failure {
    let failure = Failure::new(ErrorCode::WebhookInvalid, sentence(&problem.to_string()));
    match problem {
        AddressProblem::Private(address) => {
            failure.hint(format!("If this is meant, approve {address}.")).details(json!({
                "field": "/address", "code": FailureCode::EgressPrivateAddress, "address": address,
            }))
        }
        AddressProblem::UserInfo => failure
            .hint("Leave it out; events are signed, so that the receiver knows who sent them.")
            .details(json!({"field": "/address"})),
        AddressProblem::NotAnAddress | AddressProblem::NotHttps => failure
            .hint("Give an address such as https://example.com/hooks.")
            .details(json!({"field": "/address"})),
    }
}

pub(crate) fn invalid_secret(problem: SecretError) -> Failure {
    Failure::new(ErrorCode::WebhookInvalid, sentence(&problem.to_string()))
        .hint("Leave the secret out to have one made.")
        .details(json!({"field": "/secret"}))
}

pub(crate) fn webhook_failure(error: &WebhookRefused) -> Failure {
    match error {
        WebhookRefused::Gone => {
            Failure::new(ErrorCode::WebhookNotFound, "The webhook was removed in the meantime")
        }
        WebhookRefused::Seal(error) => seal_failure(error),
        WebhookRefused::Store(error) => store_failure(error),
    }
}
