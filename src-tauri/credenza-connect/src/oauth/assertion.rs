//! Service accounts: a JSON key file, and the assertions made with it (RFC 7523; RFC 7515 for the signature).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credenza_model::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::json;

/// The largest key file, in bytes.
const LARGEST_FILE: usize = 64 * 1024;
/// How long an assertion is good for, in seconds. Google takes no longer one.
const LIFE: i64 = 3600;

/// A key file cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// More than 64 KiB.
    #[error("the key file is larger than 64 KiB")]
    TooLarge,
    /// Not a service account's JSON.
    #[error(
        "this is not a service account's key file: it must be JSON with client_email and private_key"
    )]
    NotAKeyFile,
    /// The private key cannot be read.
    #[error(
        "the private key in the key file cannot be read: it must be an RSA (2048 bits or more) or P-256 key in PEM"
    )]
    BadKey,
    /// The key refused to sign.
    #[error("the private key in the key file cannot sign")]
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
        let file: KeyFile = serde_json::from_str(text).map_err(|_| KeyFileError::NotAKeyFile)?;
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

    /// A signed assertion for the token endpoint `audience`, good for an hour from `now`.
    ///
    /// # Errors
    /// [`KeyFileError::CannotSign`].
    pub(crate) fn assert(
        &self,
        audience: &str,
        scope: &str,
        subject: Option<&str>,
        now: Timestamp,
    ) -> Result<SecretString, KeyFileError> {
        let issued = now.as_millis() / 1000;
        let algorithm = match self.key {
            Key::Rsa(_) => "RS256",
            Key::P256(_) => "ES256",
        };
        let mut header = json!({ "alg": algorithm, "typ": "JWT" });
        if let Some(id) = &self.key_id {
            header["kid"] = json!(id);
        }
        let mut claims = json!({
            "iss": self.client_email,
            "aud": audience,
            "iat": issued,
            "exp": issued + LIFE,
        });
        if !scope.is_empty() {
            claims["scope"] = json!(scope);
        }
        if let Some(subject) = subject.filter(|subject| !subject.is_empty()) {
            claims["sub"] = json!(subject);
        }
        let encode = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&header), encode(&claims));
        let signature = self.sign(signed.as_bytes())?;
        Ok(SecretString::from(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))))
    }

    /// The randomness of a signature is the library's own: a caller's would be a way to leak the key.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyFileError> {
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
