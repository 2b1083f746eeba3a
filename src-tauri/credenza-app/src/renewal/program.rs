//! Dry runs of what asks for its tokens by itself: with the kept token as long as the service takes it, and
//! otherwise with the secret, whose answer is the verdict. A token that was got on the way is kept.

use super::fresh::{fresh_secret, run};
use super::outcome::copy;
use super::{Demand, Renewed, find, renew};
use crate::Host;
use crate::acting::Acting;
use crate::dry_run::DryRunGuard;
use crate::failure::{OrFailure, seal_failure, store_failure};
use crate::lookup::get_credential;
use crate::oauth::{put_kept, put_kept_grant};
use crate::record::Record;
use crate::saving::check as dry_run;
use crate::session::OpenVault;
use crate::stored::OpenedCredential;
use credenza_connect::oauth::TokenGrant;
use credenza_model::{FailureCode, Outcome, StateChange, Verification};
use credenza_protocol::{Failure, OperationName, Reference};
use credenza_store::table::credential::{
    Credential, NewSecret, RenewRefused, RenewedSecret, renew_secret,
};
use credenza_vault::OsRandomness;

/// A dry run of a credential that keeps a token. With it the credential as it is now.
pub(super) async fn check(
    host: &Acting,
    vault: &OpenVault,
    guard: &DryRunGuard<'_>,
    credential: Credential,
) -> Result<(Credential, Verification), Failure> {
    let Ok(fresh) = fresh_secret(host, vault, credential.id).await else {
        return with_secret(host, vault, guard, credential).await;
    };
    let row = find(vault, fresh.id).await?.filter(|row| !row.ended);
    let Some(row) = row else { return with_secret(host, vault, guard, fresh).await };
    let report = run(host.app(), vault, guard, &fresh).await?;
    let refused =
        matches!(report.failure_code(), Some(FailureCode::AuthRejected | FailureCode::AuthExpired));
    if !refused || guard.is_cancelled() {
        return Ok((fresh, report));
    }
    match renew(host, fresh.id, Demand::Refused(row.grant.generation)).await {
        Ok(Renewed::Fresh) => {
            let again = get_credential(vault, &Reference(fresh.id.to_string())).await?;
            let report = run(host.app(), vault, guard, &again).await?;
            Ok((again, report))
        }
        // Renewed a moment ago, or not to be had: the secret itself has the last word.
        Ok(Renewed::AsBefore) | Err(_) => with_secret(host, vault, guard, fresh).await,
    }
}

/// A dry run with nothing but the secret, which gets a token itself where one is needed: a renewal says
/// little about why there is none, and this one says which field is wrong.
pub(super) async fn with_secret(
    host: &Acting,
    vault: &OpenVault,
    guard: &DryRunGuard<'_>,
    before: Credential,
) -> Result<(Credential, Verification), Failure> {
    // A renewal that failed may have changed its state.
    let credential = get_credential(vault, &Reference(before.id.to_string())).await?;
    let opened = OpenedCredential::open(vault, &credential)?;
    let draft = opened.without_kept_token(vault, &credential)?;
    let report = dry_run(host.app(), guard, &draft, &vault.settings, Some(credential.id)).await;
    let given = draft.granted.take().filter(|_| report.outcome == Outcome::Passed);
    match given {
        Some(given) if !guard.is_cancelled() => {
            Ok((keep(host, vault, credential, &given).await?, report))
        }
        _ => Ok((credential, report)),
    }
}

/// Seals a token beside the secret that it was asked for with, unless somebody changed that meanwhile.
/// Whoever is renewing an older token comes too late then: the grant counts on.
async fn keep(
    host: &Acting,
    vault: &OpenVault,
    credential: Credential,
    given: &TokenGrant,
) -> Result<Credential, Failure> {
    let opened = OpenedCredential::open(vault, &credential)?;
    let mut document = copy(opened.secret());
    put_kept(&mut document, given);
    let secret = NewSecret { document: &document, policy_hash: opened.policy.digest() };
    let renewed = RenewedSecret {
        secret_version: credential.secret_version,
        secret: &secret,
        change: &StateChange::Refreshed,
        at: host.app().now(),
    };
    let mut tx = vault.store.write().await.or_failure()?;
    let kept = renew_secret(&mut tx, &vault.scope, &mut OsRandomness, credential.id, &renewed)
        .await
        .map_err(|error| match error {
            RenewRefused::Seal(error) => seal_failure(&error),
            RenewRefused::Store(error) => store_failure(&error),
        })?;
    let Some(kept) = kept else { return Ok(credential) };
    put_kept_grant(&mut tx, &vault.scope, credential.id, given).await.or_failure()?;
    let record = Record::of(host, OperationName::CredentialRefresh);
    record.about(credential.id, &credential.name).done(&mut tx, vault).await?;
    tx.commit().await.or_failure()?;
    Ok(kept.credential)
}
