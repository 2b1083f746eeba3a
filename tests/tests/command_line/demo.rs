//! `credenza demo`: the link works, the vault behind it is open and full, and nothing is left behind.

use crate::harness::{Vault, credenza};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Against hanging; no measure of speed.
const PATIENCE: Duration = Duration::from_secs(90);

struct Running {
    child: Child,
    answer: Value,
}

impl Running {
    /// Starts the demo; its answer is the one JSON value that it prints once it can be used.
    fn start(home: &Path) -> Self {
        let mut command = Command::new(credenza());
        command.args(["demo", "--json"]).env_clear().env("HOME", home).env("TMPDIR", home);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut text = String::new();
            while serde_json::from_str::<Value>(&text).is_err() {
                if lines.read_line(&mut text).unwrap_or(0) == 0 {
                    break;
                }
            }
            sender.send(text)
        });
        let text = receiver.recv_timeout(PATIENCE);
        let answer = text.ok().and_then(|text| serde_json::from_str(&text).ok());
        let Some(answer) = answer else {
            child.kill().unwrap();
            panic!("the demo did not say where it is");
        };
        Self { child, answer }
    }

    fn text(&self, name: &str) -> &str {
        self.answer[name].as_str().unwrap()
    }

    /// The address and the session's token.
    fn link(&self) -> (&str, &str) {
        let rest = self.text("link").strip_prefix("http://").unwrap();
        rest.split_once("/#session=").unwrap()
    }

    fn request(&self, head: &str, body: &str) -> String {
        let (address, token) = self.link();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let length = body.len();
        let headers = format!(
            "Host: {address}\r\nX-Credenza-Session: {token}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nConnection: close\r\n"
        );
        stream.write_all(format!("{head} HTTP/1.1\r\n{headers}\r\n{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn rpc(&self, operation: &str, request: &Value) -> Value {
        let answer = self.request(&format!("POST /rpc/{operation}"), &request.to_string());
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap_or_else(|_| panic!("{operation}: {answer}"))
    }

    /// Asks it to end, as a closed terminal or a service does; its exit code.
    fn stop(mut self) -> i32 {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        self.child.kill().unwrap();
        panic!("the demo did not end");
    }
}

#[test]
fn the_demos_link_leads_to_an_open_vault_that_is_gone_afterwards() {
    let home = tempfile::tempdir().unwrap();
    let demo = Running::start(home.path());
    let page = demo.request("GET /", "");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("<title>Credenza"), "{page}");

    let status = demo.rpc("vault.status", &json!({}));
    assert_eq!((&status["state"], &status["purpose"]), (&json!("open"), &json!("demo")));
    let list = demo.rpc("credential.list", &json!({}));
    assert_eq!(list["total"], 24);

    let folder = PathBuf::from(demo.text("vault"));
    assert!(folder.starts_with(home.path()) && folder.join("vault.db").is_file());
    assert_eq!(demo.stop(), 0);
    let left: Vec<_> = std::fs::read_dir(home.path()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn ones_own_vault_is_not_a_demo() {
    let vault = Vault::new();
    assert_eq!(vault.json(&["vault", "status"])["purpose"], "own");
}
