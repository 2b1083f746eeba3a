//! Service accounts: the JSON key file that a provider's console gives, and signing with its key (RFC 7515).

use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

/// The largest key file, in bytes.
const LARGEST_FILE: usize = 64 * 1024;
/// A key file cannot be used. What it says follows the words "the key file".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// More than 64 KiB.
    #[error("is larger than 64 KiB")]
    TooLarge,
    /// Not JSON.
    #[error(
        "is no JSON: it must be the whole file that the provider's console gave for a key, from {{ to }}"
    )]
    NotJson,
    /// The file of an OAuth client, which Google's console offers beside those of service accounts.
    #[error("is that of an OAuth client, not of a service account: create a key of the account")]
    OAuthClient,
    /// Not a service account's JSON.
    #[error("is not that of a service account: it must have client_email and private_key")]
    NotAKeyFile,
    /// The private key cannot be read.
    #[error(
        "has a private_key that cannot be read: it must be an RSA (2048 bits or more) or P-256 key in PEM"
    )]
    BadKey,
    /// The key refused to sign.
    #[error("has a private_key that cannot sign")]
    CannotSign,
}

#[derive(Deserialize)]
struct KeyFile {
    client_email: String,
    private_key: SecretString,
    #[serde(default)]
    private_key_id: Option<String>,
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    P256(Box<EcdsaKeyPair>),
}

/// A service account and its key. No `Debug`: it holds a private key.
pub struct ServiceAccountKey {
    client_email: String,
    key_id: Option<String>,
    key: Key,
}

impl ServiceAccountKey {
    /// Reads a JSON key file.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn parse(json: &SecretString) -> Result<Self, KeyFileError> {
        // Exposed to be parsed; the parts stay secret.
        let text = json.expose_secret();
        if text.len() > LARGEST_FILE {
            return Err(KeyFileError::TooLarge);
        }
        let file: KeyFile = serde_json::from_str(text).map_err(|_| what_else(text))?;
        if file.client_email.is_empty() {
            return Err(KeyFileError::NotAKeyFile);
        }
        let key = read_key(&file.private_key)?;
        Ok(Self { client_email: file.client_email, key_id: file.private_key_id, key })
    }

    /// The account.
    #[must_use]
    pub fn client_email(&self) -> &str {
        &self.client_email
    }

    /// The id of the key, if the file tells it (`kid`).
    pub(super) fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The name of its signatures (RFC 7518, section 3.1).
    pub(super) const fn algorithm(&self) -> &'static str {
        match self.key {
            Key::Rsa(_) => "RS256",
            Key::P256(_) => "ES256",
        }
    }

    /// The randomness of a signature is the library's own: a caller's would be a way to leak the key.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyFileError> {
        let random = SystemRandom::new();
        match &self.key {
            Key::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(|_| KeyFileError::CannotSign)?;
                Ok(signature)
            }
            Key::P256(key) => {
                let signature = key.sign(&random, message).map_err(|_| KeyFileError::CannotSign)?;
                Ok(signature.as_ref().to_vec())
            }
        }
    }
}

/// What a text is that is no key file.
fn what_else(text: &str) -> KeyFileError {
    #[derive(Deserialize)]
    struct Clients {
        installed: Option<serde::de::IgnoredAny>,
        web: Option<serde::de::IgnoredAny>,
    }
    match serde_json::from_str::<Clients>(text) {
        Ok(Clients { installed: None, web: None }) => KeyFileError::NotAKeyFile,
        Ok(_) => KeyFileError::OAuthClient,
        Err(error) if error.is_data() => KeyFileError::NotAKeyFile,
        Err(_) => KeyFileError::NotJson,
    }
}

fn read_key(pem: &SecretString) -> Result<Key, KeyFileError> {
    // Exposed to be parsed. Keys pasted through a form may carry their line breaks as `\n`.
    let text = zeroize::Zeroizing::new(pem.expose_secret().replace("\\n", "\n"));
    let der = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| KeyFileError::BadKey)?;
    let rsa = match &der {
        PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
        PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
        _ => return Err(KeyFileError::BadKey),
    };
    if let Ok(key) = rsa {
        return Ok(Key::Rsa(Box::new(key)));
    }
    let PrivateKeyDer::Pkcs8(der) = &der else { return Err(KeyFileError::BadKey) };
    let random = SystemRandom::new();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.secret_pkcs8_der(), &random)
        .map(|key| Key::P256(Box::new(key)))
        .map_err(|_| KeyFileError::BadKey)
}
