//! A staged dry run: each stage is timed, limited, cancellable, and reported as it ends.
//!
//! Probes describe *what* a stage does; this room decides how long it may take, what a person hears
//! of it, and that nothing runs after a failure. Deliberately absent: networks and protocols.

mod scrub;

pub use scrub::Scrubber;

use credenza_model::{
    FailureCode, HostPort, Outcome, Stage, StageOutcome, StageReport, Timestamp, Verification,
};
use std::borrow::Cow;
use std::future::Future;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How long a dry run may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// One stage. Default 10 s.
    pub stage: Duration,
    /// All stages together. Default 30 s.
    pub total: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { stage: Duration::from_secs(10), total: Duration::from_secs(30) }
    }
}

/// What a listener hears while a dry run goes on.
#[derive(Debug, Clone)]
pub enum StageEvent {
    /// A stage has begun.
    Started(Stage),
    /// A stage has ended.
    Ended(StageReport),
}

/// Hears the progress of a dry run. Called from the dry run's own task; must not block.
pub trait Progress: Send + Sync {
    /// Something happened.
    fn on_stage(&self, event: &StageEvent);
}

/// Hears nothing.
#[derive(Debug, Clone, Copy)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn on_stage(&self, _: &StageEvent) {}
}

/// What a stage that did its work has to say.
#[derive(Debug)]
pub struct Passed<T> {
    /// What later stages need.
    pub value: T,
    /// What was seen, in a person's words.
    pub message: String,
    /// Set when it passed with a reservation: what to do about it.
    pub warning: Option<String>,
    /// When what was seen ends: a server's certificate.
    pub ends: Option<Timestamp>,
}

impl<T> Passed<T> {
    /// A stage that passed without reservation.
    pub fn new(value: T, message: impl Into<String>) -> Self {
        Self { value, message: message.into(), warning: None, ends: None }
    }

    /// The same, said of what later stages need instead.
    #[must_use]
    pub fn map<U>(self, with: impl FnOnce(T) -> U) -> Passed<U> {
        let Self { value, message, warning, ends } = self;
        Passed { value: with(value), message, warning, ends }
    }
}

/// What a stage that failed has to say.
#[derive(Debug)]
pub struct StageFailure {
    /// Why, for programs.
    pub code: FailureCode,
    /// What failed, in a person's words.
    pub message: String,
    /// What to do next, and where.
    pub hint: Option<Cow<'static, str>>,
    /// The draft's field to look at: `host`, `password`.
    pub field: Option<String>,
    /// The private host and port that a person would have to approve.
    pub address: Option<HostPort>,
    /// How many seconds the other side asked to be left alone.
    pub retry_after: Option<u64>,
}

impl StageFailure {
    /// A failure without hint and field.
    pub fn new(code: FailureCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            field: None,
            address: None,
            retry_after: None,
        }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the private host and port that a person would have to approve.
    #[must_use]
    pub fn asking_for(mut self, address: HostPort) -> Self {
        self.address = Some(address);
        self
    }

    /// Adds how many seconds the other side asked to be left alone, if it did.
    #[must_use]
    pub fn retry_after(mut self, seconds: Option<u64>) -> Self {
        self.retry_after = seconds;
        self
    }

    /// Adds the draft's field to look at.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

/// The dry run stopped at a failed stage; the report is already written.
#[derive(Debug)]
pub struct Stopped;

/// What the other side told us about the credential.
#[derive(Debug, Default)]
pub struct Identity {
    /// Who it says we are.
    pub account: Option<String>,
    /// What we may do.
    pub permissions: Vec<String>,
    /// When the secret ends.
    pub expires_at: Option<Timestamp>,
    /// The SSH host key's fingerprint.
    pub host_key: Option<String>,
}

/// A dry run in progress.
pub struct DryRun<'a> {
    progress: &'a dyn Progress,
    cancel: CancellationToken,
    limits: Limits,
    started: Instant,
    scrubber: Scrubber,
    reports: Vec<StageReport>,
    field: Option<String>,
    address: Option<HostPort>,
    certificate_ends: Option<Timestamp>,
    retry_after: Option<u64>,
}

impl<'a> DryRun<'a> {
    /// Begins. `scrubber` knows the secrets that no message may contain.
    pub fn begin(
        progress: &'a dyn Progress,
        cancel: CancellationToken,
        limits: Limits,
        scrubber: Scrubber,
    ) -> Self {
        Self {
            progress,
            cancel,
            limits,
            started: Instant::now(),
            scrubber,
            reports: Vec::new(),
            field: None,
            address: None,
            certificate_ends: None,
            retry_after: None,
        }
    }

    /// Runs one stage to its end, its time limit, or the person's *Cancel*.
    ///
    /// # Errors
    /// [`Stopped`] when the stage did not pass; why stands in the report.
    pub async fn stage<T>(
        &mut self,
        stage: Stage,
        work: impl Future<Output = Result<Passed<T>, StageFailure>>,
    ) -> Result<T, Stopped> {
        self.progress.on_stage(&StageEvent::Started(stage));
        let begun = Instant::now();
        let limit = self.limits.stage.min(self.limits.total.saturating_sub(self.started.elapsed()));
        let result = tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(StageFailure::new(FailureCode::Cancelled, "Cancelled")),
            result = tokio::time::timeout(limit, work) => result.unwrap_or_else(|_| Err(timed_out(limit))),
        };
        self.conclude(stage, begun, result)
    }

    fn conclude<T>(
        &mut self,
        stage: Stage,
        begun: Instant,
        result: Result<Passed<T>, StageFailure>,
    ) -> Result<T, Stopped> {
        let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        match result {
            Ok(passed) => {
                self.certificate_ends = self.certificate_ends.or(passed.ends);
                let outcome = if passed.warning.is_some() {
                    StageOutcome::Warning
                } else {
                    StageOutcome::Passed
                };
                self.report(StageReport {
                    stage,
                    outcome,
                    ms,
                    message: passed.message,
                    hint: passed.warning.map(|warning| self.scrubber.scrub(&warning)),
                    code: None,
                });
                Ok(passed.value)
            }
            Err(failure) => {
                self.field = failure.field;
                self.address = failure.address;
                self.retry_after = failure.retry_after;
                self.report(StageReport {
                    stage,
                    outcome: StageOutcome::Failed,
                    ms,
                    message: failure.message,
                    hint: failure.hint.map(|hint| self.clean(hint)),
                    code: Some(failure.code),
                });
                Err(Stopped)
            }
        }
    }

    /// Records that a stage does not apply, and why.
    pub fn skip(&mut self, stage: Stage, why: &str) {
        self.report(StageReport {
            stage,
            outcome: StageOutcome::Skipped,
            ms: 0,
            message: why.to_owned(),
            hint: None,
            code: None,
        });
    }

    /// A sentence that was there before the secret holds none. To redact a word of it would tell that this word is
    /// the secret.
    fn clean(&self, text: Cow<'static, str>) -> String {
        match text {
            Cow::Borrowed(ours) => ours.to_owned(),
            Cow::Owned(made) => self.scrubber.scrub(&made),
        }
    }

    fn report(&mut self, mut report: StageReport) {
        report.message = self.scrubber.scrub(&report.message);
        self.progress.on_stage(&StageEvent::Ended(report.clone()));
        self.reports.push(report);
    }

    /// The verdict. `result` is what the stages came to; `probe` says what was asked, without secrets.
    #[must_use]
    pub fn finish(self, probe: &str, result: Result<Identity, Stopped>) -> Verification {
        let outcome = if result.is_ok() { Outcome::Passed } else { Outcome::Failed };
        self.close(probe, outcome, result.unwrap_or_default())
    }

    /// The verdict where no harmless request proves anything.
    #[must_use]
    pub fn finish_not_testable(self, probe: &str) -> Verification {
        self.close(probe, Outcome::NotTestable, Identity::default())
    }

    fn close(self, probe: &str, outcome: Outcome, identity: Identity) -> Verification {
        let scrub = |text: String| self.scrubber.scrub(&text);
        Verification {
            outcome,
            probe: self.scrubber.scrub(probe),
            account: identity.account.map(scrub),
            permissions: identity.permissions.into_iter().map(scrub).collect(),
            expires_at: identity.expires_at,
            certificate_ends: self.certificate_ends,
            host_key: identity.host_key,
            retry_after: self.retry_after,
            field: self
                .field
                .map(|name| if name.starts_with('/') { name } else { format!("/{name}") }),
            address: self.address,
            stages: self.reports,
        }
    }
}

fn timed_out(limit: Duration) -> StageFailure {
    StageFailure::new(
        FailureCode::NetTimeout,
        format!("No answer within {:.0} s", limit.as_secs_f64()),
    )
    .hint("Check the host and port, and whether a firewall drops the connection.")
}

#[cfg(test)]
mod tests;
