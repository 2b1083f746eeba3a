//! Conditions of connector files on answers, evaluated as their documentation in the manifest says.

use super::answer::{Answer, Body};
use crate::manifest::{JsonType, Predicate};
use serde_json::Value;
use std::borrow::Cow;

/// Whether all parts of the condition hold. A condition without any part holds never.
#[must_use]
pub fn holds(predicate: &Predicate, answer: &Answer, body: &Body) -> bool {
    if let Some(status) = predicate.status
        && status != answer.status.as_u16()
    {
        return false;
    }
    if let Some(text) = &predicate.body_contains
        && !answer.text().contains(text.as_str())
    {
        return false;
    }
    let looks_at_a_node = predicate.path.is_some() || predicate.header.is_some();
    if !looks_at_a_node {
        return predicate.status.is_some() || predicate.body_contains.is_some();
    }
    node_holds(predicate, find_node(predicate, answer, body).as_deref())
}

fn find_node<'a>(
    predicate: &Predicate,
    answer: &'a Answer,
    body: &'a Body,
) -> Option<Cow<'a, Value>> {
    if let Some(name) = &predicate.header {
        return answer.find_header(name).map(|text| Cow::Owned(Value::from(text)));
    }
    match (&predicate.path, body) {
        (Some(path), Body::Json(value)) => path.find_first(value).map(Cow::Borrowed),
        _ => None,
    }
}

fn node_holds(predicate: &Predicate, node: Option<&Value>) -> bool {
    let present = node.is_some_and(|value| !value.is_null());
    let all = [
        predicate.exists.map(|wanted| wanted == present),
        predicate.equals.as_ref().map(|wanted| node.is_some_and(|value| same(value, wanted))),
        predicate
            .not_equals
            .as_ref()
            .map(|unwanted| !node.is_some_and(|value| same(value, unwanted))),
        predicate
            .one_of
            .as_ref()
            .map(|list| node.is_some_and(|value| list.iter().any(|one| same(value, one)))),
        predicate.contains.as_ref().map(|wanted| node.is_some_and(|value| contains(value, wanted))),
        predicate
            .not_contains
            .as_ref()
            .map(|unwanted| !node.is_some_and(|value| contains(value, unwanted))),
        predicate.json_type.map(|wanted| node.is_some_and(|value| type_of(value) == wanted)),
    ];
    let mut given = all.into_iter().flatten().peekable();
    // A bare path asks whether it is there.
    if given.peek().is_none() { present } else { given.all(|one| one) }
}

/// Equality of values; 200 and 200.0 are the same number.
fn same(left: &Value, right: &Value) -> bool {
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => (left - right).abs() < f64::EPSILON,
        _ => left == right,
    }
}

fn contains(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (Value::String(text), Value::String(part)) => text.contains(part.as_str()),
        (Value::Array(items), wanted) => items.iter().any(|item| same(item, wanted)),
        _ => false,
    }
}

fn type_of(value: &Value) -> JsonType {
    match value {
        Value::Null => JsonType::Null,
        Value::Bool(_) => JsonType::Boolean,
        Value::Number(_) => JsonType::Number,
        Value::String(_) => JsonType::String,
        Value::Array(_) => JsonType::Array,
        Value::Object(_) => JsonType::Object,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, StatusCode};
    use serde_json::json;

    fn check(predicate: Value, body: Value) -> bool {
        let predicate: Predicate = serde_json::from_value(predicate).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-jenkins", "2.4".parse().unwrap());
        let answer = Answer {
            status: StatusCode::OK,
            headers,
            body: body.to_string().into_bytes(),
            truncated: false,
        };
        holds(&predicate, &answer, &Body::Json(body))
    }

    #[test]
    fn values_are_compared_as_the_manifest_says() {
        let body =
            || json!({"ok": true, "code": 0, "name": "Guest", "list": ["a", 2], "gone": null});
        for (predicate, expected) in [
            (json!({"path": "$.ok", "equals": true}), true),
            (json!({"path": "$.ok", "equals": "true"}), false),
            (json!({"path": "$.code", "equals": 0.0}), true),
            (json!({"path": "$.name", "not_equals": "Guest"}), false),
            (json!({"path": "$.absent", "not_equals": "Guest"}), true),
            (json!({"path": "$.absent", "equals": "Guest"}), false),
            (json!({"path": "$.gone", "exists": true}), false),
            (json!({"path": "$.gone", "exists": false}), true),
            (json!({"path": "$.code", "in": [200, 0]}), true),
            (json!({"path": "$.name", "contains": "ues"}), true),
            (json!({"path": "$.list", "contains": 2}), true),
            (json!({"path": "$.list", "not_contains": "a"}), false),
            (json!({"path": "$.list", "type": "array"}), true),
            (json!({"path": "$.name"}), true),
            (json!({"body_contains": "\"name\":\"Guest\""}), true),
            (json!({"status": 401, "path": "$.ok", "equals": true}), false),
            (json!({"status": 200}), true),
            (json!({"header": "X-Jenkins", "exists": true}), true),
            (json!({"header": "X-Other", "exists": false}), true),
            (json!({}), false),
        ] {
            assert_eq!(check(predicate.clone(), body()), expected, "{predicate}");
        }
    }
}
