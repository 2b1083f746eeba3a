//! A vault, applications on it, a clock to turn, and a provider that changes its mind.

use axum::response::{IntoResponse, Response};
use credenza_app::{App, AppConfig, Audience, Clock, Host, VaultPurpose, dispatch};
use credenza_connect::egress::{Resolver, SystemResolver, TlsRoots};
use credenza_model::{Actor, ActorKind, Timestamp};
use credenza_protocol::{Event, Failure};
use credenza_testing::http_service::{Behaviour, HttpService, RecordedRequest};
use credenza_vault::{Namespace, OsKeyring};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU16, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;
use tokio::sync::broadcast::Receiver;

pub const PASSPHRASE: &str = "nine purple otters juggle 42 lamps";
pub const HOUR: Duration = Duration::from_secs(3_600);

/// A clock that stands until it is turned. It begins now, so that signatures are fresh.
pub struct FakeClock {
    wall: AtomicI64,
    /// In milliseconds; none is told below zero.
    uptime: AtomicI64,
}

impl FakeClock {
    pub fn turn(&self, by: Duration) {
        self.wall.fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }

    pub fn turn_back(&self, by: Duration) {
        self.wall.fetch_sub(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }

    pub fn set(&self, at: Timestamp) {
        self.wall.store(at.as_millis(), Ordering::SeqCst);
    }

    /// From now on the machine tells how long it has been up, sleep included, and `turn` is no part of that:
    /// somebody sets the clock.
    pub fn tells_uptime(&self) {
        self.uptime.store(1_000_000, Ordering::SeqCst);
    }

    /// The computer sleeps, or just stands there.
    pub fn pass(&self, time: Duration) {
        self.turn(time);
        self.uptime.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.wall.load(Ordering::SeqCst))
    }

    fn uptime(&self) -> Option<Duration> {
        u64::try_from(self.uptime.load(Ordering::SeqCst)).ok().map(Duration::from_millis)
    }
}

/// One application: what a process is, but for the process.
pub struct Process(pub App);

impl Host for Process {
    fn app(&self) -> &App {
        &self.0
    }

    fn actor(&self) -> Actor {
        Actor {
            kind: ActorKind::Window,
            user: "Ana".to_owned(),
            pid: std::process::id(),
            program: "test".to_owned(),
        }
    }
}

impl Process {
    pub async fn run(&self, operation: &str, request: Value) -> Result<Value, Failure> {
        dispatch(self, operation, request).await
    }

    pub async fn ask(&self, operation: &str, request: Value) -> Value {
        let answer = self.run(operation, request).await;
        answer.unwrap_or_else(|failure| panic!("{operation}: {failure:?}"))
    }

    /// How the credential of that name stands.
    pub async fn health(&self, name: &str) -> Value {
        let view = self.ask("health.list", json!({"search": name})).await;
        view["items"][0].clone()
    }

    /// Adds a bearer credential for `provider`; its id.
    pub async fn add(&self, name: &str, provider: &Provider) -> String {
        let fields = json!({"base_url": provider.base_url(), "probe_path": "/me", "token": format!("t-{name}")});
        let approvals = json!({"private": [provider.host_port()]});
        let draft = json!({"fields": fields, "approvals": approvals});
        let request = json!({"connector": "http-bearer", "name": name, "draft": draft});
        let saved = self.ask("credential.add", request).await;
        saved["credential"]["id"].as_str().unwrap().to_owned()
    }

    pub async fn verify(&self, name: &str) {
        self.ask("credential.verify", json!({"credentials": [name]})).await;
    }
}

/// A vault in a temporary folder.
pub struct Bench {
    pub clock: Arc<FakeClock>,
    pub resolver: Arc<dyn Resolver>,
    directory: TempDir,
}

impl Bench {
    pub async fn new() -> (Self, Process) {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let clock = Arc::new(FakeClock {
            wall: AtomicI64::new(now.as_millis().try_into().unwrap()),
            uptime: AtomicI64::new(-1),
        });
        let directory = tempfile::Builder::new().prefix("crz-life").tempdir().unwrap();
        let bench = Self { clock, resolver: Arc::new(SystemResolver), directory };
        let process = Process(App::open(bench.config()).await.unwrap());
        let create = json!({"method": "passphrase", "passphrase": PASSPHRASE});
        process.ask("vault.create", create).await;
        process.ask("setting.update", json!({"auto_lock_minutes": 0})).await;
        (bench, process)
    }

    fn config(&self) -> AppConfig {
        AppConfig {
            folder: self.directory.path().join("vault"),
            namespace: Namespace::Development,
            keyring: Arc::new(OsKeyring::new()),
            resolver: Arc::clone(&self.resolver),
            roots: TlsRoots::Platform,
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            purpose: VaultPurpose::Own,
        }
    }

    pub fn folder(&self) -> std::path::PathBuf {
        self.directory.path().join("vault")
    }

    /// Another process on the same vault, unlocked.
    pub async fn open(&self) -> Process {
        let process = Process(App::open(self.config()).await.unwrap());
        process.ask("vault.unlock", json!({"passphrase": PASSPHRASE})).await;
        process
    }
}

/// What a provider counts, and what it answers.
#[derive(Default)]
pub struct Mood {
    pub status: AtomicU16,
    pub retry_after: AtomicU16,
    pub at_once: AtomicUsize,
    pub most_at_once: AtomicUsize,
    pub pause_ms: AtomicUsize,
}

struct Moody(Arc<Mood>);

impl Behaviour for Moody {
    async fn answer(&self, _: &RecordedRequest) -> Response {
        let now = self.0.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.most_at_once.fetch_max(now, Ordering::SeqCst);
        let pause = self.0.pause_ms.load(Ordering::SeqCst) as u64;
        tokio::time::sleep(Duration::from_millis(pause)).await;
        self.0.at_once.fetch_sub(1, Ordering::SeqCst);
        let status =
            axum::http::StatusCode::from_u16(self.0.status.load(Ordering::SeqCst)).unwrap();
        let body = axum::Json(json!({"login": "ana"}));
        match self.0.retry_after.load(Ordering::SeqCst) {
            0 => (status, body).into_response(),
            wait => (status, [("retry-after", wait.to_string())], body).into_response(),
        }
    }
}

/// A provider on a loopback port.
pub struct Provider {
    service: HttpService,
    pub mood: Arc<Mood>,
}

impl Provider {
    pub async fn start() -> Self {
        let mood = Arc::new(Mood::default());
        mood.status.store(200, Ordering::SeqCst);
        let service = HttpService::start(Moody(Arc::clone(&mood))).await.unwrap();
        Self { service, mood }
    }

    pub fn says(&self, status: u16) {
        self.mood.status.store(status, Ordering::SeqCst);
    }

    pub fn host_port(&self) -> String {
        self.service.address().to_string()
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.service.address())
    }

    /// How often each token came.
    pub fn requests(&self) -> usize {
        self.service.requests().len()
    }

    /// The tokens of the requests after the first `skip`.
    pub fn tokens(&self, skip: usize) -> Vec<String> {
        let all = self.service.requests();
        let token = |one: &RecordedRequest| one.find_header("authorization").unwrap().to_owned();
        all[skip..].iter().map(token).collect()
    }
}

/// The events of a kind that a listener has heard so far.
pub fn heard(events: &mut Receiver<Event>) -> (usize, usize) {
    let (mut lost, mut recovered) = (0, 0);
    while let Ok(event) = events.try_recv() {
        match event {
            Event::CredentialLost { .. } => lost += 1,
            Event::CredentialRecovered { .. } => recovered += 1,
            _ => {}
        }
    }
    (lost, recovered)
}

/// A moment on the wire.
pub fn moment(value: &Value) -> Timestamp {
    serde_json::from_value(value.clone()).unwrap_or_else(|_| panic!("{value} is no time"))
}

/// A round of everything that goes on in the background.
pub async fn round(process: &Process) {
    process.0.check_due().await;
    process.0.tell_news(Audience::Desktop).await;
    process.0.send_due().await;
}
