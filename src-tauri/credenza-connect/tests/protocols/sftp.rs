//! SFTP, from an unknown host key to a path that may not be written.

use crate::support::{Net, assert_failed, assert_passed, report};
use credenza_connect::protocols::sftp::{SftpAuth, SftpTarget, WriteProbe};
use credenza_model::{FailureCode, Stage, StageOutcome, Verification};
use credenza_testing::servers::{KeyKind, OpenSsh, PasswordLogin, Silent, free_port, make_key};
use secrecy::SecretString;
use std::time::Duration;

fn target(server: &OpenSsh, auth: SftpAuth) -> SftpTarget {
    SftpTarget {
        host: "127.0.0.1".to_owned(),
        port: server.port(),
        username: server.user().username.clone(),
        auth,
        test_path: None,
        write_probe: WriteProbe::Skip,
        pinned_host_key: Some(server.fingerprint()),
        accepted_host_key: None,
    }
}

fn password(text: &str) -> SftpAuth {
    SftpAuth::Password(SecretString::from(text))
}

fn key(text: &str, passphrase: Option<&str>) -> SftpAuth {
    SftpAuth::KeyFile {
        private_key_data: SecretString::from(text),
        passphrase: passphrase.map(SecretString::from),
    }
}

fn right(server: &OpenSsh) -> SftpAuth {
    password(&server.user().password)
}

async fn verify(target: &SftpTarget) -> Verification {
    Net::to(&target.host, target.port).sftp(target).await
}

#[tokio::test]
async fn a_right_password_passes_every_stage() {
    let server = OpenSsh::start();
    let verification = verify(&target(&server, right(&server))).await;
    assert_passed(&verification);
    assert_eq!(verification.account.as_deref(), Some("credenza-sftp@127.0.0.1"));
    assert_eq!(verification.host_key, Some(server.fingerprint()));
    assert!(report(&verification, Stage::HostKey).message.starts_with("ssh-ed25519 SHA256:"));
    assert!(report(&verification, Stage::Identify).message.contains("OpenSSH_"));
    assert!(
        report(&verification, Stage::Authorize).message.contains("3 entries"),
        "{verification:#?}"
    );
}

#[tokio::test]
async fn every_kind_of_key_file_passes() {
    let server = OpenSsh::start();
    let kinds = [
        (KeyKind::Ed25519, None),
        (KeyKind::Rsa, None),
        (KeyKind::RsaPkcs1, None),
        (KeyKind::RsaPkcs8, None),
        (KeyKind::EcdsaSec1, None),
        (KeyKind::EncryptedEd25519("open sesame"), Some("open sesame")),
        (KeyKind::EncryptedPkcs8("open sesame"), Some("open sesame")),
    ];
    for (kind, passphrase) in kinds {
        let made = server.new_key(kind);
        let verification = verify(&target(&server, key(&made.private, passphrase))).await;
        assert_passed(&verification);
        let message = &report(&verification, Stage::Authenticate).message;
        assert!(message.contains("with the key SHA256:"), "{kind:?}: {message}");
        assert!(!message.contains("(ssh-rsa)"), "SHA-1 was used: {message}");
    }
}

#[tokio::test]
async fn keyboard_interactive_with_one_prompt_is_a_password() {
    let server = OpenSsh::builder().password_login(PasswordLogin::KeyboardInteractive).start();
    assert_passed(&verify(&target(&server, right(&server))).await);
    let wrong = verify(&target(&server, password("wrong"))).await;
    assert_failed(&wrong, Stage::Authenticate, FailureCode::AuthRejected, "/password");
}

#[tokio::test]
async fn a_server_that_takes_no_passwords_says_so() {
    let server = OpenSsh::builder().password_login(PasswordLogin::Off).start();
    let verification = verify(&target(&server, right(&server))).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::AuthRejected, "/auth_type");
    assert!(verification.failure().unwrap().message.contains("publickey"));
}

#[tokio::test]
async fn an_unknown_host_key_is_shown_and_asked_about() {
    let server = OpenSsh::start();
    let unknown = SftpTarget { pinned_host_key: None, ..target(&server, right(&server)) };
    let verification = verify(&unknown).await;
    assert_failed(&verification, Stage::HostKey, FailureCode::HostKeyUnknown, "/host");
    let failure = verification.failure().unwrap();
    let fingerprint = server.fingerprint();
    assert!(
        failure.message.contains(&fingerprint) && failure.message.contains("ssh-ed25519"),
        "{failure:?}"
    );
    assert!(failure.hint.as_ref().unwrap().contains("Compare the fingerprint"), "{failure:?}");
    assert_eq!(verification.host_key.as_ref(), Some(&fingerprint));
    let accepted = SftpTarget { accepted_host_key: Some(fingerprint), ..unknown };
    assert_passed(&verify(&accepted).await);
    let mistaken = SftpTarget { accepted_host_key: Some("SHA256:AAAA".to_owned()), ..accepted };
    assert_failed(&verify(&mistaken).await, Stage::HostKey, FailureCode::HostKeyUnknown, "/host");
}

#[tokio::test]
async fn a_changed_host_key_stops_before_the_password() {
    let mut server = OpenSsh::start();
    let pinned = target(&server, right(&server));
    assert_passed(&verify(&pinned).await);
    let old = server.fingerprint();
    server.change_host_key();
    let verification = verify(&pinned).await;
    assert_failed(&verification, Stage::HostKey, FailureCode::HostKeyChanged, "/host");
    let message = &verification.failure().unwrap().message;
    assert!(message.contains(&old) && message.contains(&server.fingerprint()), "{message}");
    let confirmed = SftpTarget { accepted_host_key: Some(server.fingerprint()), ..pinned };
    assert_passed(&verify(&confirmed).await);
}

#[tokio::test]
async fn secrets_the_server_rejects() {
    let server = OpenSsh::start();
    let wrong = verify(&target(&server, password("wrong-canary"))).await;
    assert_failed(&wrong, Stage::Authenticate, FailureCode::AuthRejected, "/password");
    assert!(!format!("{wrong:?}").contains("canary"));
    let stranger = verify(&target(&server, key(&make_key(KeyKind::Ed25519).private, None))).await;
    assert_failed(&stranger, Stage::Authenticate, FailureCode::AuthRejected, "/private_key_data");
    let nobody =
        SftpTarget { username: "nobody-here".to_owned(), ..target(&server, right(&server)) };
    assert_failed(
        &verify(&nobody).await,
        Stage::Authenticate,
        FailureCode::AuthRejected,
        "/password",
    );
}

#[tokio::test]
async fn bad_key_files_are_named_before_anything_is_connected() {
    let silent = Silent::start();
    let encrypted = make_key(KeyKind::EncryptedEd25519("open sesame"));
    let protected = make_key(KeyKind::EncryptedPkcs8("open sesame"));
    let plain = make_key(KeyKind::Ed25519);
    let large = format!("{}{}", plain.private, "x".repeat(70 * 1024));
    let cut = plain.private[..plain.private.len() / 2].to_owned();
    let cases = [
        (key(&encrypted.private, None), "/private_key_passphrase", "encrypted, and no passphrase"),
        (key(&encrypted.private, Some("wrong")), "/private_key_passphrase", "does not open"),
        (key(&protected.private, None), "/private_key_passphrase", "encrypted, and no passphrase"),
        (key(&protected.private, Some("wrong")), "/private_key_passphrase", "does not open"),
        (key("hello", None), "/private_key_data", "not a private key in PEM"),
        (key(&large, None), "/private_key_data", "larger than 64 KiB"),
        (key(&plain.public, None), "/private_key_data", "public half"),
        (key(&cut, None), "/private_key_data", "damaged or cut off"),
    ];
    for (auth, field, words) in cases {
        let target = SftpTarget {
            host: "127.0.0.1".to_owned(),
            port: silent.port(),
            username: "ana".to_owned(),
            auth,
            test_path: None,
            write_probe: WriteProbe::Skip,
            pinned_host_key: None,
            accepted_host_key: None,
        };
        let verification = verify(&target).await;
        assert_failed(&verification, Stage::Authenticate, FailureCode::AuthRejected, field);
        assert!(
            verification.failure().unwrap().message.contains(words),
            "{words}: {verification:#?}"
        );
    }
    assert_eq!(silent.connections(), 0, "it connected with an unusable key");
}

#[tokio::test]
async fn the_path_is_looked_at_and_written_where_asked() {
    let server = OpenSsh::start();
    let files = server.files();
    let at = |name: &str, write_probe| SftpTarget {
        test_path: Some(files.join(name).display().to_string()),
        write_probe,
        ..target(&server, right(&server))
    };
    let written = verify(&at("out", WriteProbe::WriteAndRemove)).await;
    assert_passed(&written);
    assert!(
        written.permissions.iter().any(|one| one.starts_with("write ")),
        "{:?}",
        written.permissions
    );
    let left: Vec<_> = std::fs::read_dir(files.join("out"))
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(left, ["orders.csv"], "the test file was left behind");
    assert_passed(&verify(&at("out/orders.csv", WriteProbe::Skip)).await);
    let missing = verify(&at("nowhere", WriteProbe::Skip)).await;
    assert_failed(&missing, Stage::Authorize, FailureCode::TargetNotFound, "/test_path");
    let locked = verify(&at("locked", WriteProbe::Skip)).await;
    assert_failed(&locked, Stage::Authorize, FailureCode::PermDenied, "/test_path");
    let readonly = verify(&at("readonly", WriteProbe::WriteAndRemove)).await;
    assert_failed(&readonly, Stage::Authorize, FailureCode::PermDenied, "/test_path");
    assert!(readonly.failure().unwrap().message.contains("not write"), "{readonly:#?}");
}

#[tokio::test]
async fn a_server_without_sftp_is_named() {
    let server = OpenSsh::builder().without_sftp().start();
    let verification = verify(&target(&server, right(&server))).await;
    assert_failed(&verification, Stage::Authorize, FailureCode::PermDenied, "/username");
}

#[tokio::test]
async fn hosts_that_are_not_ssh_servers() {
    let server = OpenSsh::start();
    let elsewhere = |host: &str, port| SftpTarget {
        host: host.to_owned(),
        port,
        ..target(&server, password("x"))
    };
    let unknown = verify(&elsewhere("no-such-host.invalid", 22)).await;
    assert_failed(&unknown, Stage::Resolve, FailureCode::NetDns, "/host");
    let closed = verify(&elsewhere("127.0.0.1", free_port())).await;
    assert_failed(&closed, Stage::Connect, FailureCode::NetRefused, "/port");
    let silent = Silent::start();
    let net = Net::to("127.0.0.1", silent.port()).limited_to(Duration::from_millis(300));
    let verification = net.sftp(&elsewhere("127.0.0.1", silent.port())).await;
    assert_eq!(verification.failure_code(), Some(FailureCode::NetTimeout));
    assert!(silent.all_hung_up_within(Duration::from_secs(1)), "a connection was left open");
    let outcomes: Vec<_> = verification.stages.iter().map(|report| report.outcome).collect();
    assert_eq!(outcomes, [StageOutcome::Passed, StageOutcome::Passed, StageOutcome::Failed]);
}
