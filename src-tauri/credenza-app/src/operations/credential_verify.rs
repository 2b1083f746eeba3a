//! Verifies stored credentials: some, or all, a few at a time, each told as it ends.

use crate::Host;
use crate::dry_run::DryRunGuard;
use crate::failure::OrFailure;
use crate::lifecycle::{Look, claim_patiently, record};
use crate::lookup::get_credential_row;
use crate::renewal::check_fresh;
use crate::session::OpenVault;
use crate::stored::OpenedCredential;
use crate::view::proof_view;
use credenza_model::{CredentialId, Outcome, Verification};
use credenza_protocol::credential::{VerifyCredentials, VerifyResult, VerifyView};
use credenza_protocol::{ErrorCode, Event, Failure};
use credenza_store::table::credential::{CredentialRow, Filter, list};
use credenza_store::table::health;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};
use std::sync::atomic::{AtomicU64, Ordering};

/// Dry runs at the same time.
const AT_ONCE: usize = 8;

pub(crate) async fn run(
    host: &impl Host,
    request: VerifyCredentials,
) -> Result<VerifyView, Failure> {
    let vault = host.app().vault().await?;
    let rows = if request.all { all(&vault).await? } else { named(&vault, &request).await? };
    let guard = host.app().dry_runs().begin(request.verification.as_deref());
    let name = request.verification.as_deref();
    let (total, done) = (rows.len() as u64, AtomicU64::new(0));
    let tell = |result: &VerifyResult| {
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(verification) = name {
            let (verification, outcome) = (verification.to_owned(), result.outcome);
            let credential = result.id;
            host.app().tell(Event::CredentialVerified {
                verification,
                credential,
                outcome,
                done,
                total,
            });
        }
    };
    // Collected and boxed: a lazily mapped stream of borrowing futures could not be sent to a thread.
    let mut runs: Vec<BoxFuture<'_, VerifyResult>> = Vec::new();
    for row in &rows {
        runs.push(one(host, &vault, &guard, row).inspect(&tell).boxed());
    }
    let results = futures::stream::iter(runs).buffered(AT_ONCE).collect().await;
    Ok(VerifyView { results })
}

async fn named(
    vault: &OpenVault,
    request: &VerifyCredentials,
) -> Result<Vec<CredentialRow>, Failure> {
    if request.credentials.is_empty() {
        return Err(Failure::new(
            ErrorCode::RequestInvalid,
            "Name at least one credential, or all",
        ));
    }
    let mut rows = Vec::new();
    for reference in &request.credentials {
        rows.push(get_credential_row(vault, reference).await?);
    }
    Ok(rows)
}

async fn all(vault: &OpenVault) -> Result<Vec<CredentialRow>, Failure> {
    let mut rows = Vec::new();
    let mut filter = Filter { limit: 1_000, ..Filter::default() };
    let mut connection = vault.store.read().await.or_failure()?;
    loop {
        let listed = list(&mut connection, &vault.scope, &filter).await.or_failure()?;
        rows.extend(listed.rows);
        filter.cursor = listed.cursor;
        if filter.cursor.is_none() {
            return Ok(rows);
        }
    }
}

async fn one(
    host: &impl Host,
    vault: &OpenVault,
    guard: &DryRunGuard<'_>,
    row: &CredentialRow,
) -> VerifyResult {
    let (id, name) = match row {
        CredentialRow::Readable(credential) => (credential.id, credential.name.clone()),
        CredentialRow::Unreadable(row) => (row.id, row.name.clone()),
    };
    match verify(host, vault, guard, row).await {
        Ok(report) => VerifyResult {
            id,
            name,
            outcome: report.outcome,
            proof: Some(proof_view(host.app().now(), &report)),
            error: None,
        },
        Err(failure) => {
            VerifyResult { id, name, outcome: Outcome::Failed, proof: None, error: Some(failure) }
        }
    }
}

async fn verify(
    host: &impl Host,
    vault: &OpenVault,
    guard: &DryRunGuard<'_>,
    row: &CredentialRow,
) -> Result<Verification, Failure> {
    let credential = row.clone().readable().or_failure()?;
    if !credential.is_live() {
        let text = format!("{} is in the archive", credential.name);
        return Err(Failure::new(ErrorCode::CredentialWrongState, text).hint("Restore it first."));
    }
    if guard.is_cancelled() {
        return Err(Failure::new(ErrorCode::VerificationCancelled, "Cancelled"));
    }
    let host_name = OpenedCredential::open(vault, &credential)?.policy.first_host().to_owned();
    let claimed = claim_patiently(host.app(), vault, credential.id, &host_name).await?;
    let (credential, report) = check_fresh(host.app(), vault, guard, credential).await?;
    if guard.is_cancelled() {
        give_back(vault, credential.id, claimed).await?;
    } else {
        record(host, &credential, &report, Look::Asked, claimed).await?;
    }
    Ok(report)
}

/// A cancelled look shows nothing; the next may begin at once.
async fn give_back(
    vault: &OpenVault,
    id: CredentialId,
    claimed: Option<i64>,
) -> Result<(), Failure> {
    let Some(number) = claimed else { return Ok(()) };
    let mut tx = vault.store.write().await.or_failure()?;
    health::release(&mut tx, &vault.scope, id, number).await.or_failure()?;
    tx.commit().await.or_failure()
}
