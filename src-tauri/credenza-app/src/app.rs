//! The application: one vault, its session, and who listens.

use crate::config::AppConfig;
use crate::dry_run::DryRuns;
use crate::idle::IdleTimer;
use crate::lifecycle::Audience;
use crate::renewal::Renewals;
use crate::session::{OpenVault, Session};
use crate::sign_in::SignIns;
use crate::{calendar, lifecycle, operations, process, renewal, watch, webhooks};
use credenza_model::Timestamp;
use credenza_protocol::{Event, Failure, View};
use credenza_vault::{OsRandomness, Randomness};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;

/// How many events a slow listener may be behind before it misses some.
const EVENTS_KEPT: usize = 1024;

/// How often the idle timer and other processes' changes are looked at.
const TICK: Duration = Duration::from_secs(1);

/// The record's end is signed, and kept outside the vault, once a minute.
const TICKS_PER_CHECKPOINT: u64 = 60;

/// One vault, open or not. Cheap to clone; the last clone closes it.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    config: AppConfig,
    session: Session,
    dry_runs: DryRuns,
    sign_ins: SignIns,
    renewals: Renewals,
    notices: lifecycle::Waiting,
    process_name: String,
    idle: IdleTimer,
    events: broadcast::Sender<Event>,
}

impl App {
    /// Opens the application on a folder. Creates nothing: a vault is created by `vault.create`.
    ///
    /// # Errors
    /// When there is something in the folder that is not a usable vault (damaged, newer, foreign).
    pub async fn open(config: AppConfig) -> Result<Self, Failure> {
        credenza_connect::egress::install_crypto_provider();
        let session = Session::open(&config).await?;
        let (events, _) = broadcast::channel(EVENTS_KEPT);
        Ok(Self(Arc::new(Inner {
            config,
            session,
            dry_runs: DryRuns::default(),
            sign_ins: SignIns::default(),
            renewals: Renewals::default(),
            notices: lifecycle::Waiting::default(),
            process_name: process::own_name(instance()),
            idle: IdleTimer::default(),
            events,
        })))
    }

    /// Starts what goes on in the background: the idle lock, noticing other processes' changes, renewing
    /// tokens ahead of their end, the scheduled checks, telling what was lost, and sending events to
    /// webhooks. For hosts that live long, and say who sees what they tell; ends when the application is
    /// dropped.
    pub fn start_background(&self, audience: Audience) {
        self.repeat(move |app| async move { app.tell_news(audience).await });
        self.repeat(|app| async move { app.check_due().await });
        self.repeat(|app| async move { app.send_due().await });
        let inner = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            let mut changes = watch::Changes::default();
            for tick in 1_u64.. {
                tokio::time::sleep(TICK).await;
                let Some(inner) = inner.upgrade() else { return };
                let app = Self(inner);
                app.lock_when_idle().await;
                if tick.is_multiple_of(TICKS_PER_CHECKPOINT) {
                    app.0.session.anchor().await;
                    app.settle_ends().await;
                }
                renewal::renew_due(&app);
                if changes.happened(&app.0.session).await {
                    app.take_over_changes().await;
                }
            }
        });
    }

    /// Runs `work` again and again, a tick after it ended, as long as the application is there.
    fn repeat<F>(&self, work: impl Fn(Self) -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send,
    {
        let inner = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(TICK).await;
                let Some(inner) = inner.upgrade() else { return };
                work(Self(inner)).await;
            }
        });
    }

    /// Tells what was lost or works again, if nobody has told it yet and somebody sees it here. Nothing while
    /// the vault is locked.
    pub async fn tell_news(&self, audience: Audience) {
        lifecycle::tell_news(self, audience).await;
    }

    /// Looks at the credentials whose time has come, and waits for the end of it. Nothing while the
    /// vault is locked.
    pub async fn check_due(&self) {
        lifecycle::check_due(self).await;
    }

    /// What ends within seven days by now, says so. Trouble with the database is told by the next operation.
    async fn settle_ends(&self) {
        if let Ok(vault) = self.vault().await
            && let Err(failure) = calendar::settle_ends(&vault).await
        {
            tracing::debug!(code = failure.code.as_str(), "what ends soon could not be told");
        }
    }

    /// Sends the events whose time has come, and waits for the end of it. Nothing while the vault is
    /// locked.
    pub async fn send_due(&self) {
        webhooks::send_due(self).await;
    }

    async fn lock_when_idle(&self) {
        if let Some(limit) = self.0.session.auto_lock().await
            && self.is_idle(limit)
        {
            self.lock().await;
        }
    }

    /// Another process, or an operation here, committed something.
    async fn take_over_changes(&self) {
        if !self.heed_lock_request().await
            && let Err(failure) = self.0.session.reload().await
        {
            tracing::warn!(
                code = failure.code.as_str(),
                "the vault's settings cannot be read again"
            );
        }
        self.0.session.count_unreadable().await;
        self.tell(Event::Changed { views: View::ALL.to_vec() });
    }

    /// Locks, if another process asked everybody to; whether one did. A command that ends soon has
    /// nothing in the background that would notice.
    pub(crate) async fn heed_lock_request(&self) -> bool {
        let requested = self.0.session.is_lock_requested().await;
        if requested {
            self.lock().await;
        }
        requested
    }

    /// Drops every key; whether the vault was open.
    pub(crate) async fn lock(&self) -> bool {
        let was_open = self.0.session.lock().await;
        if was_open {
            self.0.dry_runs.cancel_all();
            self.0.sign_ins.cancel_all();
            self.tell(Event::Locked);
        }
        was_open
    }

    /// Whether nobody has been there for `limit`.
    pub(crate) fn is_idle(&self, limit: Duration) -> bool {
        self.0.idle.is_over(limit)
    }

    /// Somebody is there: the idle timer begins anew.
    pub fn touch(&self) {
        self.0.idle.touch();
    }

    /// Listens to what happens.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// Tells every listener. Nobody listening is no error.
    pub(crate) fn tell(&self, event: Event) {
        let _ = self.0.events.send(event);
    }

    /// How many credentials need attention; `None` while the vault is locked, missing or cannot be read. For a
    /// host that shows it all the time: asking is not using, so the vault locks itself as before.
    pub async fn needs_attention(&self) -> Option<u64> {
        let vault = self.vault().await.ok()?;
        operations::health_list::count_attention(&vault).await.ok()
    }

    /// Whether anybody listens to what happens.
    pub(crate) fn is_listened_to(&self) -> bool {
        self.0.events.receiver_count() > 0
    }

    /// What waits to be told.
    pub(crate) fn notices(&self) -> &lifecycle::Waiting {
        &self.0.notices
    }

    pub(crate) fn config(&self) -> &AppConfig {
        &self.0.config
    }

    pub(crate) fn session(&self) -> &Session {
        &self.0.session
    }

    pub(crate) fn dry_runs(&self) -> &DryRuns {
        &self.0.dry_runs
    }

    pub(crate) fn sign_ins(&self) -> &SignIns {
        &self.0.sign_ins
    }

    pub(crate) fn renewals(&self) -> &Renewals {
        &self.0.renewals
    }

    /// The name of this process, for leases.
    pub(crate) fn process_name(&self) -> &str {
        &self.0.process_name
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.config.clock.now()
    }

    /// The vault's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0.config.folder
    }

    /// The open vault.
    ///
    /// # Errors
    /// `vault.missing` or `vault.locked`.
    pub(crate) async fn vault(&self) -> Result<OpenVault, Failure> {
        self.0.session.open_vault().await
    }

    /// Cancels what is under way, drops every key, and closes the database. Renewals are not cancelled but
    /// waited for, at most [`LONGEST_RENEWAL`](crate::LONGEST_RENEWAL): what they bring exists nowhere else.
    pub async fn shutdown(&self) {
        self.0.dry_runs.cancel_all();
        self.0.sign_ins.cancel_all();
        self.0.renewals.end().await;
        self.0.session.close().await;
    }
}

/// Tells two applications of one process apart. Without randomness they look like one, which only makes
/// the second wait.
fn instance() -> [u8; 8] {
    let mut bytes = [0; 8];
    let _ = OsRandomness.fill(&mut bytes);
    bytes
}
