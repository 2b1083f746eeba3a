//! Renews a credential's access token now. No more often than every 30 seconds; a renewal that another
//! process is about to finish is waited for.

use crate::Host;
use crate::acting::Acting;
use crate::lookup::get_credential;
use crate::renewal::{Demand, renew};
use crate::view::CredentialViews;
use credenza_protocol::credential::{SavedCredential, ShowCredential};
use credenza_protocol::{ErrorCode, Failure, Reference};
use credenza_store::table::oauth_grant;

pub(crate) async fn run(
    host: &impl Host,
    request: ShowCredential,
) -> Result<SavedCredential, Failure> {
    use crate::failure::OrFailure;
    let vault = host.app().vault().await?;
    let credential = get_credential(&vault, &request.credential).await?;
    if !credential.is_live() {
        let text = format!("{} is in the archive", credential.name);
        return Err(Failure::new(ErrorCode::CredentialWrongState, text).hint("Restore it first."));
    }
    let mut connection = vault.store.read().await.or_failure()?;
    let grant =
        oauth_grant::find(&mut connection, &vault.scope, credential.id).await.or_failure()?;
    drop(connection);
    if grant.is_none() {
        let text = format!(
            "{} was not signed in through a browser: there is nothing to renew",
            credential.name
        );
        return Err(Failure::new(ErrorCode::CredentialNotRefreshable, text)
            .hint("Tokens of client credentials and key files are got anew by themselves."));
    }
    renew(&Acting::of(host), credential.id, Demand::Asked).await?;
    let row = get_credential(&vault, &Reference(credential.id.to_string())).await?;
    Ok(SavedCredential { credential: CredentialViews::read(&vault).await?.credential(&row) })
}
