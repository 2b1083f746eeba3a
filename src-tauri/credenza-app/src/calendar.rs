//! What ends: tokens that nothing renews, grants of apps in test mode, client secrets, certificates, and
//! secrets whose provider says when.

use crate::failure::OrFailure;
use crate::session::OpenVault;
use crate::view::connector_id;
use credenza_model::{CredentialId, Timestamp};
use credenza_protocol::Failure;
use credenza_protocol::health::{End, Expiry, ExpiryKind};
use credenza_store::table::health::{Ending, Ends, list_endings, list_unsettled, settle};
use credenza_store::table::oauth_app::{self, OAuthApp};
use std::collections::HashMap;
use std::time::Duration;

/// How far the calendar looks ahead.
const AHEAD: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// What ends in the next ninety days, soonest first; what has ended is in front.
pub(crate) async fn calendar(vault: &OpenVault, now: Timestamp) -> Result<Vec<Expiry>, Failure> {
    let until = now.plus(AHEAD);
    let mut connection = vault.store.read().await.or_failure()?;
    let endings = list_endings(&mut connection, &vault.scope, until).await.or_failure()?;
    let apps = oauth_app::list(&mut connection, &vault.scope, None).await.or_failure()?;
    let mut all: Vec<Expiry> = endings.into_iter().map(of_credential).collect();
    all.extend(apps.iter().filter_map(of_app).filter(|expiry| expiry.at <= until));
    all.sort_by(|one, other| (one.at, &one.name).cmp(&(other.at, &other.name)));
    Ok(all)
}

fn of_credential(ending: Ending) -> Expiry {
    Expiry {
        kind: kind_of(ending.ends),
        at: ending.at,
        credential: Some(ending.credential),
        oauth_app: None,
        name: ending.name,
        connector: connector_id(&ending.connector),
    }
}

fn kind_of(ends: Ends) -> ExpiryKind {
    match ends {
        Ends::Secret => ExpiryKind::Secret,
        Ends::Certificate => ExpiryKind::Certificate,
        Ends::Token => ExpiryKind::Token,
        Ends::TestGrant => ExpiryKind::TestGrant,
    }
}

/// What of each credential ends first.
pub(crate) async fn first_ends(vault: &OpenVault) -> Result<HashMap<CredentialId, End>, Failure> {
    let until = vault.clock.now().plus(AHEAD);
    let mut connection = vault.store.read().await.or_failure()?;
    let endings = list_endings(&mut connection, &vault.scope, until).await.or_failure()?;
    let mut first = HashMap::new();
    for ending in endings {
        let end = End { kind: kind_of(ending.ends), at: ending.at };
        first.entry(ending.credential).or_insert(end);
    }
    Ok(first)
}

/// Makes states say what the dates say, if any does not: time alone changes them.
pub(crate) async fn settle_ends(vault: &OpenVault) -> Result<(), Failure> {
    let now = vault.clock.now();
    let mut connection = vault.store.read().await.or_failure()?;
    let unsettled = list_unsettled(&mut connection, &vault.scope, now).await.or_failure()?;
    drop(connection);
    if unsettled.is_empty() {
        return Ok(());
    }
    let mut tx = vault.store.write().await.or_failure()?;
    settle(&mut tx, &vault.scope, now).await.or_failure()?;
    tx.commit().await.or_failure()
}

fn of_app(app: &OAuthApp) -> Option<Expiry> {
    Some(Expiry {
        kind: ExpiryKind::ClientSecret,
        at: app.secret_expires_at?,
        credential: None,
        oauth_app: Some(app.id),
        name: app.name.clone(),
        connector: connector_id(&app.connector),
    })
}
