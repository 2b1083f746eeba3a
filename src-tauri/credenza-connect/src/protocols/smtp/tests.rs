//! The rule that no server can talk us out of: a password travels encrypted.

use super::*;
use crate::egress::{EgressPolicy, SystemResolver, TlsRoots};
use crate::stage::{Limits, NoProgress, Scrubber};
use credenza_model::Timestamp;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

fn target(port: u16, security: SmtpSecurity) -> SmtpTarget {
    let login =
        SmtpLogin { username: "ana".to_owned(), password: SecretString::from("canary-password") };
    SmtpTarget { host: "mail.example.org".to_owned(), port, security, login: Some(login) }
}

/// What a server hears that speaks these lines, and how the dry run ends.
async fn converse(security: SmtpSecurity, lines: &'static [u8]) -> (String, Verification) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        use tokio::io::AsyncWriteExt as _;
        let (mut peer, _) = listener.accept().await.unwrap();
        // The client may have hung up already.
        let _ = peer.write_all(lines).await;
        let mut heard = Vec::new();
        let _ = peer.read_to_end(&mut heard).await;
        String::from_utf8_lossy(&heard).into_owned()
    });
    let target = target(address.port(), security);
    let policy = EgressPolicy::only(&target.host, target.port);
    let roots = TlsRoots::Platform;
    let egress = Egress {
        policy: &policy,
        resolver: &SystemResolver,
        roots: &roots,
        now: Timestamp::default(),
    };
    let limits = Limits { stage: std::time::Duration::from_secs(5), ..Limits::default() };
    let mut run = DryRun::begin(&NoProgress, CancellationToken::new(), limits, Scrubber::default());
    let stream = TcpStream::connect(address).await.unwrap();
    // Past the guard, as a public host would be: what matters here is what comes after it.
    let result = secure(stream, &target, &egress, &mut run).await;
    let verification = run.finish("test", result.map(|_| Identity::default()));
    (server.await.unwrap(), verification)
}

#[tokio::test]
async fn no_password_goes_to_a_public_host_in_the_clear() {
    let (heard, verification) = converse(SmtpSecurity::None, b"220 mail ESMTP\r\n").await;
    assert_eq!(verification.failure_code(), Some(FailureCode::TlsFailed));
    assert_eq!((heard.as_str(), verification.field.as_deref()), ("", Some("/tls")));
}

#[tokio::test]
async fn commands_put_in_before_encryption_end_it() {
    let (heard, verification) =
        converse(SmtpSecurity::StartTls, b"220 mail ESMTP\r\n250 early\r\n").await;
    assert!(heard.is_empty() || heard.starts_with("EHLO"), "{heard}");
    let failure = verification.failure().unwrap();
    assert_eq!(failure.code, Some(FailureCode::TlsFailed), "{failure:?}");
    assert!(failure.message.contains("before it was encrypted"), "{failure:?}");
}

#[tokio::test]
async fn what_is_not_smtp_is_called_so() {
    let (_, verification) = converse(SmtpSecurity::StartTls, b"SSH-2.0-OpenSSH_9.2\r\n").await;
    assert_eq!(verification.failure_code(), Some(FailureCode::ProviderUnexpected));
    assert_eq!(verification.field.as_deref(), Some("/port"));
}
