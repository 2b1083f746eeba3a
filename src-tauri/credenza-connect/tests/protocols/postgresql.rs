//! PostgreSQL, from a wrong password to a superuser.

use crate::support::{Net, assert_failed, assert_passed, report};
use credenza_connect::protocols::postgresql::{GivenAs, PostgresTarget, TlsMode};
use credenza_model::{FailureCode, Stage, StageOutcome, Verification};
use credenza_testing::servers::{Certificates, Login, Postgres, Silent, free_port};
use secrecy::SecretString;
use std::time::{Duration, Instant};

fn target(port: u16, login: Login) -> PostgresTarget {
    PostgresTarget {
        host: "127.0.0.1".to_owned(),
        port,
        database: Postgres::DATABASE.to_owned(),
        username: login.username.to_owned(),
        password: Some(SecretString::from(login.password)),
        tls_mode: TlsMode::Disable,
        ca_certificate: None,
        given_as: GivenAs::Fields,
    }
}

async fn verify(target: &PostgresTarget) -> Verification {
    Net::to(&target.host, target.port).postgres(target).await
}

fn encrypted(port: u16, tls_mode: TlsMode, ca: Option<String>) -> PostgresTarget {
    PostgresTarget { tls_mode, ca_certificate: ca, ..target(port, Postgres::APP_USER) }
}

#[tokio::test]
async fn a_right_password_passes_every_stage() {
    let server = Postgres::start();
    let verification = verify(&target(server.port(), Postgres::APP_USER)).await;
    assert_passed(&verification);
    assert_eq!(verification.account.as_deref(), Some("app_user"));
    assert_eq!(report(&verification, Stage::Tls).outcome, StageOutcome::Skipped);
    assert!(
        report(&verification, Stage::Identify).message.contains("app_user in orders, PostgreSQL")
    );
    for right in ["connect", "read 1 table", "write 1 table", "create schemas"] {
        assert!(
            verification.permissions.iter().any(|one| one == right),
            "{right}: {:?}",
            verification.permissions
        );
    }
    assert!(verification.probe.starts_with("SELECT "), "{}", verification.probe);
}

#[tokio::test]
async fn rights_are_told_as_they_are() {
    let server = Postgres::start();
    let limited = verify(&target(server.port(), Postgres::LIMITED)).await;
    assert_passed(&limited);
    assert!(limited.permissions.contains(&"read 0 tables".to_owned()), "{:?}", limited.permissions);
    let superuser = verify(&target(server.port(), Postgres::SUPERUSER)).await;
    assert_passed(&superuser);
    let stage = report(&superuser, Stage::Authorize);
    assert_eq!(stage.outcome, StageOutcome::Warning);
    assert_eq!(stage.hint.as_deref(), Some("superuser: use a role with fewer rights"));
    let expiring = verify(&target(server.port(), Postgres::EXPIRING)).await;
    assert_eq!(expiring.expires_at.unwrap().to_string(), "2099-01-01T00:00:00.000Z");
}

#[tokio::test]
async fn whom_the_server_refuses_and_why() {
    let server = Postgres::start();
    let port = server.port();
    let wrong = Login { username: "app_user", password: "wrong-canary" };
    let nobody = Login { username: "nobody_here", password: "whatever" };
    let elsewhere = |login, database: &str| PostgresTarget {
        database: database.to_owned(),
        ..target(port, login)
    };
    let without = PostgresTarget { password: None, ..target(port, Postgres::APP_USER) };
    let cases = [
        (target(port, wrong), FailureCode::AuthRejected, "/password"),
        (target(port, nobody), FailureCode::AuthRejected, "/password"),
        (without, FailureCode::AuthRejected, "/password"),
        (target(port, Postgres::SLEEPER), FailureCode::AuthRejected, "/username"),
        (
            elsewhere(Postgres::APP_USER, "no_such_database"),
            FailureCode::TargetNotFound,
            "/database",
        ),
        (
            elsewhere(Postgres::APP_USER, Postgres::CLOSED_DATABASE),
            FailureCode::PermDenied,
            "/database",
        ),
    ];
    for (target, code, field) in cases {
        assert_failed(&verify(&target).await, Stage::Authenticate, code, field);
    }
    let crowded = verify(&target(port, Postgres::CROWDED)).await;
    assert_eq!(crowded.failure_code(), Some(FailureCode::ProviderUnavailable));
    let text = format!("{:?}", verify(&target(port, wrong)).await);
    assert!(!text.contains("canary"), "{text}");
}

#[tokio::test]
async fn a_connection_string_points_at_itself() {
    let server = Postgres::start();
    let text =
        format!("postgresql://app_user:wrong@127.0.0.1:{}/orders?sslmode=disable", server.port());
    let target = PostgresTarget::from_connection_string(&SecretString::from(text)).unwrap();
    let verification = verify(&target).await;
    assert_failed(
        &verification,
        Stage::Authenticate,
        FailureCode::AuthRejected,
        "/connection_string",
    );
    let right = format!(
        "host=127.0.0.1 port={} user=app_user password=app-user-password dbname=orders",
        server.port()
    );
    let target = PostgresTarget::from_connection_string(&SecretString::from(right)).unwrap();
    assert_passed(&verify(&target).await);
}

#[tokio::test]
async fn tls_passes_with_the_authority_in_every_mode() {
    let certificates = Certificates::new();
    let server = Postgres::builder().tls(&certificates.server()).insisting_on_tls().start();
    let ca = Some(certificates.authority_pem());
    for mode in [TlsMode::Prefer, TlsMode::Require, TlsMode::VerifyCa, TlsMode::VerifyFull] {
        let verification = verify(&encrypted(server.port(), mode, ca.clone())).await;
        assert_passed(&verification);
        assert!(report(&verification, Stage::Tls).message.contains("TLS 1.3"), "{mode:?}");
    }
    let unverified = verify(&encrypted(server.port(), TlsMode::Require, None)).await;
    assert_passed(&unverified);
    assert_eq!(report(&unverified, Stage::Tls).outcome, StageOutcome::Warning);
    let plain = verify(&encrypted(server.port(), TlsMode::Disable, None)).await;
    assert_failed(&plain, Stage::Authenticate, FailureCode::AuthRejected, "/tls_mode");
}

#[tokio::test]
async fn bad_certificates_are_called_by_their_names() {
    let certificates = Certificates::new();
    let ca = Some(certificates.authority_pem());
    let cases = [
        (certificates.expired(), ca.clone(), FailureCode::TlsExpired, "/host", "has expired"),
        (
            certificates.wrong_name(),
            ca.clone(),
            FailureCode::TlsNameMismatch,
            "/host",
            "is for elsewhere.example",
        ),
        (
            Certificates::self_signed(),
            None,
            FailureCode::TlsUntrusted,
            "/ca_certificate",
            "is self-signed",
        ),
        (
            certificates.server(),
            None,
            FailureCode::TlsUntrusted,
            "/ca_certificate",
            "unknown authority",
        ),
    ];
    for (certificate, ca, code, field, words) in cases {
        let server = Postgres::builder().tls(&certificate).start();
        let verification = verify(&encrypted(server.port(), TlsMode::VerifyFull, ca)).await;
        assert_failed(&verification, Stage::Tls, code, field);
        let message = &verification.failure().unwrap().message;
        assert!(message.contains(words), "{message}");
    }
}

#[tokio::test]
async fn what_a_mode_does_not_check_passes() {
    let certificates = Certificates::new();
    let server = Postgres::builder().tls(&certificates.wrong_name()).start();
    let ca = Some(certificates.authority_pem());
    assert_passed(&verify(&encrypted(server.port(), TlsMode::VerifyCa, ca)).await);
    let own = Certificates::self_signed();
    let server = Postgres::builder().tls(&own).start();
    // PostgreSQL's manual: server.crt is its own root.crt.
    let pinned = encrypted(server.port(), TlsMode::VerifyFull, Some(own.certificate_pem.clone()));
    assert_passed(&verify(&pinned).await);
}

#[tokio::test]
async fn a_certificate_that_ends_soon_is_a_warning() {
    let certificates = Certificates::new();
    let server = Postgres::builder().tls(&certificates.ending_in_days(9)).start();
    let verification =
        verify(&encrypted(server.port(), TlsMode::VerifyFull, Some(certificates.authority_pem())))
            .await;
    assert_passed(&verification);
    let stage = report(&verification, Stage::Tls);
    assert_eq!(stage.outcome, StageOutcome::Warning);
    assert!(stage.hint.as_ref().unwrap().contains("ends in 8 days"), "{stage:?}");
}

#[tokio::test]
async fn a_server_without_tls_is_refused_or_warned_about() {
    let server = Postgres::start();
    for mode in [TlsMode::Require, TlsMode::VerifyFull] {
        let verification = verify(&encrypted(server.port(), mode, None)).await;
        assert_failed(&verification, Stage::Tls, FailureCode::TlsFailed, "/tls_mode");
    }
    let verification = verify(&encrypted(server.port(), TlsMode::Prefer, None)).await;
    assert_passed(&verification);
    assert_eq!(report(&verification, Stage::Tls).outcome, StageOutcome::Warning);
    let unanchored = verify(&encrypted(server.port(), TlsMode::VerifyCa, None)).await;
    assert_failed(&unanchored, Stage::Tls, FailureCode::TlsFailed, "/ca_certificate");
    let garbage =
        verify(&encrypted(server.port(), TlsMode::VerifyCa, Some("not a certificate".to_owned())))
            .await;
    assert_failed(&garbage, Stage::Tls, FailureCode::TlsFailed, "/ca_certificate");
}

#[tokio::test]
async fn hosts_that_are_not_there() {
    let unknown = PostgresTarget {
        host: "no-such-host.invalid".to_owned(),
        ..target(5432, Postgres::APP_USER)
    };
    assert_failed(&verify(&unknown).await, Stage::Resolve, FailureCode::NetDns, "/host");
    let closed = target(free_port(), Postgres::APP_USER);
    assert_failed(&verify(&closed).await, Stage::Connect, FailureCode::NetRefused, "/port");
}

#[tokio::test]
async fn a_silent_host_ends_at_the_stage_limit() {
    let silent = Silent::start();
    for mode in [TlsMode::Prefer, TlsMode::Disable] {
        let target = encrypted(silent.port(), mode, None);
        let begun = Instant::now();
        let net = Net::to("127.0.0.1", silent.port()).limited_to(Duration::from_millis(300));
        let verification = net.postgres(&target).await;
        assert_eq!(verification.failure_code(), Some(FailureCode::NetTimeout), "{verification:#?}");
        assert!(begun.elapsed() < Duration::from_secs(3));
    }
    assert!(silent.all_hung_up_within(Duration::from_secs(1)), "a connection was left open");
}

#[tokio::test]
async fn a_session_for_a_flow_runs_statements() {
    let certificates = Certificates::new();
    let server = Postgres::builder().tls(&certificates.server()).start();
    let target = encrypted(server.port(), TlsMode::VerifyFull, Some(certificates.authority_pem()));
    let mut session = Net::to("127.0.0.1", server.port()).open_postgres(&target).await;
    let encrypted: (bool, i64) = sqlx::query_as(
        "SELECT (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), (SELECT count(*) FROM items)",
    )
    .fetch_one(session.connection())
    .await
    .unwrap();
    assert_eq!(encrypted, (true, 2));
    session.close().await;
    let left = server
        .sql("orders", "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'credenza'");
    assert!(left == "0" || left == "1", "{left}");
}
