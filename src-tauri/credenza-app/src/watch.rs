//! Noticing what other processes did to the vault: changed rows, or asked everybody to lock.

use crate::session::Session;
use credenza_store::Watcher;

/// Remembers what was seen.
#[derive(Default)]
pub(crate) struct Changes {
    watcher: Option<Watcher>,
}

impl Changes {
    /// Whether the vault changed since the last call. Trouble with the database is told by the next
    /// operation that a person starts, not here.
    pub(crate) async fn happened(&mut self, session: &Session) -> bool {
        if self.watcher.is_none() {
            let Some(store) = session.store().await else { return false };
            self.watcher = store.watch().await.ok();
        }
        let Some(watcher) = &mut self.watcher else { return false };
        watcher.has_changed().await.unwrap_or(false)
    }
}
