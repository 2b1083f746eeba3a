//! The question whether a loopback or private address is meant. The default is No.

use super::Context;
use crate::input::{ask_yes, can_ask};
use credenza_protocol::Failure;
use credenza_protocol::operation::Operation;
use serde_json::{Value, json};

/// Saves; where an address is refused that a person may approve, asks `question` about it and saves again
/// with it among the request's `private`.
pub(super) async fn save_asking<O: Operation>(
    context: &Context<'_>,
    mut request: Value,
    question: &str,
) -> Result<Value, Failure> {
    loop {
        match context.terminal.ask::<O>(request.clone()).await {
            Err(failure) if approve(context, &failure, &mut request, question)? => {}
            answer => return answer,
        }
    }
}

fn approve(
    context: &Context<'_>,
    failure: &Failure,
    request: &mut Value,
    question: &str,
) -> Result<bool, Failure> {
    let no_input = context.global.no_input || context.output.is_json();
    let Some(address) = failure.details["address"].as_str() else { return Ok(false) };
    if failure.details["code"] != "egress.private_address" || !can_ask(no_input) {
        return Ok(false);
    }
    let question = format!("{address} is a loopback or private address. {question}");
    if !ask_yes(&question, no_input)? {
        return Ok(false);
    }
    if !request["private"].is_array() {
        request["private"] = json!([]);
    }
    if let Some(list) = request["private"].as_array_mut() {
        list.push(json!(address));
    }
    Ok(true)
}
