//! Verifies a draft merged with the stored secret and, if it passes, saves it. Secrets that were
//! left alone keep their value, and are tested with the rest.

use crate::Host;
use crate::draft::PreparedDraft;
use crate::failure::{OrFailure, save_failure};
use crate::lookup::get_credential_at;
use crate::oauth::{
    Identity, account_change, keeps_token, proven_identity, put_kept, put_kept_grant,
};
use crate::record::Record;
use crate::saving::{self, Proof, fingerprint, prove, still_open};
use crate::session::OpenVault;
use crate::stored::OpenedCredential;
use crate::view::CredentialViews;
use credenza_model::{CredentialState, Outcome};
use credenza_protocol::credential::{Draft, SavedCredential, UpdateCredential};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::table::activity::{Detail, Outcome as Ended};
use credenza_store::table::credential::{self, Credential, NewSecret};
use credenza_store::table::{oauth_grant, verification};
use credenza_vault::OsRandomness;
use serde_json::json;

pub(crate) async fn run(
    host: &impl Host,
    request: UpdateCredential,
) -> Result<SavedCredential, Failure> {
    let app = host.app();
    let vault = app.vault().await?;
    let mut row = get_credential_at(&vault, &request.credential, request.version).await?;
    if !row.is_live() {
        return Err(Failure::new(
            ErrorCode::CredentialWrongState,
            format!("{} is in the archive", row.name),
        )
        .hint("Restore it first."));
    }
    let was = stored_identity(&row);
    let mut draft = OpenedCredential::open(&vault, &row)?.merge(&vault, &row, &request.draft)?;
    let guard = app.dry_runs().begin(request.verification.as_deref());
    let reason = request.unverified_reason;
    let proof = match prove(app, &guard, &mut draft, &vault.settings, reason, Some(row.id)).await {
        Ok(proof) => proof,
        Err(failure) => return Err(record_failure(host, &row, failure).await),
    };
    if let Err(failure) =
        refuse_other_account(&was, &draft, &proof, request.accept_account.as_deref())
    {
        return Err(record_failure(host, &row, failure).await);
    }
    let vault = still_open(host, &vault).await?;
    if let Some(name) = request.name {
        row.name = name.to_string();
    }
    save(host, &vault, &mut row, &draft, &proof, &changed_fields(&request.draft)).await?;
    let view = CredentialViews::read(&vault).await?.credential(&row);
    Ok(SavedCredential { credential: view })
}

/// Whose the stored credential is, as far as its last good dry run told.
fn stored_identity(row: &Credential) -> Identity {
    match &row.proof {
        Some((_, report)) => proven_identity(report, &row.public),
        None => Identity::default(),
    }
}

/// Identity pinning: flows that use it would go on with somebody else's account. The person has to say so,
/// and to name the account that was shown.
fn refuse_other_account(
    was: &Identity,
    draft: &PreparedDraft,
    proof: &Proof,
    accepted: Option<&str>,
) -> Result<(), Failure> {
    let Some(report) = proof.report().filter(|report| report.outcome == Outcome::Passed) else {
        return Ok(());
    };
    let now = proven_identity(report, draft.fields.public());
    match account_change(was, &now) {
        Some(change) if accepted != Some(change.now.as_str()) => Err(Failure::new(
            ErrorCode::SignInAccountChanged,
            format!(
                "This is another account: you were {}, this is {}. Nothing was saved",
                change.was, change.now
            ),
        )
        .hint("Check what you typed. If it is meant, go on with the new account.")
        .details(json!({"was": change.was, "now": change.now}))),
        _ => Ok(()),
    }
}

fn changed_fields(draft: &Draft) -> Vec<String> {
    let mut fields: Vec<String> = draft.fields.expose().keys().cloned().collect();
    fields.extend(draft.clear.iter().cloned());
    fields.sort();
    fields.dedup();
    fields
}

async fn record_failure(host: &impl Host, row: &Credential, failure: Failure) -> Failure {
    let record = Record::of(host, OperationName::CredentialUpdate).about(row.id, &row.name);
    if let Err(error) = record.not_done(host.app(), Ended::Failed, &failure).await {
        tracing::warn!(code = error.code.as_str(), "a failed dry run could not be recorded");
    }
    failure
}

async fn save(
    host: &impl Host,
    vault: &OpenVault,
    row: &mut Credential,
    draft: &PreparedDraft,
    proof: &Proof,
    fields: &[String],
) -> Result<(), Failure> {
    let now = host.app().now();
    let expected = row.version;
    row.auth.clone_from(&draft.scheme().id);
    row.public = draft.fields.public().clone();
    row.policy = serde_json::to_string(&draft.policy)
        .map_err(|_| Failure::new(ErrorCode::Internal, "The policy could not be written"))?;
    row.secret_fields = draft.secret_names();
    if row.state != CredentialState::Quarantined {
        row.state = proof.state(now);
    }
    row.account = proof.report().and_then(|report| report.account.clone());
    row.target = saving::target(draft);
    row.fingerprint = fingerprint(vault, draft);
    row.proof = proof.passed(now);
    row.unverified_reason = proof.reason();
    row.updated_at = now;
    let given = draft.granted.take();
    let mut document = draft.secret_document();
    if let Some(given) = &given {
        put_kept(&mut document, given);
    }
    let secret = NewSecret { document: &document, policy_hash: draft.policy.digest() };
    let mut tx = vault.store.write().await.or_failure()?;
    credential::save(&mut tx, &vault.scope, &mut OsRandomness, row, Some(&secret), expected)
        .await
        .map_err(|error| save_failure(&error))?;
    // Its token was asked for with the fields as they were.
    if keeps_token(draft.scheme()) {
        oauth_grant::remove(&mut tx, &vault.scope, row.id).await.or_failure()?;
    }
    if let Some(given) = &given {
        put_kept_grant(&mut tx, &vault.scope, row.id, given).await.or_failure()?;
    }
    if let Some(report) = proof.report() {
        verification::insert(&mut tx, &vault.scope, row.id, report, now).await.or_failure()?;
    }
    let detail = Detail {
        fields: fields.to_vec(),
        hosts: draft.policy.hosts.clone(),
        reason: proof.reason(),
        ..Detail::default()
    };
    let record = Record::of(host, OperationName::CredentialUpdate).about(row.id, &row.name);
    record.detail(detail).done(&mut tx, vault).await?;
    tx.commit().await.or_failure()?;
    // The replaced secret's ciphertext must not stay in the log.
    vault.store.checkpoint().await.or_failure()
}
