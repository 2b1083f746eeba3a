//! A webhook receiver whose judgement is the public `standardwebhooks` package's.

use super::process::{Running, command};
use super::{ensure_python_venv, free_port};
use rustix::process::Signal;
use serde::Deserialize;
use serde_json::Value;
use std::fs;
use std::net::TcpStream;
use tempfile::TempDir;

/// A running receiver.
pub struct WebhookReceiver {
    port: u16,
    _running: Running,
    directory: TempDir,
}

/// One request that it saw.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SeenEvent {
    /// Where it was sent: path and query.
    pub path: String,
    /// The `webhook-id` header.
    pub id: Option<String>,
    /// What it answered.
    pub status: u16,
    /// The body.
    pub body: Value,
    /// The `content-type` header.
    pub content_type: Option<String>,
    /// What the package said, for each secret.
    pub verified: Vec<bool>,
    /// How many signatures there were.
    pub signatures: usize,
}

impl WebhookReceiver {
    /// Starts one that answers 200 and knows no secret.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start() -> Self {
        let venv = ensure_python_venv();
        let directory =
            tempfile::Builder::new().prefix("crz-hooks").tempdir().expect("a temporary directory");
        let script = directory.path().join("server.py");
        fs::write(&script, SCRIPT).expect("the server's script");
        let port = free_port();
        let mut server = command(venv.join("bin/python"), None);
        server.arg(&script).arg(port.to_string()).arg(directory.path());
        let running = Running::start(server, &directory.path().join("log"), Signal::TERM);
        let receiver = Self { port, _running: running, directory };
        receiver.answer("200");
        receiver.trust(&[]);
        receiver
            ._running
            .wait_until("the receiver", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        receiver
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/hooks", self.port)
    }

    /// `127.0.0.1:PORT`, to be approved.
    #[must_use]
    pub fn host_port(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Answers so from now on: `503`, or `200 5` for a 200 that takes five seconds.
    ///
    /// # Panics
    /// When its directory is gone.
    pub fn answer(&self, answer: &str) {
        self.put("answer", answer);
    }

    /// Verifies with each of these secrets from now on.
    ///
    /// # Panics
    /// When its directory is gone.
    pub fn trust(&self, secrets: &[&str]) {
        self.put("secrets", &secrets.join("\n"));
    }

    /// Renamed into place, so that no request sees half of it.
    fn put(&self, name: &str, text: &str) {
        let making = self.directory.path().join(format!("{name}.new"));
        fs::write(&making, text).expect("the receiver's directory");
        fs::rename(making, self.directory.path().join(name)).expect("the receiver's directory");
    }

    /// Every request so far, in the order of arrival.
    ///
    /// # Panics
    /// When its log cannot be read.
    #[must_use]
    pub fn seen(&self) -> Vec<SeenEvent> {
        let text = fs::read_to_string(self.directory.path().join("seen")).unwrap_or_default();
        // The last line may be half written.
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole.lines().map(|line| serde_json::from_str(line).expect("a line of its log")).collect()
    }
}

const SCRIPT: &str = include_str!("webhook_receiver.py");
