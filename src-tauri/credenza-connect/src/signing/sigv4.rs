//! AWS Signature Version 4, with the session token of temporary credentials inside the signature.

use crate::http::{ProbeRequest, RequestError};
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign as sign_request,
};
use aws_sigv4::sign::v4;
use credenza_model::Timestamp;
use http::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use std::time::{Duration, UNIX_EPOCH};

/// An AWS key. No `Debug`: its parts are secret.
pub struct Sigv4Key {
    /// `AKIA…`, or `ASIA…` with a session token.
    pub access_key_id: SecretString,
    /// The key itself.
    pub secret_access_key: SecretString,
    /// The session token of temporary credentials.
    pub session_token: Option<SecretString>,
}

/// Signs for one service and region at `now`.
///
/// # Errors
/// [`RequestError::Unsignable`] when the request has parts that SigV4 cannot express.
pub fn sign(
    request: &mut ProbeRequest,
    key: &Sigv4Key,
    service: &str,
    region: &str,
    now: Timestamp,
) -> Result<(), RequestError> {
    // Exposed to compute the signature; the copy inside is zeroized by its own type.
    let credentials = Credentials::new(
        key.access_key_id.expose_secret(),
        key.secret_access_key.expose_secret(),
        key.session_token.as_ref().map(|token| token.expose_secret().to_owned()),
        None,
        "credenza",
    );
    let identity = credentials.into();
    let millis = u64::try_from(now.as_millis()).map_err(|_| RequestError::Unsignable)?;
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(service)
        .time(UNIX_EPOCH + Duration::from_millis(millis))
        .settings(settings(service))
        .build()
        .map_err(|_| RequestError::Unsignable)?
        .into();
    let signed: Vec<(String, bool, String)> = {
        let headers = request
            .headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        let body = SignableBody::Bytes(request.body.as_deref().map_or(&[][..], Vec::as_slice));
        let signable =
            SignableRequest::new(request.method.as_str(), request.url.as_str(), headers, body)
                .map_err(|_| RequestError::Unsignable)?;
        let (instructions, _) =
            sign_request(signable, &params).map_err(|_| RequestError::Unsignable)?.into_parts();
        let (headers, _) = instructions.into_parts();
        headers
            .into_iter()
            .map(|header| (header.name().to_owned(), header.sensitive(), header.value().to_owned()))
            .collect()
    };
    for (name, sensitive, value) in signed {
        let name = HeaderName::try_from(name).map_err(|_| RequestError::Unsignable)?;
        let mut value = HeaderValue::try_from(value).map_err(|_| RequestError::Unsignable)?;
        value.set_sensitive(sensitive || name == http::header::AUTHORIZATION);
        request.headers.insert(name, value);
    }
    Ok(())
}

/// S3 signs the path as it is and wants the body's checksum in a header; all others do not.
fn settings(service: &str) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if service == "s3" {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    settings
}
