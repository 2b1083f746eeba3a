//! The dry runs of a credential, newest first.

use crate::Host;
use crate::failure::OrFailure;
use crate::lookup::get_credential_row;
use crate::view::proof_view;
use credenza_protocol::credential::{ProofView, ShowCredential};
use credenza_protocol::{Failure, Page};
use credenza_store::table::verification;

/// As many as the store keeps.
const KEPT: u32 = 100;

pub(crate) async fn run(
    host: &impl Host,
    request: ShowCredential,
) -> Result<Page<ProofView>, Failure> {
    let vault = host.app().vault().await?;
    let id = get_credential_row(&vault, &request.credential).await?.id();
    let mut connection = vault.store.read().await.or_failure()?;
    let checks = verification::list(&mut connection, &vault.scope, id, KEPT).await.or_failure()?;
    let items: Vec<ProofView> = checks.iter().map(|(at, report)| proof_view(*at, report)).collect();
    Ok(Page { total: items.len() as u64, items, cursor: None })
}
