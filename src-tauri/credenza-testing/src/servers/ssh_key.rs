//! Key files as `ssh-keygen` and `openssl` make them.

use super::process::run;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A key a user has in a file.
pub struct UserKey {
    /// The private half.
    pub private: String,
    /// The public half, one line.
    pub public: String,
}

/// Kinds of key files, all made by `ssh-keygen` or `openssl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind<'a> {
    /// Ed25519 in OpenSSH's form.
    Ed25519,
    /// RSA, 2048 bit, in OpenSSH's form.
    Rsa,
    /// RSA in PKCS#1, "BEGIN RSA PRIVATE KEY".
    RsaPkcs1,
    /// RSA in PKCS#8, "BEGIN PRIVATE KEY".
    RsaPkcs8,
    /// ECDSA P-256 in SEC1, "BEGIN EC PRIVATE KEY".
    EcdsaSec1,
    /// Ed25519 in OpenSSH's form, with this passphrase.
    EncryptedEd25519(&'a str),
    /// RSA in PKCS#8, "BEGIN ENCRYPTED PRIVATE KEY", with this passphrase.
    EncryptedPkcs8(&'a str),
}

/// Makes a key, known to no server.
///
/// # Panics
/// When `ssh-keygen` or `openssl` fails.
#[must_use]
pub fn make_key(kind: KeyKind<'_>) -> UserKey {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("key");
    let (algorithm, form, passphrase): (&[&str], &[&str], &str) = match kind {
        KeyKind::Ed25519 => (&["ed25519"], &[], ""),
        KeyKind::Rsa => (&["rsa", "-b", "2048"], &[], ""),
        KeyKind::RsaPkcs1 => (&["rsa", "-b", "2048"], &["-m", "PEM"], ""),
        KeyKind::RsaPkcs8 | KeyKind::EncryptedPkcs8(_) => {
            (&["rsa", "-b", "2048"], &["-m", "PKCS8"], "")
        }
        KeyKind::EcdsaSec1 => (&["ecdsa", "-b", "256"], &["-m", "PEM"], ""),
        KeyKind::EncryptedEd25519(passphrase) => (&["ed25519"], &[], passphrase),
    };
    let mut make = Command::new("ssh-keygen");
    make.args(["-q", "-C", "credenza-test", "-a", "4", "-N", passphrase, "-t"])
        .args(algorithm)
        .args(form);
    run(make.arg("-f").arg(&path), "");
    if let KeyKind::EncryptedPkcs8(passphrase) = kind {
        let mut protect = Command::new("openssl");
        protect
            .args(["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "stdin", "-in"])
            .arg(&path);
        let output = run(&mut protect, passphrase);
        fs::write(&path, output.stdout).expect("the key file");
    }
    let read = |path: &Path| fs::read_to_string(path).expect("a key file");
    UserKey { private: read(&path), public: read(&path.with_extension("pub")) }
}
