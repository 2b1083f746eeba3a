//! The handshake against certificates good and bad, in memory.

use super::*;
use credenza_testing::servers::{Certificates, ServerCertificate};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::ServerConfig;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio_rustls::TlsAcceptor;

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap())
}

async fn shake(
    certificate: &ServerCertificate,
    trust: &TlsTrust,
    host: &str,
    now: Timestamp,
) -> Result<(String, Option<String>, Certificate), StageFailure> {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(certificate.certificate_pem.as_bytes())
        .map(Result::unwrap)
        .collect();
    let key = PrivateKeyDer::from_pem_slice(certificate.key_pem.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let (client, server) = tokio::io::duplex(16 * 1024);
    let serving =
        tokio::spawn(
            async move { TlsAcceptor::from(Arc::new(config)).accept(server).await.is_ok() },
        );
    let passed = tls_handshake(client, host, trust, now).await?;
    assert!(serving.await.unwrap());
    Ok((passed.message, passed.warning, passed.value.certificate))
}

fn rooted(certificates: &Certificates) -> TlsTrust {
    TlsTrust::Verified(TlsRoots::Pem(certificates.authority_pem().into_bytes()))
}

#[tokio::test]
async fn a_good_certificate_is_described() {
    let certificates = Certificates::new();
    let (message, warning, certificate) =
        shake(&certificates.server(), &rooted(&certificates), "localhost", now()).await.unwrap();
    assert!(message.starts_with("TLS 1.3, certificate valid until "), "{message}");
    assert_eq!(warning, None);
    assert_eq!(certificate.names, ["localhost", "127.0.0.1", "::1"]);
    assert_eq!(certificate.issuer, "CN=Credenza test authority");
    assert_eq!(certificate.fingerprint.len(), 95);
    for host in ["127.0.0.1", "::1", "LOCALHOST", "localhost."] {
        assert!(
            shake(&certificates.server(), &rooted(&certificates), host, now()).await.is_ok(),
            "{host}"
        );
    }
}

#[tokio::test]
async fn each_bad_certificate_has_its_own_code() {
    let certificates = Certificates::new();
    let trust = rooted(&certificates);
    let others = Certificates::new();
    let cases = [
        (certificates.expired(), FailureCode::TlsExpired),
        (certificates.wrong_name(), FailureCode::TlsNameMismatch),
        (Certificates::self_signed(), FailureCode::TlsUntrusted),
        (others.server(), FailureCode::TlsUntrusted),
    ];
    for (certificate, code) in cases {
        let failure = shake(&certificate, &trust, "localhost", now()).await.unwrap_err();
        assert_eq!(failure.code, code, "{failure:?}");
        let platform = TlsTrust::Verified(TlsRoots::Platform);
        assert!(
            shake(&certificate, &platform, "localhost", now()).await.is_err(),
            "{code:?} on the platform"
        );
        assert!(shake(&certificate, &TlsTrust::EncryptionOnly, "localhost", now()).await.is_ok());
    }
}

#[tokio::test]
async fn any_name_still_checks_authority_and_date() {
    let certificates = Certificates::new();
    let trust = TlsTrust::AnyName(certificates.authority_pem().into_bytes());
    assert!(shake(&certificates.wrong_name(), &trust, "localhost", now()).await.is_ok());
    let expired = shake(&certificates.expired(), &trust, "localhost", now()).await.unwrap_err();
    assert_eq!(expired.code, FailureCode::TlsExpired);
    let stranger =
        shake(&Certificates::new().server(), &trust, "localhost", now()).await.unwrap_err();
    assert_eq!(stranger.code, FailureCode::TlsUntrusted);
}

#[tokio::test]
async fn the_clock_is_the_callers() {
    let certificates = Certificates::new();
    let year = Duration::from_secs(400 * 24 * 60 * 60);
    let later =
        shake(&certificates.server(), &rooted(&certificates), "localhost", now().plus(year))
            .await
            .unwrap_err();
    assert_eq!(later.code, FailureCode::TlsExpired);
    let earlier =
        Timestamp::from_millis(now().as_millis() - i64::try_from(year.as_millis()).unwrap());
    let earlier = shake(&certificates.server(), &rooted(&certificates), "localhost", earlier)
        .await
        .unwrap_err();
    assert!(earlier.message.contains("is not valid yet"), "{}", earlier.message);
}

#[tokio::test]
async fn a_certificate_given_as_it_stands_is_trusted_until_it_ends() {
    let own = Certificates::self_signed();
    let trust = TlsTrust::Verified(TlsRoots::Pem(own.certificate_pem.clone().into_bytes()));
    assert!(shake(&own, &trust, "localhost", now()).await.is_ok());
    assert!(shake(&Certificates::self_signed(), &trust, "localhost", now()).await.is_err());
    let name = shake(&own, &trust, "elsewhere.example", now()).await.unwrap_err();
    assert_eq!(name.code, FailureCode::TlsNameMismatch);
    let ended = now().plus(Duration::from_secs(400 * 24 * 60 * 60));
    assert_eq!(
        shake(&own, &trust, "localhost", ended).await.unwrap_err().code,
        FailureCode::TlsExpired
    );
}

#[test]
fn a_text_that_is_no_certificate_is_refused_at_once() {
    for bad in [
        "",
        "hello",
        "-----BEGIN CERTIFICATE-----\nAAAA",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
    ] {
        let failure = parse_authorities(bad.as_bytes()).unwrap_err();
        assert_eq!(failure.field.as_deref(), Some("ca_certificate"), "{bad}");
    }
}

#[test]
fn installing_the_provider_twice_is_fine() {
    install_crypto_provider();
    install_crypto_provider();
}
