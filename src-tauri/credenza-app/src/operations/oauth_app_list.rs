//! The OAuth apps, with the address to register at the provider.

use crate::Host;
use crate::failure::OrFailure;
use crate::view::oauth_app_views;
use credenza_protocol::oauth_app::{ListOAuthApps, OAuthAppView};
use credenza_protocol::{Failure, Page};
use credenza_store::table::oauth_app::list;

pub(crate) async fn run(
    host: &impl Host,
    request: ListOAuthApps,
) -> Result<Page<OAuthAppView>, Failure> {
    let vault = host.app().vault().await?;
    let connector = request.connector.as_ref().map(|id| id.as_str());
    let mut connection = vault.store.read().await.or_failure()?;
    let apps = list(&mut connection, &vault.scope, connector).await.or_failure()?;
    drop(connection);
    let items = oauth_app_views(&vault, &apps).await?;
    Ok(Page { total: items.len() as u64, items, cursor: None })
}
