//! The vault's session: whether there is a vault, whether its keys are in memory, and how they get
//! there and leave.

mod anchor;
pub(crate) mod create;
mod keys;
mod recovery;
mod restore;
mod rotate;
mod unlock;

use crate::clock::Clock;
use crate::config::AppConfig;
use crate::failure::store_failure;
use credenza_connect::catalogue::Catalogue;
use credenza_connect::manifest::Connector;
use credenza_protocol::setting::Settings;
use credenza_protocol::vault::{SlotView, UnlockMethod, VaultState};
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::{connector, credential, setting, vault};
use credenza_store::{Scope, Store, StoreError};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, RwLock};

pub(crate) use anchor::AcceptedOlder;
use keys::StoredKeys;
pub(crate) use recovery::{KnownKit, find_kit, no_kit};

/// The name of the one setting that holds all of them.
pub(crate) const SETTINGS: &str = "settings";

/// An open vault: what every operation but the vault's own works with. A clone taken before the vault
/// is locked must not be used to save after it: ask again before saving.
#[derive(Clone)]
pub(crate) struct OpenVault {
    pub(crate) store: Store,
    pub(crate) scope: Scope,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) settings: Settings,
    pub(crate) clock: Arc<dyn Clock>,
}

/// What can be known of the vault while it is locked.
pub(crate) struct SessionStatus {
    pub(crate) state: VaultState,
    pub(crate) vault: Option<vault::Vault>,
    pub(crate) methods: Vec<UnlockMethod>,
    pub(crate) slots: Vec<SlotView>,
    pub(crate) rotation_unfinished: bool,
}

/// The session of one process.
pub(crate) struct Session {
    config: AppConfig,
    state: RwLock<State>,
    unreadable: AtomicU64,
    /// Held while keys are changed: one rotation at a time.
    rotating: Mutex<()>,
}

#[derive(Default)]
struct State {
    store: Option<Store>,
    open: Option<OpenVault>,
    wrong_passphrases: u32,
    next_try: Option<Instant>,
    lock_requests: i64,
    /// The last entry whose checkpoint is known to be outside the database.
    anchored: i64,
}

impl Session {
    /// Looks for a vault. Creates nothing and unlocks nothing.
    pub(crate) async fn open(config: &AppConfig) -> Result<Self, Failure> {
        let store = Store::find(&config.folder).await.map_err(|error| store_failure(&error))?;
        let state = State { store, ..State::default() };
        Ok(Self {
            config: config.clone(),
            state: RwLock::new(state),
            unreadable: AtomicU64::new(0),
            rotating: Mutex::new(()),
        })
    }

    /// The open vault.
    pub(crate) async fn open_vault(&self) -> Result<OpenVault, Failure> {
        let state = self.state.read().await;
        match (&state.open, &state.store) {
            (Some(open), _) => Ok(open.clone()),
            (None, Some(_)) => Err(Failure::new(ErrorCode::VaultLocked, "The vault is locked")
                .hint("Unlock it and try again. What you typed is kept.")),
            (None, None) => Err(self.missing()),
        }
    }

    /// Where the vault stands.
    pub(crate) async fn status(&self) -> Result<SessionStatus, Failure> {
        let mut state = self.state.write().await;
        self.look_again(&mut state).await?;
        let Some(store) = &state.store else {
            return Ok(SessionStatus {
                state: VaultState::Missing,
                vault: None,
                methods: Vec::new(),
                slots: Vec::new(),
                rotation_unfinished: false,
            });
        };
        let stored = StoredKeys::read(store).await.map_err(|error| store_failure(&error))?;
        let verified = match &state.open {
            Some(open) => find_kit(open).await?.and_then(|kit| kit.verified_at),
            None => None,
        };
        let locked = if state.open.is_some() { VaultState::Open } else { VaultState::Locked };
        Ok(SessionStatus {
            state: locked,
            methods: stored.methods(),
            slots: stored.slot_views(verified),
            rotation_unfinished: stored.is_rotation_unfinished(),
            vault: Some(stored.vault),
        })
    }

    /// Another process may have created the vault since this one started.
    async fn look_again(&self, state: &mut State) -> Result<(), Failure> {
        if state.store.is_none() {
            state.store =
                Store::find(&self.config.folder).await.map_err(|error| store_failure(&error))?;
        }
        Ok(())
    }

    fn missing(&self) -> Failure {
        let folder = self.config.folder.display();
        Failure::new(ErrorCode::VaultMissing, format!("There is no vault in {folder}"))
            .hint("Create one, or name its folder.")
    }

    /// Drops the keys; whether there were any.
    pub(crate) async fn lock(&self) -> bool {
        let last = self.sign_checkpoint().await;
        let was_open = self.state.write().await.open.take().is_some();
        // After the keys are gone: a keyring that does not answer must not keep them in memory.
        self.keep_outside(last).await;
        was_open
    }

    /// The time after which an idle vault locks; `None` when it is locked, or never locks.
    pub(crate) async fn auto_lock(&self) -> Option<Duration> {
        let state = self.state.read().await;
        let minutes = state.open.as_ref()?.settings.auto_lock_minutes;
        (minutes > 0).then(|| Duration::from_secs(u64::from(minutes) * 60))
    }

    /// Takes over what another process, or an operation here, changed: settings and connectors.
    pub(crate) async fn reload(&self) -> Result<(), Failure> {
        let mut state = self.state.write().await;
        let Some(open) = state.open.clone() else { return Ok(()) };
        let opened = load(open.store, open.scope, open.clock)
            .await
            .map_err(|error| store_failure(&error))?;
        state.open = Some(opened);
        Ok(())
    }

    /// Whether another process asked everybody to lock since this vault was opened.
    pub(crate) async fn is_lock_requested(&self) -> bool {
        let state = self.state.read().await;
        let Some(open) = &state.open else { return false };
        let Ok(mut connection) = open.store.read().await else { return false };
        vault::count_lock_requests(&mut connection).await.is_ok_and(|now| now > state.lock_requests)
    }

    /// How many rows could not be read when they were last counted.
    pub(crate) fn unreadable(&self) -> u64 {
        self.unreadable.load(Ordering::Relaxed)
    }

    /// Counts the rows that cannot be read; takes a look at every row.
    pub(crate) async fn count_unreadable(&self) {
        let Ok(vault) = self.open_vault().await else { return };
        let Ok(mut connection) = vault.store.read().await else { return };
        if let Ok(count) = credential::count_unreadable(&mut connection, &vault.scope).await {
            self.unreadable.store(count, Ordering::Relaxed);
        }
    }

    /// The database, if there is one.
    pub(crate) async fn store(&self) -> Option<Store> {
        self.state.read().await.store.clone()
    }

    /// Drops the keys and closes the database.
    pub(crate) async fn close(&self) {
        let last = self.sign_checkpoint().await;
        self.keep_outside(last).await;
        let mut state = self.state.write().await;
        state.open = None;
        if let Some(store) = state.store.take() {
            store.close().await;
        }
    }
}

/// Settings that were saved before one of them existed keep the others, and have its default.
fn read_settings(text: &str) -> Settings {
    let mut all = json!(Settings::default());
    if let (Some(all), Ok(stored)) = (all.as_object_mut(), serde_json::from_str(text)) {
        let stored: Map<String, Value> = stored;
        all.extend(stored);
    }
    serde_json::from_value(all).unwrap_or_default()
}

/// Reads what an open vault needs at hand. An imported connector that no longer reads is left out;
/// its credentials say so.
async fn load(store: Store, scope: Scope, clock: Arc<dyn Clock>) -> Result<OpenVault, StoreError> {
    let mut connection = store.read().await?;
    let settings = match setting::find(&mut connection, &scope, SETTINGS).await? {
        Some(text) => read_settings(&text),
        None => Settings::default(),
    };
    let imported: Vec<Connector> = connector::list(&mut connection, &scope)
        .await?
        .iter()
        .filter_map(|file| Connector::parse(&file.id, &file.source).ok())
        .collect();
    drop(connection);
    Ok(OpenVault {
        store,
        scope,
        catalogue: Arc::new(Catalogue::with_imported(imported)),
        settings,
        clock,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_an_older_version_keep_their_values() {
        let mut stored = json!(Settings { archive_days: 7, ..Settings::default() });
        stored.as_object_mut().unwrap().remove("check_hours");
        let settings = read_settings(&stored.to_string());
        assert_eq!((settings.archive_days, settings.check_hours), (7, 24));
    }
}
