//! Credentials for people at a terminal.

use crate::output::{Table, ago, outcome_word, plural, stage_line, state_word};
use credenza_protocol::Page;
use credenza_protocol::credential::{
    CredentialDetail, CredentialView, DeletedCredential, ProofView, ReadinessView, ReplaceView,
    RevocationView, SavedCredential, UsageView, VerifyView,
};
use credenza_protocol::sign_in::GrantView;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn with<T: DeserializeOwned>(answer: &Value, human: impl FnOnce(T) -> String) -> String {
    serde_json::from_value(answer.clone()).map(human).unwrap_or_else(|_| answer.to_string())
}

fn account(credential: &CredentialView) -> String {
    credential.account.as_ref().map(|account| format!("as {account}")).unwrap_or_default()
}

pub(in crate::command) fn saved(answer: &Value) -> String {
    with(answer, |saved: SavedCredential| {
        let credential = saved.credential;
        let state = state_word(credential.state);
        format!("Saved {} ({state} {}), {}", credential.name, account(&credential), credential.id)
    })
}

pub(in crate::command) fn deleted(answer: &Value) -> String {
    with(answer, |deleted: DeletedCredential| {
        let name = deleted.credential.name;
        let moved =
            format!("{name} moved to the archive; 'credenza credential restore' takes it back.");
        match deleted.revocation.map(revocation) {
            Some(sentence) => format!("{moved}\n{sentence}"),
            None => moved,
        }
    })
}

fn revocation(view: RevocationView) -> String {
    match view {
        RevocationView::Revoked => "Its access was revoked at the provider.".to_owned(),
        RevocationView::NotOffered => {
            "The provider offers no revocation: end its access on the provider's own pages, or wait until it expires."
                .to_owned()
        }
        RevocationView::Failed { code } => {
            format!("Its access could not be revoked ({code}): end it on the provider's own pages.")
        }
        RevocationView::Kept => "Its access at the provider was kept.".to_owned(),
    }
}

pub(in crate::command) fn list(answer: &Value) -> String {
    with(answer, |page: Page<CredentialView>| {
        if page.items.is_empty() {
            return "No credentials. 'credenza credential add CONNECTOR' adds one.".to_owned();
        }
        let mut table =
            Table::new(&["id", "name", "connector", "state", "account", "proof", "used by"]);
        for credential in &page.items {
            let flows = credential.used_by.flows;
            table.row([
                credential.id.to_string().chars().take(8).collect(),
                credential.name.clone(),
                credential.connector.to_string(),
                state_word(credential.state).to_owned(),
                credential.account.clone().unwrap_or_default(),
                credential.proof.as_ref().map(|proof| ago(proof.verified_at)).unwrap_or_default(),
                if flows == 0 { String::new() } else { plural(flows, "flow") },
            ]);
        }
        let shown = page.items.len() as u64;
        let rest = if shown < page.total {
            format!("{shown} of {} shown", page.total)
        } else {
            String::new()
        };
        format!("{table}{rest}")
    })
}

pub(in crate::command) fn detail(answer: &Value) -> String {
    with(answer, |detail: CredentialDetail| {
        let credential = &detail.credential;
        let mut text = format!(
            "{}\n{} {}\n{} · {} · version {}\n",
            credential.name,
            state_word(credential.state),
            account(credential),
            credential.connector,
            credential.id,
            credential.version
        );
        for (name, value) in &credential.public {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            text.push_str(&format!("  {name:<20} {value}\n"));
        }
        for name in &credential.secrets {
            text.push_str(&format!("  {name:<20} (stored, never shown)\n"));
        }
        if let Some(grant) = &credential.grant {
            text.push_str(&grant_text(grant));
        }
        text.push_str(&format!("Sends its secret to: {}\n", detail.allowed_hosts.join(", ")));
        if let Some(reason) = &detail.unverified_reason {
            text.push_str(&format!("Saved without verifying: {reason}\n"));
        }
        if let Some(proof) = detail.last_check.as_ref().or(credential.proof.as_ref()) {
            text.push_str(&proof_text(proof));
        }
        text
    })
}

fn grant_text(grant: &GrantView) -> String {
    let mut text = format!("Signed in with {}: {}\n", grant.oauth_app, grant.scopes.join(" "));
    if !grant.missing_scopes.is_empty() {
        let missing = grant.missing_scopes.join(" ");
        text.push_str(&format!("  warning: not granted: {missing}\n"));
    }
    if let Some(end) = grant.expires_at {
        let renewed = match (grant.refreshable, grant.refresh_at) {
            (true, Some(at)) => format!(", renewed from {at} on"),
            (true, None) => ", renewed when it is refused".to_owned(),
            (false, _) => ", then somebody has to sign in again".to_owned(),
        };
        text.push_str(&format!("  its token ends {end}{renewed}\n"));
    }
    text
}

pub(super) fn readiness(view: &ReadinessView) -> String {
    let state = state_word(view.state);
    if view.ready {
        return format!("{} is ready ({state}).", view.credential.name);
    }
    let mut text = format!("{} is not ready ({state}):\n", view.credential.name);
    for problem in &view.problems {
        text.push_str(&format!("  {problem}\n"));
    }
    text
}

fn proof_text(proof: &ProofView) -> String {
    let mut text =
        format!("{} {} by {}\n", outcome_word(proof.outcome), ago(proof.verified_at), proof.probe);
    for report in &proof.stages {
        text.push_str(&format!("{}\n", stage_line(report)));
    }
    text
}

pub(super) fn history(answer: &Value) -> String {
    with(answer, |page: Page<ProofView>| page.items.iter().map(proof_text).collect())
}

pub(super) fn usage(answer: &Value) -> String {
    with(answer, |usage: UsageView| {
        if usage.flows.is_empty() {
            return format!("No flow uses {}.", usage.credential.name);
        }
        let mut table = Table::new(&["flow", "status", "steps"]);
        for flow in &usage.flows {
            let status = if flow.active { "active" } else { "not active" };
            table.row([flow.name.clone(), status.to_owned(), flow.steps.join(", ")]);
        }
        table.to_string()
    })
}

pub(super) fn replaced(answer: &Value) -> String {
    with(answer, |view: ReplaceView| {
        let what = if view.replaced { "Replaced in" } else { "Would be replaced in" };
        let mut text = format!("{what} {}\n", plural(view.flows.len() as u64, "flow"));
        for flow in &view.flows {
            text.push_str(&format!("  {}: {}\n", flow.name, flow.steps.join(", ")));
        }
        text
    })
}

pub(super) fn verified(view: &VerifyView) -> String {
    let mut table = Table::new(&["name", "outcome", ""]);
    for result in &view.results {
        let failed = result.proof.as_ref().and_then(|proof| {
            proof
                .stages
                .iter()
                .find(|report| report.code.is_some())
                .map(|report| report.message.clone())
        });
        let why =
            result.error.as_ref().map(|error| error.message.clone()).or(failed).unwrap_or_default();
        table.row([result.name.clone(), outcome_word(result.outcome).to_owned(), why]);
    }
    table.to_string()
}
