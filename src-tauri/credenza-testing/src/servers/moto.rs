//! AWS as `moto` plays it, with IAM on: signatures and permissions are checked.

use super::process::{Running, command};
use super::{ensure_python_venv, free_port};
use rustix::process::Signal;
use serde::Deserialize;
use std::collections::HashMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;
use tempfile::TempDir;

/// A running moto server; it answers `GET /v2/email/account` (SES `GetAccount`) and what moto knows.
pub struct Moto {
    port: u16,
    users: HashMap<String, AwsKey>,
    _running: Running,
    _directory: TempDir,
}

/// An access key that moto made for one of its users.
#[derive(Debug, Clone, Deserialize)]
pub struct AwsKey {
    /// `AKIA…`.
    pub access_key_id: String,
    /// Its secret; of a server that lives for one test.
    pub secret_access_key: String,
}

impl Moto {
    /// Starts one.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start() -> Self {
        let venv = ensure_python_venv();
        let directory =
            tempfile::Builder::new().prefix("crz-moto").tempdir().expect("a temporary directory");
        let script = directory.path().join("server.py");
        fs::write(&script, SCRIPT).expect("the server's script");
        let port = free_port();
        let mut server = command(venv.join("bin/python"), None);
        server.arg(&script).arg(port.to_string()).arg(directory.path());
        let running = Running::start(server, &directory.path().join("log"), Signal::TERM);
        running.wait_until("moto", || answers(port));
        let users = fs::read_to_string(directory.path().join("users.json")).expect("moto's users");
        let users = serde_json::from_str(&users).expect("moto's users");
        Self { port, users, _running: running, _directory: directory }
    }

    /// Its loopback port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its address: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A user that may do everything with SES.
    #[must_use]
    pub fn mailer(&self) -> &AwsKey {
        &self.users["mailer"]
    }

    /// A user with a right key, but without any permission.
    #[must_use]
    pub fn nobody(&self) -> &AwsKey {
        &self.users["nobody"]
    }
}

const SCRIPT: &str = include_str!("moto_server.py");

fn answers(port: u16) -> bool {
    let ask = || -> std::io::Result<[u8; 5]> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        stream.write_all(b"GET /moto-api/ HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")?;
        let mut beginning = [0; 5];
        stream.read_exact(&mut beginning)?;
        Ok(beginning)
    };
    ask().is_ok_and(|beginning| beginning == *b"HTTP/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get_account(moto: &Moto, key: &AwsKey) -> String {
        let mut curl = std::process::Command::new("curl");
        curl.args(["--silent", "--show-error", "--include", "--max-time", "30", "--config", "-"]);
        let address = format!("{}/v2/email/account", moto.base_url());
        let config = format!(
            "aws-sigv4 = \"aws:amz:us-east-1:ses\"\nuser = \"{}:{}\"\nurl = \"{address}\"\n",
            key.access_key_id, key.secret_access_key
        );
        String::from_utf8(super::super::process::run(&mut curl, &config).stdout).expect("text")
    }

    #[test]
    fn signatures_and_permissions_are_checked() {
        let moto = Moto::start();
        let right = get_account(&moto, moto.mailer());
        assert!(
            right.starts_with("HTTP/1.1 200") && right.contains("\"SendingEnabled\": true"),
            "{right}"
        );
        let wrong = AwsKey { secret_access_key: "wrong".to_owned(), ..moto.mailer().clone() };
        assert!(get_account(&moto, &wrong).contains("InvalidSignatureException"));
        let unknown = AwsKey { access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(), ..wrong };
        assert!(get_account(&moto, &unknown).contains("UnrecognizedClientException"));
        assert!(get_account(&moto, moto.nobody()).contains("AccessDeniedException"));
    }
}
