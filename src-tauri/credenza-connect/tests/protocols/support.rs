//! Running a probe as the application does, and reading its verdict as a person would.

use async_trait::async_trait;
use credenza_connect::egress::{Egress, EgressPolicy, Resolver, SystemResolver, TlsRoots};
use credenza_connect::protocols::postgresql::{self, PostgresTarget};
use credenza_connect::protocols::sftp::{self, SftpTarget};
use credenza_connect::protocols::smtp::{self, SmtpTarget};
use credenza_connect::stage::{DryRun, Limits, NoProgress, Scrubber};
use credenza_model::{
    FailureCode, Outcome, Stage, StageOutcome, StageReport, Timestamp, Verification,
};
use secrecy::SecretString;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio_util::sync::CancellationToken;

/// A network for one probe.
pub(crate) struct Net {
    pub(crate) policy: EgressPolicy,
    pub(crate) resolver: Box<dyn Resolver>,
    pub(crate) roots: TlsRoots,
    pub(crate) limits: Limits,
    pub(crate) cancel: CancellationToken,
    pub(crate) secrets: Vec<SecretString>,
}

impl Net {
    /// To a loopback server that a person approved.
    pub(crate) fn to(host: &str, port: u16) -> Self {
        Self {
            policy: EgressPolicy::only(host, port).approving(host, port),
            resolver: Box::new(SystemResolver),
            roots: TlsRoots::Platform,
            limits: Limits { stage: Duration::from_secs(10), total: Duration::from_secs(30) },
            cancel: CancellationToken::new(),
            secrets: Vec::new(),
        }
    }

    pub(crate) fn trusting(mut self, pem: &str) -> Self {
        self.roots = TlsRoots::Pem(pem.as_bytes().to_vec());
        self
    }

    pub(crate) fn limited_to(mut self, stage: Duration) -> Self {
        self.limits.stage = stage;
        self
    }

    pub(crate) fn knowing(mut self, secret: &str) -> Self {
        self.secrets.push(SecretString::from(secret));
        self
    }

    fn egress(&self) -> Egress<'_> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let now = Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap());
        Egress { policy: &self.policy, resolver: &*self.resolver, roots: &self.roots, now }
    }

    fn run(&self) -> DryRun<'static> {
        DryRun::begin(&NoProgress, self.cancel.clone(), self.limits, Scrubber::new(&self.secrets))
    }

    pub(crate) async fn postgres(&self, target: &PostgresTarget) -> Verification {
        in_time(postgresql::verify(target, &self.egress(), self.run())).await
    }

    pub(crate) async fn sftp(&self, target: &SftpTarget) -> Verification {
        in_time(sftp::verify(target, &self.egress(), self.run())).await
    }

    pub(crate) async fn smtp(&self, target: &SmtpTarget) -> Verification {
        in_time(smtp::verify(target, &self.egress(), self.run())).await
    }

    pub(crate) async fn open_postgres(&self, target: &PostgresTarget) -> postgresql::Session {
        in_time(postgresql::open(target, &self.egress()))
            .await
            .unwrap_or_else(|failure| panic!("{failure:?}"))
    }
}

async fn in_time<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), work)
        .await
        .expect("a dry run ends within its limits")
}

/// What a person reads of a stage.
pub(crate) fn report(verification: &Verification, stage: Stage) -> &StageReport {
    let found = verification.stages.iter().find(|report| report.stage == stage);
    found.unwrap_or_else(|| panic!("no stage {stage:?} in {verification:#?}"))
}

pub(crate) fn assert_passed(verification: &Verification) {
    assert_eq!(verification.outcome, Outcome::Passed, "{verification:#?}");
    assert!(verification.stages.iter().all(|report| report.outcome != StageOutcome::Failed));
}

/// Failed at this stage, for this reason, pointing at this field, with something to do next.
#[track_caller]
pub(crate) fn assert_failed(
    verification: &Verification,
    stage: Stage,
    code: FailureCode,
    field: &str,
) {
    let failure = verification.failure().unwrap_or_else(|| panic!("it passed: {verification:#?}"));
    assert_eq!((failure.stage, failure.code), (stage, Some(code)), "{failure:#?}");
    assert_eq!(verification.field.as_deref(), Some(field), "{failure:#?}");
    assert!(failure.hint.as_ref().is_some_and(|hint| hint.len() > 10), "no hint: {failure:#?}");
    assert_eq!(verification.stages.last().unwrap().stage, stage, "it went on after the failure");
}

/// A resolver that answers what it is told, the first time and later.
pub(crate) struct Lies {
    pub(crate) first: Vec<SocketAddr>,
    pub(crate) later: Vec<SocketAddr>,
    pub(crate) asked: std::sync::atomic::AtomicUsize,
}

impl Lies {
    pub(crate) fn always(addresses: &[&str]) -> Self {
        let list: Vec<SocketAddr> = addresses.iter().map(|text| text.parse().unwrap()).collect();
        Self { first: list.clone(), later: list, asked: std::sync::atomic::AtomicUsize::new(0) }
    }
}

#[async_trait]
impl Resolver for Lies {
    async fn lookup(&self, _: &str, _: u16) -> io::Result<Vec<SocketAddr>> {
        let before = self.asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        Ok(if before == 0 { self.first.clone() } else { self.later.clone() })
    }
}
