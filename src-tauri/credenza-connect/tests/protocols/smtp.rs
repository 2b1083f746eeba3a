//! SMTP: encrypted or not at all, and never a mail.

use crate::support::{Net, assert_failed, assert_passed, report};
use credenza_connect::egress::EgressPolicy;
use credenza_connect::protocols::smtp::{SmtpLogin, SmtpSecurity, SmtpTarget};
use credenza_model::{FailureCode, Stage, StageOutcome, Verification};
use credenza_testing::servers::{Certificates, Silent, Smtp, SmtpEncryption, free_port};
use secrecy::SecretString;
use std::time::Duration;

fn target(port: u16, security: SmtpSecurity, password: &str) -> SmtpTarget {
    SmtpTarget {
        host: "localhost".to_owned(),
        port,
        security,
        login: Some(SmtpLogin {
            username: Smtp::USERNAME.to_owned(),
            password: SecretString::from(password),
        }),
    }
}

async fn verify(target: &SmtpTarget, ca: &str) -> Verification {
    Net::to(&target.host, target.port).trusting(ca).knowing("wrong-canary").smtp(target).await
}

#[tokio::test]
async fn starttls_and_tls_pass_without_a_mail() {
    let certificates = Certificates::new();
    let ca = certificates.authority_pem();
    let ways = [
        (SmtpEncryption::StartTls, SmtpSecurity::StartTls),
        (SmtpEncryption::Implicit, SmtpSecurity::Tls),
    ];
    for (encryption, security) in ways {
        let server = Smtp::builder().encrypted(encryption, &certificates.server()).start();
        let verification = verify(&target(server.port(), security, Smtp::PASSWORD), &ca).await;
        assert_passed(&verification);
        assert_eq!(verification.account.as_deref(), Some(Smtp::USERNAME));
        assert!(
            report(&verification, Stage::Tls).message.contains("TLS 1.3, certificate valid until")
        );
        assert!(report(&verification, Stage::Authenticate).message.starts_with("AUTH PLAIN as "));
        assert_eq!(report(&verification, Stage::Authorize).outcome, StageOutcome::Skipped);
        let transcript = server.transcript();
        assert_eq!(
            transcript[transcript.len() - 4..],
            ["EHLO", "AUTH PLAIN ok", "NOOP", "QUIT"],
            "{transcript:?}"
        );
        assert!(!transcript.iter().any(|line| line == "MAIL" || line == "DATA"), "{transcript:?}");
    }
}

#[tokio::test]
async fn auth_login_is_used_where_plain_is_not_offered() {
    let certificates = Certificates::new();
    let server = Smtp::builder()
        .encrypted(SmtpEncryption::StartTls, &certificates.server())
        .only_auth_login()
        .start();
    let target = target(server.port(), SmtpSecurity::StartTls, Smtp::PASSWORD);
    assert_passed(&verify(&target, &certificates.authority_pem()).await);
    assert!(server.transcript().contains(&"AUTH LOGIN ok".to_owned()), "{:?}", server.transcript());
}

#[tokio::test]
async fn a_wrong_password_is_rejected() {
    let certificates = Certificates::new();
    let server =
        Smtp::builder().encrypted(SmtpEncryption::StartTls, &certificates.server()).start();
    let target = target(server.port(), SmtpSecurity::StartTls, "wrong-canary");
    let verification = verify(&target, &certificates.authority_pem()).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::AuthRejected, "/password");
    assert!(!format!("{verification:?}").contains("canary"));
}

#[tokio::test]
async fn bad_certificates_are_called_by_their_names() {
    let certificates = Certificates::new();
    let cases = [
        (certificates.expired(), FailureCode::TlsExpired, "/host"),
        (certificates.wrong_name(), FailureCode::TlsNameMismatch, "/host"),
        (Certificates::self_signed(), FailureCode::TlsUntrusted, "/ca_certificate"),
    ];
    for (certificate, code, field) in cases {
        let server = Smtp::builder().encrypted(SmtpEncryption::StartTls, &certificate).start();
        let target = target(server.port(), SmtpSecurity::StartTls, Smtp::PASSWORD);
        assert_failed(
            &verify(&target, &certificates.authority_pem()).await,
            Stage::Tls,
            code,
            field,
        );
        assert!(!server.transcript().iter().any(|line| line.starts_with("AUTH")));
    }
}

#[tokio::test]
async fn a_stripped_starttls_gets_no_password() {
    let server = Smtp::start_without_tls();
    let verification =
        verify(&target(server.port(), SmtpSecurity::StartTls, Smtp::PASSWORD), PEM).await;
    assert_failed(&verification, Stage::Tls, FailureCode::TlsFailed, "/tls");
    assert!(
        !server.transcript().iter().any(|line| line.starts_with("AUTH")),
        "{:?}",
        server.transcript()
    );
}

#[tokio::test]
async fn in_the_clear_only_to_an_approved_private_host() {
    let server = Smtp::start_without_tls();
    let target = target(server.port(), SmtpSecurity::None, Smtp::PASSWORD);
    assert_passed(&verify(&target, PEM).await);
    let mut net = Net::to(&target.host, target.port);
    net.policy = EgressPolicy::only(&target.host, target.port);
    let verification = net.smtp(&target).await;
    assert_failed(&verification, Stage::Resolve, FailureCode::EgressPrivateAddress, "/host");
}

#[tokio::test]
async fn a_relay_without_login_passes_with_a_warning() {
    let server = Smtp::start_without_tls();
    let target = SmtpTarget { login: None, ..target(server.port(), SmtpSecurity::None, "") };
    let verification = verify(&target, PEM).await;
    assert_passed(&verification);
    assert_eq!(report(&verification, Stage::Authenticate).outcome, StageOutcome::Warning);
}

#[tokio::test]
async fn wrong_ports_are_called_by_their_names() {
    let certificates = Certificates::new();
    let ca = certificates.authority_pem();
    let plain = Smtp::start_without_tls();
    let implicit_to_plain =
        verify(&target(plain.port(), SmtpSecurity::Tls, Smtp::PASSWORD), &ca).await;
    assert_failed(&implicit_to_plain, Stage::Tls, FailureCode::TlsFailed, "/port");
    let closed = verify(&target(free_port(), SmtpSecurity::StartTls, "x"), &ca).await;
    assert_failed(&closed, Stage::Connect, FailureCode::NetRefused, "/port");
    let silent = Silent::start();
    let net = Net::to("localhost", silent.port()).limited_to(Duration::from_millis(300));
    let verification = net.smtp(&target(silent.port(), SmtpSecurity::StartTls, "x")).await;
    assert_eq!(verification.failure_code(), Some(FailureCode::NetTimeout));
    assert!(silent.all_hung_up_within(Duration::from_secs(1)), "a connection was left open");
}

/// An authority that is never asked here.
const PEM: &str = "";
