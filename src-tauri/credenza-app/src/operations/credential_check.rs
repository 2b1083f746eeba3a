//! Verifies a draft without saving it.

use crate::Host;
use crate::draft::{self, PreparedDraft};
use crate::failure::OrFailure;
use crate::lookup::{get_connector, get_credential};
use crate::record::Record;
use crate::saving::{check, find_duplicates, fingerprint};
use crate::session::OpenVault;
use crate::stored::OpenedCredential;
use crate::view::proof_view;
use credenza_model::Verification;
use credenza_protocol::credential::{CheckDraft, CheckView};
use credenza_protocol::{Failure, OperationName, Reference};
use credenza_store::table::activity::Detail;
use serde_json::json;

pub(crate) async fn run(host: &impl Host, request: CheckDraft) -> Result<CheckView, Failure> {
    let app = host.app();
    let vault = app.vault().await?;
    let draft = prepare(&vault, &request).await?;
    let guard = app.dry_runs().begin(request.verification.as_deref());
    let report = check(app, &guard, &draft, &vault.settings, request.credential).await;
    record(host, &draft, &report).await?;
    let duplicates =
        find_duplicates(&vault, &fingerprint(&vault, &draft), request.credential).await?;
    Ok(CheckView {
        proof: proof_view(app.now(), &report),
        duplicate_of: duplicates.into_iter().next(),
        field: report.field,
    })
}

async fn prepare(vault: &OpenVault, request: &CheckDraft) -> Result<PreparedDraft, Failure> {
    match request.credential {
        Some(id) => {
            let credential = get_credential(vault, &Reference(id.to_string())).await?;
            OpenedCredential::open(vault, &credential)?.merge(vault, &credential, &request.draft)
        }
        None => draft::prepare(get_connector(vault, &request.connector)?, &request.draft, None),
    }
}

async fn record(
    host: &impl Host,
    draft: &PreparedDraft,
    report: &Verification,
) -> Result<(), Failure> {
    // The vault may have been locked meanwhile; the result is still shown.
    let Ok(vault) = host.app().vault().await else { return Ok(()) };
    let mut tx = vault.store.write().await.or_failure()?;
    let detail = Detail {
        connector: Some(draft.connector.id.clone()),
        auth: Some(draft.scheme().id.clone()),
        hosts: draft.policy.hosts.clone(),
        code: report.failure_code().and_then(|code| json!(code).as_str().map(str::to_owned)),
        after: json!(report.outcome).as_str().map(str::to_owned),
        ..Detail::default()
    };
    let record = Record::of(host, OperationName::CredentialCheck);
    record.detail(detail).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()
}
