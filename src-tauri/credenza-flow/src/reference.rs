//! References in a step's input to the trigger and to earlier steps: `$steps.fetch.rows`.

use serde_json::Value;

/// Calls `found` with the JSON Pointer and the step id of every `$steps.<id>` in `value`.
pub(crate) fn each_step_reference(
    value: &Value,
    pointer: &str,
    found: &mut impl FnMut(&str, &str),
) {
    match value {
        Value::String(text) => {
            for rest in text.split("$steps.").skip(1) {
                let end = rest.find(|c: char| !is_id_char(c)).unwrap_or(rest.len());
                found(pointer, &rest[..end]);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                each_step_reference(item, &format!("{pointer}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                let name = name.replace('~', "~0").replace('/', "~1");
                each_step_reference(field, &format!("{pointer}/{name}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether a character may stand in a step's id.
pub(crate) fn is_id_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}
