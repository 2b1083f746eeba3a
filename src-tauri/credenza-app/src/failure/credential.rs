//! Refusals about credentials.

use super::{seal_failure, store_failure};
use credenza_model::{FailureCode, StageOutcome, Verification};
use credenza_protocol::credential::FlowUse as FlowUseView;
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::credential::{ArchiveRefused, FlowUse, InsertRefused, SaveRefused};
use serde_json::json;

fn name_taken() -> Failure {
    Failure::new(
        ErrorCode::CredentialNameTaken,
        "Another credential of this connector has that name",
    )
    .hint("Choose another name, or leave it empty for a generated one.")
    .details(json!({"field": "/name"}))
}

fn changed_elsewhere() -> Failure {
    Failure::new(
        ErrorCode::CredentialChangedElsewhere,
        "The credential was changed in another window or process in the meantime",
    )
    .hint("Reload it, and make your change again. Nothing was saved.")
}

pub(crate) fn insert_failure(error: &InsertRefused) -> Failure {
    match error {
        InsertRefused::LimitReached(limit) => Failure::new(
            ErrorCode::CredentialLimitReached,
            format!("{limit} of {limit} credentials of this connector are used"),
        )
        .hint("Delete one, or raise the limit in Settings.")
        .details(json!({ "limit": limit })),
        InsertRefused::NameTaken => name_taken(),
        InsertRefused::Seal(error) => seal_failure(error),
        InsertRefused::Store(error) => store_failure(error),
    }
}

pub(crate) fn save_failure(error: &SaveRefused) -> Failure {
    match error {
        SaveRefused::ChangedElsewhere => changed_elsewhere(),
        SaveRefused::NameTaken => name_taken(),
        SaveRefused::Seal(error) => seal_failure(error),
        SaveRefused::Store(error) => store_failure(error),
    }
}

pub(crate) fn archive_failure(name: &str, error: &ArchiveRefused) -> Failure {
    match error {
        ArchiveRefused::InUse(uses) => in_use(name, uses),
        ArchiveRefused::AlreadyArchived => Failure::new(
            ErrorCode::CredentialWrongState,
            format!("{name} is in the archive already"),
        ),
        ArchiveRefused::ChangedElsewhere => changed_elsewhere(),
        ArchiveRefused::Store(error) => store_failure(error),
    }
}

fn in_use(name: &str, uses: &[FlowUse]) -> Failure {
    let count = uses.len();
    let noun = if count == 1 { "active flow uses" } else { "active flows use" };
    Failure::new(ErrorCode::CredentialInUse, format!("{name} can't be deleted: {count} {noun} it"))
        .hint("Replace it in these flows, pause them, or quarantine it.")
        .details(json!({"flows": flow_uses(uses), "clients": []}))
}

/// The flows that use a credential, as they are shown.
pub(crate) fn flow_uses(uses: &[FlowUse]) -> Vec<FlowUseView> {
    uses.iter()
        .map(|flow| FlowUseView {
            id: flow.flow,
            name: flow.name.clone(),
            active: flow.active,
            steps: flow.steps.clone(),
        })
        .collect()
}

/// A dry run that did not pass, with everything that a person needs to mend it.
pub(crate) fn verification_failure(report: &Verification) -> Failure {
    let failed = report.stages.iter().find(|stage| stage.outcome == StageOutcome::Failed);
    let code = failed.and_then(|stage| stage.code);
    if code == Some(FailureCode::Cancelled) {
        return Failure::new(ErrorCode::VerificationCancelled, "Cancelled; nothing was saved")
            .details(json!({"stages": report.stages}));
    }
    let message = failed.map_or_else(
        || "The credential could not be verified".to_owned(),
        |stage| format!("Not verified, and not saved: {}", stage.message),
    );
    let mut details = json!({"stages": report.stages, "code": code, "field": report.field});
    if matches!(code, Some(FailureCode::HostKeyUnknown | FailureCode::HostKeyChanged)) {
        details["host_key"] = json!(report.host_key);
    }
    if code == Some(FailureCode::EgressPrivateAddress) {
        details["address"] = json!(report.address);
    }
    let failure = Failure::new(ErrorCode::VerificationFailed, message).details(details);
    match failed.and_then(|stage| stage.hint.clone()) {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}
