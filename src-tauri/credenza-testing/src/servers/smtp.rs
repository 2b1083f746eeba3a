//! A real SMTP submission server (aiosmtpd), with a transcript of what clients did.

use super::openssh::greets;
use super::process::{Running, command};
use super::{ServerCertificate, ensure_python_venv, free_port};
use rustix::process::Signal;
use std::fs;
use std::net::TcpStream;
use tempfile::TempDir;

/// How the server encrypts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SmtpEncryption {
    /// In the clear, STARTTLS offered, AUTH only after it.
    #[default]
    StartTls,
    /// From the first byte.
    Implicit,
    /// Never; AUTH is offered in the clear. What a server looks like whose STARTTLS was stripped.
    None,
}

/// How a server is to be.
#[derive(Default)]
pub struct SmtpBuilder {
    encryption: SmtpEncryption,
    certificate: Option<ServerCertificate>,
    only_login: bool,
}

impl SmtpBuilder {
    /// How it encrypts, with this certificate.
    #[must_use]
    pub fn encrypted(
        mut self,
        encryption: SmtpEncryption,
        certificate: &ServerCertificate,
    ) -> Self {
        self.encryption = encryption;
        self.certificate = Some(certificate.clone());
        self
    }

    /// Offers AUTH LOGIN, but not PLAIN.
    #[must_use]
    pub fn only_auth_login(mut self) -> Self {
        self.only_login = true;
        self
    }

    /// Starts it.
    ///
    /// # Panics
    /// When it does not start, or TLS is asked for without a certificate.
    #[must_use]
    pub fn start(self) -> Smtp {
        let venv = ensure_python_venv();
        let directory =
            tempfile::Builder::new().prefix("crz-smtp").tempdir().expect("a temporary directory");
        let write = |name: &str, text: &str| {
            let path = directory.path().join(name);
            fs::write(&path, text).expect("a file in the temporary directory");
            path
        };
        let script = write("server.py", SCRIPT);
        let transcript = write("transcript", "");
        let encrypted = self.encryption != SmtpEncryption::None;
        if encrypted {
            let certificate = self.certificate.as_ref().expect("a certificate for TLS");
            write("server.crt", &certificate.certificate_pem);
            write("server.key", &certificate.key_pem);
        }
        let port = free_port();
        let configuration = serde_json::json!({
            "port": port,
            "encryption": match self.encryption {
                SmtpEncryption::StartTls => "starttls",
                SmtpEncryption::Implicit => "implicit",
                SmtpEncryption::None => "none",
            },
            "directory": directory.path(),
            "username": Smtp::USERNAME,
            "password": Smtp::PASSWORD,
            "exclude": if self.only_login { vec!["PLAIN"] } else { Vec::new() },
        });
        let mut server = command(venv.join("bin/python"), None);
        server.arg(script).arg(configuration.to_string());
        let running = Running::start(server, &directory.path().join("log"), Signal::TERM);
        running.wait_until("the SMTP server", || match self.encryption {
            SmtpEncryption::Implicit => TcpStream::connect(("127.0.0.1", port)).is_ok(),
            _ => greets(port, b"220 "),
        });
        // Forget what the readiness check did.
        fs::write(&transcript, "").expect("the transcript");
        Smtp { port, _running: running, directory }
    }
}

/// A running SMTP server.
pub struct Smtp {
    port: u16,
    _running: Running,
    directory: TempDir,
}

impl Smtp {
    /// The one user.
    pub const USERNAME: &'static str = "ana@example.com";
    /// Its password.
    pub const PASSWORD: &'static str = "smtp-app-password";

    /// To say more before it starts; by default without TLS material, so say how it encrypts.
    #[must_use]
    pub fn builder() -> SmtpBuilder {
        SmtpBuilder::default()
    }

    /// One that does not know TLS.
    ///
    /// # Panics
    /// As [`SmtpBuilder::start`].
    #[must_use]
    pub fn start_without_tls() -> Self {
        SmtpBuilder { encryption: SmtpEncryption::None, ..SmtpBuilder::default() }.start()
    }

    /// Its loopback port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What clients did, one line each: `EHLO`, `AUTH PLAIN ok`, `AUTH LOGIN rejected`, `NOOP`,
    /// `MAIL`, `DATA`, `QUIT`.
    ///
    /// # Panics
    /// When the transcript cannot be read.
    #[must_use]
    pub fn transcript(&self) -> Vec<String> {
        let text =
            fs::read_to_string(self.directory.path().join("transcript")).expect("the transcript");
        text.lines().map(str::to_owned).collect()
    }
}

const SCRIPT: &str = include_str!("smtp_server.py");
