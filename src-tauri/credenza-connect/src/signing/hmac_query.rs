//! HMAC-SHA-256 (RFC 2104) over the raw query string, for APIs like Unleashed.

use crate::http::{ProbeRequest, RequestError};
use crate::manifest::SignatureEncoding;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// Signs the query of `request` and puts the signature into `header`.
///
/// # Errors
/// [`RequestError::Unsignable`] when the header's name is none.
pub(super) fn sign(
    request: &mut ProbeRequest,
    key: &SecretString,
    header: &str,
    encoding: SignatureEncoding,
) -> Result<(), RequestError> {
    // Exposed to key the MAC, which zeroizes its own copy.
    let mut mac = <Hmac<Sha256>>::new_from_slice(key.expose_secret().as_bytes())
        .map_err(|_| RequestError::Unsignable)?;
    mac.update(request.url.query().unwrap_or_default().as_bytes());
    let signature = mac.finalize().into_bytes();
    let text = match encoding {
        SignatureEncoding::Base64 => STANDARD.encode(signature),
        SignatureEncoding::Hex => hex::encode(signature),
    };
    let name = HeaderName::try_from(header).map_err(|_| RequestError::Unsignable)?;
    let mut value = HeaderValue::try_from(text).map_err(|_| RequestError::Unsignable)?;
    value.set_sensitive(true);
    request.headers.insert(name, value);
    Ok(())
}
