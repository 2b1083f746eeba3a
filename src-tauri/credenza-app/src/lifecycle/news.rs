//! Tells listeners that a credential was lost or works again: once, by one of all processes. A notice is
//! taken only by a process that can show it to somebody, and by a window sooner than by a page.

use crate::App;
use crate::session::OpenVault;
use credenza_model::{ConnectorId, Notice, Timestamp};
use credenza_protocol::Event;
use credenza_store::table::health::{Told, list_notices, take_notices};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a page leaves a notice to a window that may be open as well. A window looks every second.
const COURTESY: Duration = Duration::from_secs(5);

/// Who sees what a process tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The person at this desktop, even when the window is hidden.
    Desktop,
    /// Whoever has a page of this process open in a browser, if anybody has.
    Pages,
}

/// Since when each notice has been waiting to be told, as far as this process saw.
#[derive(Default)]
pub(crate) struct Waiting(Mutex<HashMap<(String, i64), Timestamp>>);

impl Waiting {
    /// Whether all that is there has waited long enough for a page to tell it. A clock that was set back begins
    /// anew.
    fn is_over(&self, there: Vec<(String, i64)>, now: Timestamp) -> bool {
        let mut since = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        since.retain(|notice, seen| there.contains(notice) && *seen <= now);
        for notice in there {
            since.entry(notice).or_insert(now);
        }
        !since.is_empty() && since.values().all(|seen| now.since(*seen) >= COURTESY)
    }
}

/// Takes what nobody has told yet, and tells it. Where nobody would see it, it is left to others.
pub(crate) async fn tell_news(app: &App, audience: Audience) {
    let Ok(vault) = app.vault().await else { return };
    if audience == Audience::Pages && !is_turn_of_pages(app, &vault).await {
        return;
    }
    match take_notices(&vault.store, &vault.scope).await {
        Ok(news) => news.into_iter().map(event).for_each(|event| app.tell(event)),
        Err(error) => tracing::debug!(code = error.code(), "no news can be told"),
    }
}

async fn is_turn_of_pages(app: &App, vault: &OpenVault) -> bool {
    let there = list_notices(&vault.store, &vault.scope).await.unwrap_or_default();
    let waited = app.notices().is_over(there, app.now());
    waited && app.is_listened_to()
}

fn event(told: Told) -> Event {
    let connector = told.connector.parse().unwrap_or_else(|_| ConnectorId::unknown());
    let (credential, name) = (told.credential, told.name);
    match told.notice {
        Notice::Lost => Event::CredentialLost { credential, name, connector, reason: told.reason },
        Notice::Recovered => Event::CredentialRecovered { credential, name, connector },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_waits_from_the_moment_there_is_something_to_tell() {
        let waiting = Waiting::default();
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1_000);
        let lost = || vec![("crm".to_owned(), 2)];
        let recovered = || vec![("crm".to_owned(), 3)];
        assert!(!waiting.is_over(vec![], at(0)));
        assert!(!waiting.is_over(lost(), at(100)), "a window may be about to tell it");
        assert!(!waiting.is_over(lost(), at(104)));
        assert!(waiting.is_over(lost(), at(105)));
        assert!(!waiting.is_over(recovered(), at(106)), "a window told that; this is the next one");
        assert!(!waiting.is_over([lost(), recovered()].concat(), at(111)), "not all have waited");
        assert!(!waiting.is_over(recovered(), at(3)), "the clock was set back");
        assert!(waiting.is_over(recovered(), at(8)));
    }
}
