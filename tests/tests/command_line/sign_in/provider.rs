//! A provider to sign in at, and a person who does: `oidc-provider`, and a walk through its pages.

use crate::harness::{Transcript, Vault};
use credenza_testing::servers::AuthorizationServer;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// How long a command may take to say where to sign in, and to end.
const LIMIT: Duration = Duration::from_secs(60);

/// The connector for anything that signs in.
pub const CONNECTOR: &str = "http-oauth2-sign-in";

/// A provider whose OAuth app is registered in the vault, and the vault's address at the provider.
pub struct Provider {
    pub server: AuthorizationServer,
}

impl Provider {
    /// Starts a provider and registers the OAuth app `app` with it, as a person would: the redirect address
    /// that Credenza shows is entered there.
    pub fn start(vault: &Vault, options: &Value) -> Self {
        let server = AuthorizationServer::start(options);
        let provider = Self { server };
        let saved = provider.register(vault, "app", "credenza", Some("credenza-test-secret"));
        let address = saved["oauth_app"]["redirect_address"].clone();
        provider.server.set(&json!({"redirect_addresses": [address]}));
        provider
    }

    /// Adds an OAuth app.
    pub fn register(&self, vault: &Vault, name: &str, id: &str, secret: Option<&str>) -> Value {
        let issuer = self.server.issuer();
        let private = format!("127.0.0.1:{}", self.server.port());
        let set = [
            format!("base_url={issuer}"),
            "probe_path=/me".to_owned(),
            format!("authorization_url={issuer}/auth"),
            format!("token_url={issuer}/token"),
            format!("revocation_url={issuer}/token/revocation"),
            format!("device_url={issuer}/device/auth"),
            format!("issuer={issuer}"),
        ];
        let mut words = vec!["oauth-app", "add", CONNECTOR, "--client-id", id, "--name", name];
        set.iter().for_each(|pair| words.extend(["--set", pair.as_str()]));
        words.extend(["--scopes", "openid,email", "--allow-private", &private]);
        let file = secret.map(|secret| vault.file("client-secret", secret));
        match &file {
            Some(path) => words.extend(["--client-secret-file", path]),
            None => words.push("--public"),
        }
        vault.json(&words)
    }

    /// Signs in as `who`, to the end: the command's transcript.
    pub fn sign_in(&self, vault: &Vault, who: &str, more: &[&str]) -> Transcript {
        let mut words = vec!["connect"];
        if !more.contains(&"--connectionId") {
            words.extend(["--connector", CONNECTOR]);
        }
        words.extend(more);
        words.extend(["--no-browser", "--json"]);
        let mut command = Started::begin(vault, &words);
        let back = self.server.walk(&command.address(), who);
        visit(&back);
        command.end()
    }
}

/// `credenza connect`, waiting for somebody.
pub struct Started {
    child: Child,
    lines: BufReader<std::process::ChildStderr>,
    said: String,
    words: Vec<String>,
}

impl Started {
    pub fn begin(vault: &Vault, words: &[&str]) -> Self {
        let mut child = vault.command(words).stdin(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap());
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Self { child, lines, said: String::new(), words }
    }

    /// The first line that `find` makes something of.
    pub fn line<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> T {
        let begun = Instant::now();
        while begun.elapsed() < LIMIT {
            let mut line = String::new();
            if self.lines.read_line(&mut line).unwrap() == 0 {
                break;
            }
            self.said.push_str(&line);
            if let Some(found) = find(line.trim()) {
                return found;
            }
        }
        let mut rest = String::new();
        let _ = self.child.stdout.take().unwrap().read_to_string(&mut rest);
        panic!("the command did not say it: {}{rest}", self.said);
    }

    /// The address that it prints.
    pub fn address(&mut self) -> String {
        self.line(|line| line.starts_with("http").then(|| line.to_owned()))
    }

    /// Types a line.
    pub fn types(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Presses Ctrl+C.
    pub fn interrupt(&self) {
        let command = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(command, rustix::process::Signal::INT).unwrap();
    }

    /// Ends it the hard way.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end.
    pub fn end(mut self) -> Transcript {
        // Its input stays open: a script that says nothing more is no cancel.
        let input = self.child.stdin.take();
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < LIMIT, "the command did not end: {}", self.said);
            std::thread::sleep(Duration::from_millis(20));
        };
        drop(input);
        let mut stdout = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
        self.lines.read_to_string(&mut self.said).unwrap();
        Transcript::made(&self.words, status.code().unwrap_or(-1), stdout, self.said)
    }
}

/// What the browser does at last: it goes where the provider sent it. The status line, and the page.
pub fn visit(address: &str) -> String {
    let rest = address.strip_prefix("http://").expect("a loopback address");
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}
