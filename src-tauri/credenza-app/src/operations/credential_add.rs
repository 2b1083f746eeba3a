//! Verifies a draft and, if it passes, saves exactly what was verified: the same fields, in the same
//! operation. A crash in between saves nothing.

use crate::Host;
use crate::draft::{self, PreparedDraft};
use crate::failure::{OrFailure, insert_failure, randomness_failure};
use crate::lookup::{free_name, get_connector};
use crate::oauth::{put_kept, put_kept_grant};
use crate::record::Record;
use crate::saving::{
    self, Proof, duplicate_failure, find_duplicates, fingerprint, prove, still_open,
};
use crate::session::OpenVault;
use crate::view::CredentialViews;
use credenza_connect::oauth::TokenGrant;
use credenza_model::{CredentialId, Timestamp};
use credenza_protocol::credential::{AddCredential, SavedCredential};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::table::activity::{Detail, Outcome};
use credenza_store::table::credential::{self, Credential, NewSecret, count_by_connector};
use credenza_store::table::verification;
use credenza_vault::{OsRandomness, Randomness};

/// How often a generated name is made anew; each time, another process was faster.
const NAME_TRIES: u32 = 50;

pub(crate) async fn run(
    host: &impl Host,
    request: AddCredential,
) -> Result<SavedCredential, Failure> {
    let app = host.app();
    let vault = app.vault().await?;
    let connector = get_connector(&vault, &request.connector)?;
    let mut draft = draft::prepare(connector, &request.draft, None)?;
    refuse_full(&vault, &draft).await?;
    if !request.allow_duplicate
        && let Some(known) =
            find_duplicates(&vault, &fingerprint(&vault, &draft), None).await?.first()
    {
        return Err(duplicate_failure(known));
    }
    let guard = app.dry_runs().begin(request.verification.as_deref());
    let reason = request.unverified_reason;
    let proof = prove(app, &guard, &mut draft, &vault.settings, reason, None).await;
    let proof = match proof {
        Ok(proof) => proof,
        Err(failure) => return Err(record_failure(host, &draft, failure).await),
    };
    let vault = still_open(host, &vault).await?;
    let given = draft.granted.take();
    let given = given.as_ref();
    let saved = match request.name {
        Some(name) => insert(host, &vault, &draft, &proof, given, name.to_string()).await?,
        None => insert_under_free_name(host, &vault, &draft, &proof, given).await?,
    };
    let view = CredentialViews::read(&vault).await?.credential(&saved);
    Ok(SavedCredential { credential: view })
}

/// A full connector is said before the dry run, not after it; the insert counts again.
async fn refuse_full(vault: &OpenVault, draft: &PreparedDraft) -> Result<(), Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let counts = count_by_connector(&mut connection, &vault.scope).await.or_failure()?;
    let limit = vault.settings.credentials_per_connector;
    let used = counts.iter().find(|count| count.connector == draft.connector.id);
    if used.is_some_and(|count| count.credentials >= u64::from(limit)) {
        return Err(insert_failure(&credential::InsertRefused::LimitReached(limit)));
    }
    Ok(())
}

/// The failure itself, recorded; if that is not possible either, the failure still counts.
async fn record_failure(host: &impl Host, draft: &PreparedDraft, failure: Failure) -> Failure {
    let record = Record::of(host, OperationName::CredentialAdd).detail(row_detail(draft));
    if let Err(error) = record.not_done(host.app(), Outcome::Failed, &failure).await {
        tracing::warn!(code = error.code.as_str(), "a failed dry run could not be recorded");
    }
    failure
}

/// Another process may take a generated name between the look and the insert; then the next is tried.
async fn insert_under_free_name(
    host: &impl Host,
    vault: &OpenVault,
    draft: &PreparedDraft,
    proof: &Proof,
    given: Option<&TokenGrant>,
) -> Result<Credential, Failure> {
    let mut tries = 0;
    loop {
        tries += 1;
        let name = free_name(vault, &draft.connector).await?;
        match insert(host, vault, draft, proof, given, name).await {
            Err(failure)
                if failure.code == ErrorCode::CredentialNameTaken && tries < NAME_TRIES => {}
            result => return result,
        }
    }
}

async fn insert(
    host: &impl Host,
    vault: &OpenVault,
    draft: &PreparedDraft,
    proof: &Proof,
    given: Option<&TokenGrant>,
    name: String,
) -> Result<Credential, Failure> {
    let now = host.app().now();
    let mut row = new_row(vault, draft, proof, name, now)?;
    let mut document = draft.secret_document();
    if let Some(given) = given {
        put_kept(&mut document, given);
    }
    let secret = NewSecret { document: &document, policy_hash: draft.policy.digest() };
    let limit = vault.settings.credentials_per_connector;
    let mut tx = vault.store.write().await.or_failure()?;
    credential::insert(&mut tx, &vault.scope, &mut OsRandomness, &mut row, &secret, limit)
        .await
        .map_err(|error| insert_failure(&error))?;
    if let Some(given) = given {
        put_kept_grant(&mut tx, &vault.scope, row.id, given).await.or_failure()?;
    }
    if let Some(report) = proof.report() {
        verification::insert(&mut tx, &vault.scope, row.id, report, now).await.or_failure()?;
    }
    let detail = Detail { reason: proof.reason(), ..row_detail(draft) };
    let record = Record::of(host, OperationName::CredentialAdd).about(row.id, &row.name);
    record.detail(detail).done(&mut tx, vault).await?;
    tx.commit().await.or_failure()?;
    Ok(row)
}

/// The row of a new credential, still without its sealed secret.
pub(crate) fn new_row(
    vault: &OpenVault,
    draft: &PreparedDraft,
    proof: &Proof,
    name: String,
    now: Timestamp,
) -> Result<Credential, Failure> {
    let mut id = [0; 16];
    OsRandomness.fill(&mut id).map_err(|error| randomness_failure(&error))?;
    let policy = serde_json::to_string(&draft.policy)
        .map_err(|_| Failure::new(ErrorCode::Internal, "The policy could not be written"))?;
    Ok(Credential {
        id: CredentialId::from_random(id),
        connector: draft.connector.id.clone(),
        auth: draft.scheme().id.clone(),
        name,
        public: draft.fields.public().clone(),
        policy,
        secret: Vec::new(),
        secret_version: 1,
        secret_fields: draft.secret_names(),
        state: proof.state(now),
        account: proof.report().and_then(|report| report.account.clone()),
        target: saving::target(draft),
        fingerprint: fingerprint(vault, draft),
        proof: proof.passed(now),
        unverified_reason: proof.reason(),
        created_at: now,
        updated_at: now,
        archived_at: None,
        version: 1,
    })
}

/// What the activity says about a credential's content: never a value.
pub(crate) fn row_detail(draft: &PreparedDraft) -> Detail {
    let mut fields: Vec<String> = draft.fields.public().keys().cloned().collect();
    fields.extend(draft.secret_names());
    Detail {
        connector: Some(draft.connector.id.clone()),
        auth: Some(draft.scheme().id.clone()),
        fields,
        hosts: draft.policy.hosts.clone(),
        ..Detail::default()
    }
}
