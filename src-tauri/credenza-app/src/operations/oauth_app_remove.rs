//! Removes an OAuth app, unless credentials were signed in with it. The database decides.

use crate::Host;
use crate::failure::{OrFailure, remove_app_failure};
use crate::lookup::get_oauth_app;
use crate::record::Record;
use credenza_protocol::oauth_app::ShowOAuthApp;
use credenza_protocol::{Empty, ErrorCode, Failure, OperationName};
use credenza_store::table::activity::{Detail, Outcome};
use credenza_store::table::oauth_app::{count_credentials, remove};

pub(crate) async fn run(host: &impl Host, request: ShowOAuthApp) -> Result<Empty, Failure> {
    let vault = host.app().vault().await?;
    let app = get_oauth_app(&vault, &request.oauth_app).await?;
    let record = Record::of(host, OperationName::OAuthAppRemove).about(app.id, &app.name);
    let record =
        record.detail(Detail { connector: Some(app.connector.clone()), ..Detail::default() });
    let mut tx = vault.store.write().await.or_failure()?;
    if let Err(error) = remove(&mut tx, &vault.scope, app.id).await {
        let counts = count_credentials(&mut tx, &vault.scope).await.or_failure()?;
        drop(tx);
        let count = counts.get(&app.id).copied().unwrap_or(0);
        let failure = remove_app_failure(&app.name, count, &error);
        if failure.code == ErrorCode::OAuthAppInUse {
            record.not_done(host.app(), Outcome::Refused, &failure).await?;
        }
        return Err(failure);
    }
    record.done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    // The removed secret's ciphertext must not stay in the log.
    vault.store.checkpoint().await.or_failure()?;
    Ok(Empty {})
}
