//! Key files as people have them, and as they get them wrong.

use super::*;
use credenza_testing::servers::{KeyKind, make_key};

fn look(text: &str, passphrase: Option<&str>) -> Result<KeyInfo, KeyError> {
    parse_private_key(&SecretString::from(text), passphrase.map(SecretString::from).as_ref())
}

#[test]
fn every_form_is_read_and_named() {
    let cases = [
        (KeyKind::Ed25519, None, "ssh-ed25519", false),
        (KeyKind::Rsa, None, "ssh-rsa", false),
        (KeyKind::RsaPkcs1, None, "ssh-rsa", false),
        (KeyKind::RsaPkcs8, None, "ssh-rsa", false),
        (KeyKind::EcdsaSec1, None, "ecdsa-sha2-nistp256", false),
        (KeyKind::EncryptedEd25519("sesame"), Some("sesame"), "ssh-ed25519", true),
        (KeyKind::EncryptedPkcs8("sesame"), Some("sesame"), "ssh-rsa", true),
    ];
    for (kind, passphrase, algorithm, encrypted) in cases {
        let key = make_key(kind);
        let info =
            look(&key.private, passphrase).unwrap_or_else(|error| panic!("{kind:?}: {error}"));
        assert_eq!((info.algorithm.as_str(), info.encrypted), (algorithm, encrypted), "{kind:?}");
        assert!(info.fingerprint.starts_with("SHA256:"), "{}", info.fingerprint);
        let indented: String = key.private.lines().map(|line| format!("  {line}\r\n")).collect();
        assert_eq!(look(&indented, passphrase).unwrap(), info, "{kind:?} indented, with CRLF");
        let needless = passphrase.unwrap_or("not needed");
        assert_eq!(look(&key.private, Some(needless)).unwrap(), info, "{kind:?} with a passphrase");
    }
}

#[test]
fn each_mistake_has_its_own_name() {
    let plain = make_key(KeyKind::Ed25519);
    let encrypted = make_key(KeyKind::EncryptedEd25519("sesame"));
    let protected = make_key(KeyKind::EncryptedPkcs8("sesame"));
    let damaged = plain.private.replacen("b3BlbnNzaC", "AAAAAAAAAA", 1);
    let certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,0011223344556677\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    let dsa = "-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n";
    let cases = [
        ("", None, KeyError::NotPem),
        ("hello", None, KeyError::NotPem),
        (plain.public.as_str(), None, KeyError::PublicKey),
        (certificate, None, KeyError::PublicKey),
        (damaged.as_str(), None, KeyError::Malformed),
        (&plain.private[..120], None, KeyError::Malformed),
        (encrypted.private.as_str(), None, KeyError::PassphraseMissing),
        (encrypted.private.as_str(), Some(""), KeyError::PassphraseMissing),
        (encrypted.private.as_str(), Some("wrong"), KeyError::PassphraseWrong),
        (protected.private.as_str(), None, KeyError::PassphraseMissing),
        (protected.private.as_str(), Some("wrong"), KeyError::PassphraseWrong),
        (
            "PuTTY-User-Key-File-3: ssh-ed25519\n",
            None,
            KeyError::Unsupported("PuTTY key files (.ppk)"),
        ),
        (old, Some("x"), KeyError::Unsupported("keys protected in this old way")),
        (dsa, None, KeyError::Unsupported("DSA keys")),
    ];
    for (text, passphrase, expected) in cases {
        let error = look(text, passphrase).unwrap_err();
        assert_eq!(error, expected, "{}", text.lines().next().unwrap_or_default());
        assert!(!error.hint().is_empty() && error.code().starts_with("key."));
    }
    assert_eq!(look(&"x".repeat(LARGEST + 1), None), Err(KeyError::TooLarge));
}
