//! One credential with everything that its page shows, without its secret.

use crate::Host;
use crate::failure::OrFailure;
use crate::lookup::get_credential_row;
use crate::saving::find_duplicates;
use crate::session::OpenVault;
use crate::stored::read_policy;
use crate::view::{CredentialViews, proof_view};
use credenza_protocol::Failure;
use credenza_protocol::credential::{Approvals, CredentialDetail, ShowCredential};
use credenza_store::table::credential::{Credential, CredentialRow};
use credenza_store::table::verification;

pub(crate) async fn run(
    host: &impl Host,
    request: ShowCredential,
) -> Result<CredentialDetail, Failure> {
    let vault = host.app().vault().await?;
    let row = get_credential_row(&vault, &request.credential).await?;
    let views = CredentialViews::read(&vault).await?;
    match &row {
        CredentialRow::Readable(credential) => detail(&vault, &views, credential).await,
        CredentialRow::Unreadable(_) => Ok(CredentialDetail {
            credential: views.row(&row),
            last_check: None,
            allowed_hosts: Vec::new(),
            approvals: Approvals::default(),
            unverified_reason: None,
            duplicates: Vec::new(),
        }),
    }
}

async fn detail(
    vault: &OpenVault,
    views: &CredentialViews,
    credential: &Credential,
) -> Result<CredentialDetail, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let checks =
        verification::list(&mut connection, &vault.scope, credential.id, 1).await.or_failure()?;
    drop(connection);
    let policy = read_policy(credential)?;
    Ok(CredentialDetail {
        credential: views.credential(credential),
        last_check: checks.first().map(|(at, report)| proof_view(*at, report)),
        approvals: policy.approvals(),
        allowed_hosts: policy.hosts,
        unverified_reason: credential.unverified_reason.clone(),
        duplicates: find_duplicates(vault, &credential.fingerprint, Some(credential.id)).await?,
    })
}
