//! Real servers for tests: PostgreSQL, OpenSSH, SMTP, AWS (moto) and OAuth (oidc-provider), each on a free loopback port
//! in a temporary directory of its own, stopped on drop.
//!
//! A missing program is a panic that names the package to install; nothing is skipped silently.
//! Readiness is polled against a deadline. Deliberately absent: mocks.

mod authorization;
mod certificates;
mod moto;
mod openssh;
mod postgres;
mod process;
mod python;
mod silent;
mod smtp;
mod ssh_key;

pub use authorization::AuthorizationServer;
pub use certificates::{Certificates, ServerCertificate};
pub use moto::{AwsKey, Moto};
pub use openssh::{OpenSsh, OpenSshBuilder, PasswordLogin, SftpUser};
pub use postgres::{Login, Postgres, PostgresBuilder};
pub use python::{REQUIREMENTS, ensure_python_venv};
pub use silent::Silent;
pub use smtp::{Smtp, SmtpBuilder, SmtpEncryption};
pub use ssh_key::{KeyKind, UserKey, make_key};

use std::net::TcpListener;

/// A loopback port that was free a moment ago.
///
/// # Panics
/// When the machine has none left.
#[must_use]
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free loopback port");
    listener.local_addr().expect("the port just bound").port()
}
