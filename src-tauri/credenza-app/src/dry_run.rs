//! Dry runs of this application: their names, their progress as events, and *Cancel*.

use crate::App;
use crate::draft::PreparedDraft;
use credenza_connect::stage::{
    DryRun, Limits, Passed, Progress, Scrubber, StageEvent, StageFailure,
};
use credenza_connect::verify::{ProbeContext, verify};
use credenza_model::{CredentialId, Stage, Verification};
use credenza_protocol::Event;
use credenza_protocol::credential::Approvals;
use credenza_protocol::setting::Settings;
use credenza_vault::{OsRandomness, Randomness};
use std::collections::HashMap;
use std::future::Future;
use std::sync::Mutex;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The dry runs under way, by the names that their callers chose.
#[derive(Default)]
pub(crate) struct DryRuns(Mutex<HashMap<String, CancellationToken>>);

impl DryRuns {
    /// Registers a dry run; it can be cancelled until the guard is dropped.
    pub(crate) fn begin(&self, name: Option<&str>) -> DryRunGuard<'_> {
        let token = CancellationToken::new();
        let name = name.map(str::to_owned);
        if let (Some(name), Ok(mut running)) = (&name, self.0.lock()) {
            running.insert(name.clone(), token.clone());
        }
        DryRunGuard { runs: self, told: name.clone(), name, token }
    }

    /// Registers a dry run of which nobody is told; it ends with all others when the vault is locked.
    pub(crate) fn begin_unseen(&self, name: &str) -> DryRunGuard<'_> {
        let mut guard = self.begin(Some(name));
        guard.told = None;
        guard
    }

    /// Cancels one. One that has ended is no error: *Cancel* may cross the result.
    pub(crate) fn cancel(&self, name: &str) {
        if let Ok(running) = self.0.lock()
            && let Some(token) = running.get(name)
        {
            token.cancel();
        }
    }

    /// Cancels all of them.
    pub(crate) fn cancel_all(&self) {
        if let Ok(running) = self.0.lock() {
            running.values().for_each(CancellationToken::cancel);
        }
    }
}

/// A registered dry run.
pub(crate) struct DryRunGuard<'a> {
    runs: &'a DryRuns,
    name: Option<String>,
    /// The name under which its progress is told.
    told: Option<String>,
    token: CancellationToken,
}

impl DryRunGuard<'_> {
    /// Whether it was cancelled.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.token.is_cancelled()
    }
}

impl Drop for DryRunGuard<'_> {
    fn drop(&mut self) {
        if let (Some(name), Ok(mut running)) = (&self.name, self.runs.0.lock()) {
            running.remove(name);
        }
    }
}

/// What a dry run may do, beyond the fields.
pub(crate) struct Conditions<'a> {
    /// A person's answers to explicit questions.
    pub(crate) approvals: &'a Approvals,
    /// The SSH host key that is sealed with the credential.
    pub(crate) pinned_host_key: Option<&'a str>,
    /// The organization's limits.
    pub(crate) settings: &'a Settings,
    /// The stored credential, for the events.
    pub(crate) credential: Option<CredentialId>,
}

/// Runs one dry run to its end.
pub(crate) async fn run(
    app: &App,
    guard: &DryRunGuard<'_>,
    draft: &PreparedDraft,
    conditions: &Conditions<'_>,
) -> Verification {
    let progress =
        EventProgress { app, name: guard.told.as_deref(), credential: conditions.credential };
    let settings = conditions.settings;
    let context = ProbeContext {
        private_approved: &conditions.approvals.private,
        pinned_host_key: conditions.pinned_host_key,
        accepted_host_key: conditions.approvals.host_key.as_deref(),
        limits: Limits {
            stage: Duration::from_secs(settings.stage_seconds.into()),
            total: Duration::from_secs(settings.total_seconds.into()),
        },
        cancel: guard.token.clone(),
        progress: &progress,
        resolver: &*app.config().resolver,
        roots: &app.config().roots,
        now: app.now(),
        tokens: Some(&draft.granted),
        random: &request_id,
    };
    verify(&draft.connector, draft.scheme(), &draft.fields, &context).await
}

/// A stage that comes before a dry run, and is told like one of its own.
pub(crate) struct Ahead<'a> {
    /// Which one.
    pub(crate) stage: Stage,
    /// What is asked, without secrets.
    pub(crate) probe: &'a str,
    /// The organization's limits.
    pub(crate) settings: &'a Settings,
    /// The stored credential, for the events.
    pub(crate) credential: Option<CredentialId>,
    /// Knows the secrets that no message may contain.
    pub(crate) scrubber: Scrubber,
}

/// Runs one stage ahead of a dry run, within the time that a whole one may take. When it fails, the report is that of a
/// dry run that got no further.
pub(crate) async fn run_ahead<T>(
    app: &App,
    guard: &DryRunGuard<'_>,
    ahead: Ahead<'_>,
    work: impl Future<Output = Result<Passed<T>, StageFailure>>,
) -> Result<T, Verification> {
    let progress = EventProgress { app, name: guard.told.as_deref(), credential: ahead.credential };
    let total = Duration::from_secs(ahead.settings.total_seconds.into());
    let limits = Limits { stage: total, total };
    let mut run = DryRun::begin(&progress, guard.token.clone(), limits, ahead.scrubber);
    match run.stage(ahead.stage, work).await {
        Ok(value) => Ok(value),
        Err(stopped) => Err(run.finish(ahead.probe, Err(stopped))),
    }
}

/// Ids of requests only; an operating system without randomness gives the same one twice.
fn request_id() -> [u8; 16] {
    let mut id = [0; 16];
    let _ = OsRandomness.fill(&mut id);
    id
}

struct EventProgress<'a> {
    app: &'a App,
    name: Option<&'a str>,
    credential: Option<CredentialId>,
}

impl Progress for EventProgress<'_> {
    fn on_stage(&self, event: &StageEvent) {
        let Some(name) = self.name else { return };
        let (verification, credential) = (name.to_owned(), self.credential);
        self.app.tell(match event {
            StageEvent::Started(stage) => {
                Event::StageStarted { verification, credential, stage: *stage }
            }
            StageEvent::Ended(report) => {
                Event::StageEnded { verification, credential, report: report.clone() }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dry_run_is_cancelled_by_its_name_and_forgotten_when_it_ends() {
        let runs = DryRuns::default();
        let guard = runs.begin(Some("a"));
        let other = runs.begin(Some("b"));
        runs.cancel("a");
        assert!(guard.is_cancelled() && !other.is_cancelled());
        drop(guard);
        runs.cancel("a");
        assert!(!runs.begin(Some("a")).is_cancelled());
    }
}
