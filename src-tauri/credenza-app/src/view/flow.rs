//! Flows, and how each of their steps stands.

use super::credential::state_word;
use crate::failure::store_failure;
use crate::session::OpenVault;
use credenza_model::{ConnectorId, CredentialState, FlowDocument, Step};
use credenza_protocol::Failure;
use credenza_protocol::credential::{CredentialName, StateWord};
use credenza_protocol::flow::{FlowSummary, StepProblem, StepProblemReason, StepView};
use credenza_store::Connection;
use credenza_store::table::credential::{self, CredentialRow, Found};
use credenza_store::table::flow::Flow;
/// A flow in a list.
pub(crate) fn flow_summary(
    flow: &Flow,
    document: &FlowDocument,
    steps: &[StepView],
) -> FlowSummary {
    FlowSummary {
        id: flow.id,
        name: flow.name.clone(),
        version: flow.version,
        active_version: flow.active_version,
        status: flow.status,
        connectors: document.steps.iter().map(|step| step.connector.clone()).collect(),
        problems: steps.iter().filter(|step| step.problem.is_some()).count() as u64,
        created_at: flow.created_at,
        updated_at: flow.updated_at,
    }
}

/// How each step stands.
pub(crate) async fn step_views(
    vault: &OpenVault,
    connection: &mut Connection,
    document: &FlowDocument,
) -> Result<Vec<StepView>, Failure> {
    let mut views = Vec::new();
    for step in &document.steps {
        let found = match step.credential.as_deref() {
            Some(reference) => credential::find_by_reference(connection, &vault.scope, reference)
                .await
                .map_err(|error| store_failure(&error))?,
            None => Found::None,
        };
        views.push(step_view(vault, step, &found));
    }
    Ok(views)
}

fn step_view(vault: &OpenVault, step: &Step, found: &Found) -> StepView {
    let connector = vault.catalogue.get(step.connector.as_str());
    let (credential, state) = match found {
        Found::One(row) => (Some(name_of(row)), Some(state_of(row))),
        _ => (None, None),
    };
    StepView {
        id: step.id.clone(),
        connector: step.connector.clone(),
        connector_name: connector
            .map_or_else(|| step.connector.to_string(), |known| known.name.clone()),
        action: step.action.clone(),
        credential,
        credential_state: state,
        problem: problem(step, found),
    }
}

fn name_of(row: &CredentialRow) -> CredentialName {
    match row {
        CredentialRow::Readable(credential) => {
            CredentialName { id: credential.id, name: credential.name.clone() }
        }
        CredentialRow::Unreadable(row) => CredentialName { id: row.id, name: row.name.clone() },
    }
}

fn state_of(row: &CredentialRow) -> StateWord {
    match row {
        CredentialRow::Readable(credential) => state_word(&credential.state),
        CredentialRow::Unreadable(_) => StateWord::Unreadable,
    }
}

fn problem(step: &Step, found: &Found) -> Option<StepProblem> {
    let (reason, message, hint) = match (step.credential.as_deref(), found) {
        (None, _) => {
            (StepProblemReason::CredentialMissing, "names no credential".to_owned(), "Choose one.")
        }
        (Some(wanted), Found::None) => (
            StepProblemReason::CredentialUnknown,
            format!("names '{wanted}', and there is no such credential"),
            "Choose another one, or add it.",
        ),
        (Some(wanted), Found::Several(_)) => (
            StepProblemReason::CredentialUnknown,
            format!("names '{wanted}', and several credentials fit"),
            "Name it by its id.",
        ),
        (Some(_), Found::One(row)) => row_problem(&step.connector, row)?,
    };
    let credential = match found {
        Found::One(row) => Some(name_of(row)),
        _ => None,
    };
    Some(StepProblem { step: step.id.clone(), reason, message, hint: hint.to_owned(), credential })
}

pub(crate) fn row_problem(
    connector: &ConnectorId,
    row: &CredentialRow,
) -> Option<(StepProblemReason, String, &'static str)> {
    use StepProblemReason as Reason;
    let credential = match row {
        CredentialRow::Readable(credential) => credential,
        CredentialRow::Unreadable(row) => {
            let text = format!("'{}' cannot be read: its row is damaged", row.name);
            return Some((Reason::CredentialUnreadable, text, "Choose another one."));
        }
    };
    let name = &credential.name;
    if credential.connector != connector.as_str() {
        let text =
            format!("'{name}' is a credential of {}, not of {connector}", credential.connector);
        return Some((
            Reason::CredentialOtherConnector,
            text,
            "Choose one of the step's connector.",
        ));
    }
    match &credential.state {
        CredentialState::Archived => Some((
            Reason::CredentialArchived,
            format!("'{name}' is in the archive"),
            "Restore it, or choose another one.",
        )),
        CredentialState::Quarantined => Some((
            Reason::CredentialQuarantined,
            format!("'{name}' is quarantined"),
            "Release and verify it, or choose another one.",
        )),
        CredentialState::Unverified => Some((
            Reason::CredentialUnverified,
            format!("'{name}' was never verified"),
            "Verify it first.",
        )),
        CredentialState::ReauthRequired { .. } => Some((
            Reason::CredentialDisconnected,
            format!("'{name}' needs a new sign-in"),
            "Sign in again, or choose another one.",
        )),
        CredentialState::Disconnected { .. } => Some((
            Reason::CredentialDisconnected,
            format!("'{name}' was rejected by its provider"),
            "Reconnect it or update its secret, or choose another one.",
        )),
        _ => None,
    }
}
