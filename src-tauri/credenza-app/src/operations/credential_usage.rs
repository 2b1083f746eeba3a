//! Where a credential is used.

use crate::Host;
use crate::failure::{OrFailure, flow_uses};
use crate::lookup::get_credential_row;
use crate::view::CredentialViews;
use credenza_protocol::Failure;
use credenza_protocol::credential::{CredentialName, ShowCredential, UsageView};
use credenza_store::table::credential::list_uses;
use credenza_store::table::flow::check_links;

pub(crate) async fn run(host: &impl Host, request: ShowCredential) -> Result<UsageView, Failure> {
    let vault = host.app().vault().await?;
    let row = get_credential_row(&vault, &request.credential).await?;
    let name = CredentialViews::read(&vault).await?.row(&row).name;
    let mut connection = vault.store.read().await.or_failure()?;
    check_links(&mut connection, &vault.scope).await.or_failure()?;
    let uses = list_uses(&mut connection, row.id()).await.or_failure()?;
    Ok(UsageView {
        credential: CredentialName { id: row.id(), name },
        flows: flow_uses(&uses),
        clients: Vec::new(),
    })
}
