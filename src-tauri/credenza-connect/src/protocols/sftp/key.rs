//! Private keys as people have them in files: PEM (PKCS#1, PKCS#8, SEC1) or OpenSSH's own form.
//!
//! Looked at before anything else happens with a credential, so that a wrong file is called by its
//! name. Deliberately absent: PuTTY's form, DSA, and keys that live in hardware.

use russh::keys::{
    Algorithm, Error as RusshError, HashAlg, PrivateKey, decode_secret_key, ssh_key,
};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

/// The largest key file that is read.
pub const LARGEST: usize = 64 * 1024;

/// What may be shown of a private key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyInfo {
    /// In SSH's names: `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-nistp256`.
    pub algorithm: String,
    /// Of the public half: `SHA256:…`.
    pub fingerprint: String,
    /// Whether the file is protected by a passphrase.
    pub encrypted: bool,
}

/// Why a text is not a usable private key. Never quotes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// More than 64 KiB.
    #[error("The key file is larger than 64 KiB")]
    TooLarge,
    /// Neither PEM nor OpenSSH.
    #[error("This is not a private key in PEM or OpenSSH form")]
    NotPem,
    /// A public key or certificate.
    #[error("This is the public half of a key, not the private one")]
    PublicKey,
    /// The frame is right, the content is not.
    #[error("The private key is damaged or cut off")]
    Malformed,
    /// Encrypted, and no passphrase was given.
    #[error("The private key is encrypted, and no passphrase was given")]
    PassphraseMissing,
    /// The passphrase does not open it.
    #[error("The passphrase does not open the private key")]
    PassphraseWrong,
    /// An algorithm or form that is not supported.
    #[error("{0} are not supported")]
    Unsupported(&'static str),
}

impl KeyError {
    /// Stable, for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "key.too_large",
            Self::NotPem => "key.not_pem",
            Self::PublicKey => "key.public",
            Self::Malformed => "key.malformed",
            Self::PassphraseMissing => "key.passphrase_missing",
            Self::PassphraseWrong => "key.passphrase_wrong",
            Self::Unsupported(_) => "key.unsupported",
        }
    }

    /// The draft's field to look at.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::PassphraseMissing | Self::PassphraseWrong => "private_key_passphrase",
            _ => "private_key_data",
        }
    }

    /// What to do next.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::TooLarge => "Choose the key file itself; keys are a few KiB.",
            Self::NotPem => {
                "Choose the file that begins with -----BEGIN … PRIVATE KEY-----, often ~/.ssh/id_ed25519."
            }
            Self::PublicKey => "Choose the file of the same name without .pub.",
            Self::Malformed => {
                "Paste or choose the whole file, from -----BEGIN to the -----END line."
            }
            Self::PassphraseMissing => "Give the key's passphrase.",
            Self::PassphraseWrong => {
                "Check the passphrase. If it is right, the key may be protected in an old way: renew it with ssh-keygen -p -f FILE."
            }
            Self::Unsupported(_) => {
                "Make a new one with ssh-keygen -t ed25519, or convert it with ssh-keygen -p -f FILE."
            }
        }
    }
}

/// Looks at a private key without using it.
///
/// # Errors
/// [`KeyError`], distinct for each thing that can be wrong with a key file.
pub fn parse_private_key(
    text: &SecretString,
    passphrase: Option<&SecretString>,
) -> Result<KeyInfo, KeyError> {
    let (key, encrypted) = open(text, passphrase)?;
    Ok(KeyInfo {
        algorithm: key.algorithm().to_string(),
        fingerprint: key.fingerprint(HashAlg::Sha256).to_string(),
        encrypted,
    })
}

/// The key, to sign with.
pub(super) fn read(
    text: &SecretString,
    passphrase: Option<&SecretString>,
) -> Result<PrivateKey, KeyError> {
    open(text, passphrase).map(|(key, _)| key)
}

fn open(
    text: &SecretString,
    passphrase: Option<&SecretString>,
) -> Result<(PrivateKey, bool), KeyError> {
    // Exposed to be parsed; the copy with tidy lines is zeroized.
    let text = text.expose_secret();
    if text.len() > LARGEST {
        return Err(KeyError::TooLarge);
    }
    let tidy = tidy(text)?;
    let form = Form::of(&tidy)?;
    let encrypted = form.is_encrypted(&tidy)?;
    let passphrase = passphrase.map(|text| text.expose_secret()).filter(|text| !text.is_empty());
    let key = if encrypted {
        let passphrase = passphrase.ok_or(KeyError::PassphraseMissing)?;
        decode_secret_key(&tidy, Some(passphrase))
            .map_err(|error| reason(&error, KeyError::PassphraseWrong))?
    } else {
        decode_secret_key(&tidy, None).map_err(|error| reason(&error, KeyError::Malformed))?
    };
    supported(&key)?;
    Ok((key, encrypted))
}

/// Where the key begins, with lines trimmed: pasted keys are often indented.
fn tidy(text: &str) -> Result<Zeroizing<String>, KeyError> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with("PuTTY-User-Key-File-") {
        return Err(KeyError::Unsupported("PuTTY key files (.ppk)"));
    }
    let public = [
        "ssh-rsa ",
        "ssh-ed25519 ",
        "ecdsa-sha2-",
        "ssh-dss ",
        "sk-ssh-",
        "sk-ecdsa-",
        "---- BEGIN SSH2 PUBLIC",
    ];
    if public.iter().any(|prefix| start.starts_with(prefix)) {
        return Err(KeyError::PublicKey);
    }
    let mut lines = Zeroizing::new(String::with_capacity(text.len() + 1));
    for line in start.lines().map(str::trim).skip_while(|line| !line.starts_with("-----BEGIN ")) {
        // A named curve's parameters may stand before the key; they stand in the key, too.
        lines.push_str(line);
        lines.push('\n');
    }
    if lines.is_empty() { Err(KeyError::NotPem) } else { Ok(lines) }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    OpenSsh,
    Traditional,
    Pkcs8,
    EncryptedPkcs8,
}

impl Form {
    fn of(text: &str) -> Result<Self, KeyError> {
        let labels = || {
            text.lines().filter_map(|line| line.strip_prefix("-----BEGIN ")?.strip_suffix("-----"))
        };
        let mut found = Err(KeyError::NotPem);
        for label in labels() {
            let form = match label {
                "OPENSSH PRIVATE KEY" => Ok(Self::OpenSsh),
                "RSA PRIVATE KEY" | "EC PRIVATE KEY" => Ok(Self::Traditional),
                "PRIVATE KEY" => Ok(Self::Pkcs8),
                "ENCRYPTED PRIVATE KEY" => Ok(Self::EncryptedPkcs8),
                "DSA PRIVATE KEY" => Err(KeyError::Unsupported("DSA keys")),
                "EC PARAMETERS" => continue,
                label if label.ends_with("PUBLIC KEY") || label.ends_with("CERTIFICATE") => {
                    found = Err(KeyError::PublicKey);
                    continue;
                }
                label if label.ends_with("PRIVATE KEY") => {
                    Err(KeyError::Unsupported("keys of this form"))
                }
                _ => continue,
            }?;
            let end = format!("-----END {label}-----");
            let whole = text.lines().any(|line| line == end);
            return if whole { Ok(form) } else { Err(KeyError::Malformed) };
        }
        found
    }

    fn is_encrypted(self, text: &str) -> Result<bool, KeyError> {
        match self {
            Self::EncryptedPkcs8 => Ok(true),
            Self::Pkcs8 => Ok(false),
            Self::OpenSsh => PrivateKey::from_openssh(text.trim_end())
                .map(|key| key.is_encrypted())
                .map_err(|error| reason(&RusshError::SshKey(error), KeyError::Malformed)),
            Self::Traditional if !text.contains("ENCRYPTED") => Ok(false),
            Self::Traditional
                if text.contains("DEK-Info: AES-128-CBC,") && text.contains("BEGIN RSA") =>
            {
                Ok(true)
            }
            Self::Traditional => Err(KeyError::Unsupported("keys protected in this old way")),
        }
    }
}

fn reason(error: &RusshError, otherwise: KeyError) -> KeyError {
    match error {
        RusshError::UnknownAlgorithm(_)
        | RusshError::UnsupportedKeyType { .. }
        | RusshError::SshKey(
            ssh_key::Error::AlgorithmUnknown | ssh_key::Error::AlgorithmUnsupported { .. },
        ) => KeyError::Unsupported("keys of this algorithm"),
        _ => otherwise,
    }
}

fn supported(key: &PrivateKey) -> Result<(), KeyError> {
    match key.algorithm() {
        Algorithm::Ed25519 | Algorithm::Rsa { .. } | Algorithm::Ecdsa { .. } => Ok(()),
        Algorithm::Dsa => Err(KeyError::Unsupported("DSA keys")),
        Algorithm::SkEd25519 | Algorithm::SkEcdsaSha2NistP256 => {
            Err(KeyError::Unsupported("keys that live in hardware"))
        }
        _ => Err(KeyError::Unsupported("keys of this algorithm")),
    }
}

#[cfg(test)]
mod tests;
