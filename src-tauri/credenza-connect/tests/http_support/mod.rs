//! A dry run against the HTTP service of `credenza-testing`: every host of the connector leads to
//! its loopback port, by parameters of this one dry run and nothing else.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its part")]

pub mod oracle;
pub mod sigv4;

use async_trait::async_trait;
use credenza_connect::egress::{Resolver, TlsRoots};
use credenza_connect::manifest::{AuthScheme, Connector};
use credenza_connect::stage::{Limits, Progress, StageEvent};
use credenza_connect::verify::{Fields, ProbeContext, verify};
use credenza_model::{HostPort, Timestamp, Verification};
use credenza_testing::http_service::TestAuthority;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio_util::sync::CancellationToken;

/// Leads every name to one address.
pub struct Everywhere(pub SocketAddr);

#[async_trait]
impl Resolver for Everywhere {
    async fn lookup(&self, _: &str, _: u16) -> io::Result<Vec<SocketAddr>> {
        Ok(vec![self.0])
    }
}

/// Remembers what was heard.
#[derive(Default)]
pub struct Heard(pub Mutex<Vec<String>>);

impl Progress for Heard {
    fn on_stage(&self, event: &StageEvent) {
        let line = match event {
            StageEvent::Started(stage) => format!("{stage:?} …"),
            StageEvent::Ended(report) => format!("{:?} {:?}", report.stage, report.outcome),
        };
        self.0.lock().unwrap().push(line);
    }
}

/// One dry run to be made.
pub struct Attempt<'a> {
    pub connector: &'a Connector,
    pub auth: &'a AuthScheme,
    pub public: Vec<(&'a str, &'a str)>,
    pub secrets: Vec<(&'a str, &'a str)>,
    pub address: SocketAddr,
    pub approve: Vec<HostPort>,
    pub limits: Limits,
    pub cancel: CancellationToken,
}

impl<'a> Attempt<'a> {
    /// An attempt with the loopback address approved for every host of the connector.
    pub fn new(connector: &'a Connector, auth_id: &str, address: SocketAddr) -> Self {
        let auth = connector.find_auth(auth_id).expect("the scheme exists");
        Self {
            connector,
            auth,
            public: Vec::new(),
            secrets: Vec::new(),
            address,
            approve: Vec::new(),
            limits: Limits { stage: Duration::from_secs(8), total: Duration::from_secs(20) },
            cancel: CancellationToken::new(),
        }
    }

    pub fn public(mut self, name: &'a str, value: &'a str) -> Self {
        self.public.push((name, value));
        self
    }

    pub fn secret(mut self, name: &'a str, value: &'a str) -> Self {
        self.secrets.push((name, value));
        self
    }

    pub fn approving(mut self, host: &str, port: u16) -> Self {
        self.approve.push(HostPort::new(host, port));
        self
    }

    pub fn within(mut self, stage: Duration) -> Self {
        self.limits = Limits { stage, total: stage * 2 };
        self
    }

    pub fn fields(&self) -> Fields {
        let public =
            self.public.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
        let secrets: BTreeMap<String, SecretString> = self
            .secrets
            .iter()
            .map(|(name, value)| ((*name).to_owned(), SecretString::from(*value)))
            .collect();
        Fields::new(public, secrets)
    }

    pub async fn run(self, authority: &TestAuthority) -> Verification {
        self.run_heard(authority, &Heard::default()).await
    }

    pub async fn run_heard(self, authority: &TestAuthority, heard: &Heard) -> Verification {
        let roots = TlsRoots::Pem(authority.root_pem().into_bytes());
        self.run_trusting(&roots, heard).await
    }

    pub async fn run_trusting(self, roots: &TlsRoots, heard: &Heard) -> Verification {
        let fields = self.fields();
        let resolver = Everywhere(self.address);
        let context = ProbeContext {
            private_approved: &self.approve,
            pinned_host_key: None,
            accepted_host_key: None,
            limits: self.limits,
            cancel: self.cancel.clone(),
            progress: heard,
            resolver: &resolver,
            roots,
            now: now(),
            tokens: None,
            random: &|| [7; 16],
        };
        // A test that hangs is a defect.
        let dry_run = sendable(verify(self.connector, self.auth, &fields, &context));
        tokio::time::timeout(Duration::from_secs(60), dry_run)
            .await
            .expect("the dry run ends by itself")
    }
}

/// A dry run can be moved to another thread; a host spawns it.
fn sendable<F: Future + Send>(future: F) -> F {
    future
}

/// This moment: the service's certificates are made now.
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap())
}

/// One line about a verdict, for messages of failing tests.
pub fn in_short(verification: &Verification) -> String {
    let stages: Vec<String> = verification
        .stages
        .iter()
        .map(|one| format!("{:?} {:?} {:?}: {}", one.stage, one.outcome, one.code, one.message))
        .collect();
    format!("{:?} {}\n  {}", verification.outcome, verification.probe, stages.join("\n  "))
}
