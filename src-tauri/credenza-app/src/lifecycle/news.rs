//! Tells listeners that a credential was lost or works again: once, by whichever process takes the
//! notice first.

use crate::App;
use credenza_model::{ConnectorId, Notice};
use credenza_protocol::Event;
use credenza_store::table::health::{Told, take_notices};

/// Takes what nobody has told yet, and tells it.
pub(crate) async fn tell_news(app: &App) {
    let Ok(vault) = app.vault().await else { return };
    match take_notices(&vault.store, &vault.scope).await {
        Ok(news) => news.into_iter().map(event).for_each(|event| app.tell(event)),
        Err(error) => tracing::debug!(code = error.code(), "no news can be told"),
    }
}

fn event(told: Told) -> Event {
    let connector = told.connector.parse().unwrap_or_else(|_| ConnectorId::unknown());
    let (credential, name) = (told.credential, told.name);
    match told.notice {
        Notice::Lost => Event::CredentialLost { credential, name, connector, reason: told.reason },
        Notice::Recovered => Event::CredentialRecovered { credential, name, connector },
    }
}
