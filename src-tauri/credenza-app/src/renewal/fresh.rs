//! A stored credential with a token that is as fresh as it can be: for dry runs, and for whatever uses it.

use super::outcome::lost_failure;
use super::{Demand, Renewed, find, program, renew};
use crate::App;
use crate::acting::Acting;
use crate::dry_run::DryRunGuard;
use crate::lookup::get_credential;
use crate::saving::check;
use crate::session::OpenVault;
use crate::stored::OpenedCredential;
use credenza_model::{
    CredentialId, FailureCode, Outcome, Stage, StageOutcome, StageReport, Verification,
};
use credenza_protocol::{Failure, Reference};
use credenza_store::table::credential::Credential;
use serde_json::Value;

/// The credential with a token that was renewed if it was due. Where that failed on the way, the stored one,
/// as long as it lives.
pub(crate) async fn fresh_secret(
    host: &Acting,
    vault: &OpenVault,
    id: CredentialId,
) -> Result<Credential, Failure> {
    use crate::Host;
    if let Err(failure) = renew(host, id, Demand::Due).await {
        let row = find(vault, id).await?;
        let now = host.app().now();
        let ended = row.and_then(|row| row.grant.expires_at).is_some_and(|end| end <= now);
        if ended {
            return Err(failure);
        }
    }
    get_credential(vault, &Reference(id.to_string())).await
}

/// A dry run of a stored credential, with its token renewed ahead of its end, and once if the service
/// refuses it. With it the credential that was tried: its secret may be newer than the caller's.
pub(crate) async fn check_fresh(
    app: &App,
    vault: &OpenVault,
    guard: &DryRunGuard<'_>,
    credential: Credential,
) -> Result<(Credential, Verification), Failure> {
    let host = Acting::background(app);
    match find(vault, credential.id).await? {
        None => return program::with_secret(&host, vault, guard, credential).await,
        Some(row) if row.grant.is_of_program() => {
            return program::check(&host, vault, guard, credential).await;
        }
        Some(_) => {}
    }
    let fresh = match fresh_secret(&host, vault, credential.id).await {
        Ok(fresh) => fresh,
        Err(failure) => return Ok(not_renewed(vault, credential, &failure).await),
    };
    let Some(grant) = find(vault, fresh.id).await? else {
        let report = run(app, vault, guard, &fresh).await?;
        return Ok((fresh, report));
    };
    // Its access token may live on for a while; a credential that is about to die is no proof.
    if grant.ended {
        let reason = fresh.state.failure_code().unwrap_or(FailureCode::AuthRevoked);
        let failure = lost_failure(&fresh, reason);
        return Ok(not_renewed(vault, fresh, &failure).await);
    }
    let report = run(app, vault, guard, &fresh).await?;
    let refused =
        matches!(report.failure_code(), Some(FailureCode::AuthRejected | FailureCode::AuthExpired));
    if !refused || !grant.grant.refreshable || guard.is_cancelled() {
        return Ok((fresh, report));
    }
    match renew(&host, credential.id, Demand::Refused(grant.grant.generation)).await {
        Ok(Renewed::AsBefore) => Ok((fresh, report)),
        Ok(Renewed::Fresh) => {
            let again = get_credential(vault, &Reference(credential.id.to_string())).await?;
            let report = run(app, vault, guard, &again).await?;
            Ok((again, report))
        }
        Err(failure) => Ok(not_renewed(vault, fresh, &failure).await),
    }
}

pub(super) async fn run(
    app: &App,
    vault: &OpenVault,
    guard: &DryRunGuard<'_>,
    credential: &Credential,
) -> Result<Verification, Failure> {
    let draft = OpenedCredential::open(vault, credential)?.unchanged(vault, credential)?;
    Ok(check(app, guard, &draft, &vault.settings, Some(credential.id)).await)
}

/// The verdict where no token could be had: why the renewal failed, and not that an old token was refused.
async fn not_renewed(
    vault: &OpenVault,
    credential: Credential,
    failure: &Failure,
) -> (Credential, Verification) {
    let again = get_credential(vault, &Reference(credential.id.to_string())).await;
    let credential = again.unwrap_or(credential);
    let told: Option<FailureCode> =
        serde_json::from_value(failure.details.get("code").cloned().unwrap_or(Value::Null)).ok();
    let code = credential.state.failure_code().or(told).unwrap_or(FailureCode::NetUnreachable);
    let stage = StageReport {
        stage: Stage::Authenticate,
        outcome: StageOutcome::Failed,
        ms: 0,
        message: format!("The token could not be renewed: {}", failure.message),
        hint: failure.hint.clone(),
        code: Some(code),
    };
    let report = Verification {
        outcome: Outcome::Failed,
        stages: vec![stage],
        probe: "the token endpoint".to_owned(),
        account: None,
        permissions: Vec::new(),
        expires_at: None,
        certificate_ends: None,
        host_key: None,
        field: None,
        address: None,
        retry_after: None,
    };
    (credential, report)
}
