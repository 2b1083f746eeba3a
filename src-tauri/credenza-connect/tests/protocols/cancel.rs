//! *Cancel* takes effect within 100 ms and leaves no connection behind.

use crate::support::Net;
use credenza_connect::protocols::postgresql::{GivenAs, PostgresTarget, TlsMode};
use credenza_connect::protocols::sftp::{SftpAuth, SftpTarget, WriteProbe};
use credenza_connect::protocols::smtp::{SmtpSecurity, SmtpTarget};
use credenza_model::{FailureCode, Verification};
use credenza_testing::servers::Silent;
use secrecy::SecretString;
use std::future::Future;
use std::time::{Duration, Instant};

async fn cancelled<'a, F>(silent: &Silent, net: &'a Net, work: F)
where
    F: Future<Output = Verification> + 'a,
{
    let before = silent.connections();
    let cancel = net.cancel.clone();
    let pressed = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(200)).await;
        cancel.cancel();
        Instant::now()
    });
    let verification = work.await;
    let ended = Instant::now();
    assert_eq!(verification.failure_code(), Some(FailureCode::Cancelled), "{verification:#?}");
    assert!(ended - pressed.await.unwrap() < Duration::from_millis(100), "it went on after Cancel");
    assert!(silent.connections() > before, "it never connected");
    assert!(silent.all_hung_up_within(Duration::from_millis(500)), "a connection was left open");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_probe_stops_at_once() {
    let silent = Silent::start();
    let port = silent.port();
    for tls_mode in [TlsMode::VerifyFull, TlsMode::Disable] {
        let net = Net::to("127.0.0.1", port);
        let target = PostgresTarget {
            host: "127.0.0.1".to_owned(),
            port,
            database: "d".to_owned(),
            username: "u".to_owned(),
            password: Some(SecretString::from("p")),
            tls_mode,
            ca_certificate: None,
            given_as: GivenAs::Fields,
        };
        cancelled(&silent, &net, net.postgres(&target)).await;
    }
    let net = Net::to("127.0.0.1", port);
    let target = SftpTarget {
        host: "127.0.0.1".to_owned(),
        port,
        username: "u".to_owned(),
        auth: SftpAuth::Password(SecretString::from("p")),
        test_path: None,
        write_probe: WriteProbe::Skip,
        pinned_host_key: None,
        accepted_host_key: None,
    };
    cancelled(&silent, &net, net.sftp(&target)).await;
    for security in [SmtpSecurity::StartTls, SmtpSecurity::Tls] {
        let net = Net::to("127.0.0.1", port);
        let target = SmtpTarget { host: "127.0.0.1".to_owned(), port, security, login: None };
        cancelled(&silent, &net, net.smtp(&target)).await;
    }
}

#[test]
fn a_connection_that_is_held_open_is_noticed() {
    let silent = Silent::start();
    let held = std::net::TcpStream::connect(("127.0.0.1", silent.port())).unwrap();
    let begun = Instant::now();
    while silent.connections() == 0 && begun.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(!silent.all_hung_up_within(Duration::from_millis(50)), "the harness sees nothing");
    drop(held);
    assert!(silent.all_hung_up_within(Duration::from_secs(5)));
}
