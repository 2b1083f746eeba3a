//! U4: messages of any shape at the window's one command. Each is answered with a value or a refusal:
//! no panic, no internal error, no stored secret. And no type that may be answered has a place for one.

use crate::app_host::{Harness, said};
use crate::random::Seeded;
use crate::report::{Control, Outcome};
use crate::{Run, scratch, u1_commands};
use anyhow::{Context, Result};
use credenza_protocol::{ErrorCode, Failure};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;

const CANARY: &str = "Cn4ry-u4-7d1f0e55Zq";
/// It changes what the others need.
const LEFT_OUT: [&str; 1] = ["vault.create"];
const TEXTS: [&str; 12] = [
    "",
    "x",
    "__proto__",
    "constructor",
    "../../etc/passwd",
    "'; DROP TABLE credential --",
    "\0",
    "\u{202e}א🎈",
    "01936000-0000-7000-8000-000000000001",
    "postgresql",
    "Stored",
    "9223372036854775808",
];

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    let contract: Value = serde_json::from_str(&std::fs::read_to_string(
        u1_commands::root().join("docs/openapi.json"),
    )?)?;
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let fuzzed = scratch::runtime()?.block_on(fuzz(run, &contract));
    std::panic::set_hook(hook);
    let mut outcome = fuzzed?;
    let (count, secret) = replies(&contract)?;
    outcome.cases += count;
    outcome
        .failures
        .extend(secret.iter().map(|place| format!("a reply has a place for a secret: {place}")));
    outcome.control = control(&contract);
    Ok(outcome)
}

async fn fuzz(run: &Run, contract: &Value) -> Result<Outcome> {
    let work = scratch::folder()?;
    let harness = Harness::open(work.path()).await?.through_the_window();
    harness.create().await?;
    harness.must("setting.update", json!({"allow_unverified": true})).await?;
    store_canary(&harness).await.map_err(|failure| said(&failure))?;
    let operations = operations(contract)?;
    let mut random = Seeded::new(run.seed);
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    for case in 0..run.size(10_000, 100_000) {
        let (name, schema) = random.one_of(&operations).clone();
        let request = make(&mut random, contract, &schema, 0);
        let told = request.to_string();
        outcome.cases += 1;
        if let Some(why) = try_one(&harness, &name, request).await {
            outcome.failures.push(format!("case {case}: {name} {told}: {why}"));
        }
        if name.starts_with("vault.") {
            // It may have locked, or asked for another way in.
            let _ = harness.ask("vault.unlock", json!({})).await;
        }
        if case % 200 == 0 {
            // Erased, renamed or over the limit: then there is one already, or soon again.
            let _ = store_canary(&harness).await;
        }
        if outcome.failures.len() > 20 {
            break;
        }
    }
    harness.close().await;
    Ok(outcome)
}

/// A stored credential whose secret no answer may hold.
async fn store_canary(harness: &Harness) -> Result<Value, Failure> {
    let draft = json!({"fields": {"base_url": "https://api.example", "token": CANARY}});
    let request = json!({
        "connector": "http-bearer", "name": "Stored", "draft": draft,
        "unverified_reason": "a test", "allow_duplicate": true,
    });
    harness.ask("credential.add", request).await
}

async fn try_one(harness: &Harness, name: &str, request: Value) -> Option<String> {
    let asking = AssertUnwindSafe(harness.ask(name, request));
    let limit = std::time::Duration::from_secs(20);
    let answered = tokio::time::timeout(limit, futures::FutureExt::catch_unwind(asking)).await;
    match answered {
        Err(_) => Some("no answer within 20 s".to_owned()),
        Ok(Err(_)) => Some("it panicked".to_owned()),
        Ok(Ok(answer)) => judge(&answer),
    }
}

/// What is wrong with an answer.
fn judge(answer: &Result<Value, Failure>) -> Option<String> {
    let text = match answer {
        Ok(value) => value.to_string(),
        Err(failure) if failure.code == ErrorCode::Internal => {
            return Some(failure.message.clone());
        }
        Err(failure) => json!(failure).to_string(),
    };
    text.contains(CANARY).then(|| "the stored secret is in the answer".to_owned())
}

/// Every operation, with the schema of its request.
fn operations(contract: &Value) -> Result<Vec<(String, Value)>> {
    let paths = contract["paths"].as_object().context("paths")?;
    let all = paths.values().filter_map(|path| {
        let post = &path["post"];
        let name = post["operationId"].as_str()?.to_owned();
        Some((name, post["requestBody"]["content"]["application/json"]["schema"].clone()))
    });
    Ok(all.filter(|(name, _)| !LEFT_OUT.contains(&name.as_str())).collect())
}

/// A value that mostly follows the schema: the nearer to what is expected, the deeper it gets.
fn make(random: &mut Seeded, contract: &Value, schema: &Value, depth: u8) -> Value {
    if depth > 6 || random.below(12) == 0 {
        return anything(random, depth);
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        let target = &contract["components"]["schemas"][name];
        return make(random, contract, target, depth + 1);
    }
    for choice in ["anyOf", "oneOf", "allOf", "enum"] {
        if let Some(options) = schema[choice].as_array().filter(|options| !options.is_empty()) {
            let option = random.one_of(options).clone();
            return if choice == "enum" {
                option
            } else {
                make(random, contract, &option, depth + 1)
            };
        }
    }
    match type_of(random, schema).as_str() {
        "object" => object(random, contract, schema, depth),
        "array" => (0..random.below(4))
            .map(|_| make(random, contract, &schema["items"], depth + 1))
            .collect(),
        "string" => Value::from(*random.one_of(&TEXTS)),
        "integer" | "number" => number(random),
        "boolean" => Value::from(random.below(2) == 0),
        "null" => Value::Null,
        _ => anything(random, depth),
    }
}

fn type_of(random: &mut Seeded, schema: &Value) -> String {
    match &schema["type"] {
        Value::Array(types) if !types.is_empty() => {
            random.one_of(types).as_str().unwrap_or_default().to_owned()
        }
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

fn object(random: &mut Seeded, contract: &Value, schema: &Value, depth: u8) -> Value {
    let mut made = Map::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if random.below(4) > 0 {
            made.insert(name.clone(), make(random, contract, property, depth + 1));
        }
    }
    if random.below(6) == 0 {
        made.insert((*random.one_of(&TEXTS)).to_owned(), anything(random, depth));
    }
    Value::Object(made)
}

fn number(random: &mut Seeded) -> Value {
    random
        .one_of(&[
            json!(0),
            json!(1),
            json!(-1),
            json!(50),
            json!(u64::MAX),
            json!(i64::MIN),
            json!(1e308),
            json!(0.5),
        ])
        .clone()
}

fn anything(random: &mut Seeded, depth: u8) -> Value {
    match random.below(8) {
        0 => Value::Null,
        1 => Value::from(random.below(2) == 0),
        2 => number(random),
        3 => Value::from("y".repeat(random.below(70_000))),
        4 if depth < 6 => Value::Array(vec![anything(random, depth + 1)]),
        5 if depth < 6 => json!({(*random.one_of(&TEXTS)): anything(random, depth + 1)}),
        _ => Value::from(*random.one_of(&TEXTS)),
    }
}

/// How many reply types there are, and where one of them could hold a secret.
fn replies(contract: &Value) -> Result<(u64, BTreeSet<String>)> {
    let mut seen = BTreeSet::new();
    let mut found = BTreeSet::new();
    for path in contract["paths"].as_object().context("paths")?.values() {
        for answer in path["post"]["responses"].as_object().into_iter().flat_map(|all| all.values())
        {
            walk(
                contract,
                &answer["content"]["application/json"]["schema"],
                "",
                &mut seen,
                &mut found,
            );
        }
    }
    Ok((seen.len() as u64, found))
}

/// Names under which a secret would be told. `secrets` lists names of fields, and `secret_*` say when.
const SECRET_NAMES: [&str; 9] = [
    "passphrase",
    "password",
    "token",
    "secret",
    "private_key",
    "api_key",
    "key_bytes",
    "fields",
    "draft",
];

fn walk(
    contract: &Value,
    schema: &Value,
    place: &str,
    seen: &mut BTreeSet<String>,
    found: &mut BTreeSet<String>,
) {
    match schema {
        Value::Object(map) => {
            if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
                if seen.insert(name.to_owned()) {
                    walk(contract, &contract["components"]["schemas"][name], name, seen, found);
                }
                return;
            }
            if schema["writeOnly"] == true {
                found.insert(place.to_owned());
            }
            for name in schema["properties"].as_object().into_iter().flat_map(Map::keys) {
                if SECRET_NAMES.contains(&name.as_str()) {
                    found.insert(format!("{place}.{name}"));
                }
            }
            for value in map.values() {
                walk(contract, value, place, seen, found);
            }
        }
        Value::Array(all) => all.iter().for_each(|one| walk(contract, one, place, seen, found)),
        _ => {}
    }
}

/// An answer with the secret, an internal error, and a reply type with a place for a password.
fn control(contract: &Value) -> Control {
    let mut planted = contract.clone();
    planted["components"]["schemas"]["CredentialView"]["properties"]["password"] =
        json!({"type": "string"});
    let found = replies(&planted).is_ok_and(|(_, found)| found.contains("CredentialView.password"));
    let told = judge(&Ok(json!({"token": CANARY}))).is_some();
    let broken = judge(&Err(Failure::new(ErrorCode::Internal, "broke"))).is_some();
    Control::of(if found && told && broken { 3 } else { 0 })
}
