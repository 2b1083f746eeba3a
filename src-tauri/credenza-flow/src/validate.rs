//! Whether a document is sound. Everything that is wrong is told at once, each with its place.
//!
//! Deliberately absent: whether its credentials are ready. A document may be saved without.

use crate::action::actions_of;
use crate::reference::{each_step_reference, is_id_char};
use credenza_connect::manifest::Kind;
use credenza_model::{ConnectorId, FlowDocument, Step, Trigger};
use serde_json::Value;
use std::collections::HashSet;
use std::str::FromStr;

const STEPS_MAX: usize = 100;
const STEP_ID_MAX: usize = 64;

/// One thing wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Where, as a JSON Pointer (RFC 6901).
    pub pointer: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

/// Everything that is wrong with `document`. `kind_of` knows the connectors.
pub fn validate(
    document: &FlowDocument,
    kind_of: impl Fn(&ConnectorId) -> Option<Kind>,
) -> Vec<Issue> {
    let mut issues = Vec::new();
    let mut issue = |pointer: String, message: String| issues.push(Issue { pointer, message });
    if document.steps.is_empty() {
        issue("/steps".into(), "a flow needs at least one step".into());
    }
    if document.steps.len() > STEPS_MAX {
        let count = document.steps.len();
        issue("/steps".into(), format!("{count} steps; at most {STEPS_MAX} are possible"));
    }
    check_trigger(&document.trigger, &mut issue);
    let mut earlier = HashSet::new();
    for (index, step) in document.steps.iter().enumerate() {
        check_step(step, &format!("/steps/{index}"), &earlier, &kind_of, &mut issue);
        earlier.insert(step.id.as_str());
    }
    issues
}

fn check_step(
    step: &Step,
    place: &str,
    earlier: &HashSet<&str>,
    kind_of: &impl Fn(&ConnectorId) -> Option<Kind>,
    issue: &mut impl FnMut(String, String),
) {
    let id = &step.id;
    if id.is_empty() || id.len() > STEP_ID_MAX || !id.chars().all(is_id_char) {
        let rule = format!("use 1 to {STEP_ID_MAX} letters, digits, '_' or '-'");
        issue(format!("{place}/id"), format!("'{id}' is not a step id: {rule}"));
    }
    if earlier.contains(id.as_str()) {
        issue(format!("{place}/id"), format!("there is a step '{id}' already"));
    }
    match kind_of(&step.connector) {
        None => issue(
            format!("{place}/connector"),
            format!("there is no connector '{}'", step.connector),
        ),
        Some(kind) => check_action(step, place, kind, issue),
    }
    if !matches!(step.input, Value::Null | Value::Object(_)) {
        issue(format!("{place}/input"), "the input has to be an object".into());
    }
    each_step_reference(&step.input, &format!("{place}/input"), &mut |pointer, target| {
        if !earlier.contains(target) {
            issue(pointer.to_owned(), format!("'$steps.{target}' is not an earlier step"));
        }
    });
}

fn check_action(step: &Step, place: &str, kind: Kind, issue: &mut impl FnMut(String, String)) {
    let actions = actions_of(kind);
    if !actions.contains(&step.action.as_str()) {
        let choices = actions.join(", ");
        issue(
            format!("{place}/action"),
            format!("{} has no action '{}'; it has: {choices}", step.connector, step.action),
        );
    }
}

fn check_trigger(trigger: &Trigger, issue: &mut impl FnMut(String, String)) {
    let Trigger::Schedule { cron, time_zone } = trigger else { return };
    if let Err(error) = croner::Cron::from_str(cron) {
        issue("/trigger/cron".into(), format!("'{cron}' is not a cron expression: {error}"));
    }
    if let Some(zone) = time_zone
        && jiff::tz::TimeZone::get(zone).is_err()
    {
        issue(
            "/trigger/time_zone".into(),
            format!("'{zone}' is not a time zone, such as Europe/Berlin"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(id: &ConnectorId) -> Option<Kind> {
        match id.as_str() {
            "sftp" => Some(Kind::Sftp),
            "postgresql" => Some(Kind::Postgresql),
            _ => None,
        }
    }

    fn issues(yaml: &str) -> Vec<String> {
        let document = crate::parse(yaml).unwrap();
        validate(&document, kind_of)
            .into_iter()
            .map(|issue| format!("{} {}", issue.pointer, issue.message))
            .collect()
    }

    #[test]
    fn a_sound_document_has_no_issue() {
        let yaml = "name: a\ntrigger: {type: schedule, cron: '0 3 * * *', time_zone: Europe/Berlin}\nsteps:\n- {id: fetch, connector: sftp, action: read}\n- {id: load, connector: postgresql, action: query, input: {parameters: ['$steps.fetch.rows']}}\n";
        assert_eq!(issues(yaml), Vec::<String>::new());
    }

    #[test]
    fn everything_wrong_is_told_at_once_with_its_place() {
        let yaml = "name: a\ntrigger: {type: schedule, cron: 'often', time_zone: Mars/Base}\nsteps:\n- {id: 'a b', connector: nowhere, action: read}\n- {id: x, connector: sftp, action: query, input: [1]}\n- {id: x, connector: postgresql, action: query, input: {p: ['$steps.later.rows']}}\n";
        let places: Vec<String> =
            issues(yaml).iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
        assert_eq!(
            places,
            [
                "/trigger/cron",
                "/trigger/time_zone",
                "/steps/0/id",
                "/steps/0/connector",
                "/steps/1/action",
                "/steps/1/input",
                "/steps/2/id",
                "/steps/2/input/p/0",
            ]
        );
    }

    #[test]
    fn a_flow_without_steps_is_not_sound() {
        assert_eq!(issues("name: a\nsteps: []\n"), ["/steps a flow needs at least one step"]);
    }
}
