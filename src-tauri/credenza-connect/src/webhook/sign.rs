//! Standard Webhooks signatures (github.com/standard-webhooks/standard-webhooks, spec 1.0.0):
//! `v1,` and the base64 of HMAC-SHA-256 over `id.timestamp.body`, one per secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use credenza_model::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use zeroize::Zeroizing;

/// What a secret's text begins with.
const PREFIX: &str = "whsec_";

/// How many bytes a secret may have.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// Why a text is no signing secret. Never quotes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// It does not begin with `whsec_`.
    #[error("a signing secret begins with whsec_")]
    Prefix,
    /// What follows is not base64.
    #[error("what follows whsec_ is not base64")]
    Encoding,
    /// It is too short or too long.
    #[error("a signing secret has 24 to 64 bytes, in base64 after whsec_")]
    Length,
}

/// A key that signs for one webhook. No `Debug`, no `Clone`.
pub struct SigningSecret(Zeroizing<Vec<u8>>);

impl SigningSecret {
    /// Reads `whsec_…`.
    ///
    /// # Errors
    /// [`SecretError`].
    pub fn parse(text: &SecretString) -> Result<Self, SecretError> {
        // Exposed to be decoded into a buffer that is wiped.
        let text = text.expose_secret().trim();
        let encoded = text.strip_prefix(PREFIX).ok_or(SecretError::Prefix)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| SecretError::Encoding)?;
        let bytes = Zeroizing::new(bytes);
        if BYTES.contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(SecretError::Length) }
    }

    /// A secret's text from random bytes.
    #[must_use]
    pub fn write(bytes: &[u8; 32]) -> SecretString {
        let encoded = Zeroizing::new(STANDARD.encode(bytes));
        SecretString::from(format!("{PREFIX}{}", encoded.as_str()))
    }

    /// The signature of one message, without its version.
    fn sign(&self, id: &str, seconds: i64, body: &str) -> Option<String> {
        let mut mac = <Hmac<Sha256>>::new_from_slice(&self.0).ok()?;
        mac.update(format!("{id}.{seconds}.").as_bytes());
        mac.update(body.as_bytes());
        Some(STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// The `webhook-signature` header: one signature per secret, separated by spaces.
pub(super) fn signatures(secrets: &[SigningSecret], id: &str, at: Timestamp, body: &str) -> String {
    let seconds = at.as_millis().div_euclid(1000);
    let signed = secrets.iter().filter_map(|secret| secret.sign(id, seconds, body));
    signed.map(|signature| format!("v1,{signature}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<SigningSecret, SecretError> {
        SigningSecret::parse(&SecretString::from(text))
    }

    #[test]
    fn the_signature_is_that_of_the_reference_libraries_test() {
        let secret = parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let at = Timestamp::from_millis(1_614_265_330_000);
        let body = r#"{"test": 2432232314}"#;
        assert_eq!(
            signatures(&[secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn two_secrets_give_two_signatures() {
        let one = parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let two = SigningSecret::parse(&SigningSecret::write(&[7; 32])).unwrap();
        let text = signatures(&[one, two], "m", Timestamp::from_millis(0), "{}");
        let parts: Vec<&str> = text.split(' ').collect();
        assert!(parts.len() == 2 && parts[0] != parts[1], "{text}");
        assert!(parts.iter().all(|part| part.starts_with("v1,")), "{text}");
    }

    #[test]
    fn what_is_no_secret_is_refused_and_not_quoted() {
        let long = format!("whsec_{}", STANDARD.encode([1; 65]));
        let cases = [
            ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", SecretError::Prefix),
            ("whsec_!!!", SecretError::Encoding),
            ("whsec_c2hvcnQ=", SecretError::Length),
            (long.as_str(), SecretError::Length),
        ];
        for (text, problem) in cases {
            assert_eq!(parse(text).err(), Some(problem), "{text}");
        }
    }
}
