//! Signing of requests: what the manifest's `signing` asks for, applied to a finished request.
//!
//! Deliberately absent: cryptography of our own. SigV4 comes from AWS's crate, HMAC from RustCrypto.

mod hmac_query;
mod sigv4;

use crate::http::{ProbeRequest, RequestError};
use crate::manifest::{Lookup, Signing, Template, TemplateError, render, render_required};
use credenza_model::Timestamp;
use secrecy::SecretString;

pub use sigv4::{Sigv4Key, sign as sign_sigv4};

/// Signs a finished request as the manifest says. Nothing may be added to it afterwards.
///
/// # Errors
/// When a value that the signature needs is absent or cannot be signed with.
pub fn sign(
    signing: &Signing,
    request: &mut ProbeRequest,
    values: &dyn Lookup,
    now: Timestamp,
) -> Result<(), RequestError> {
    match signing {
        Signing::AwsSigv4 { service, region, access_key_id, secret_access_key, session_token } => {
            let key = Sigv4Key {
                access_key_id: required(access_key_id, values)?,
                secret_access_key: required(secret_access_key, values)?,
                session_token: optional(session_token.as_ref(), values)?,
            };
            let region = render_required(region, values)?;
            sigv4::sign(request, &key, service, region.expose(), now)
        }
        Signing::HmacQuery { key, header, encoding } => {
            hmac_query::sign(request, &required(key, values)?, header, *encoding)
        }
    }
}

fn required(template: &Template, values: &dyn Lookup) -> Result<SecretString, TemplateError> {
    render_required(template, values).map(crate::manifest::Rendered::into_secret)
}

fn optional(
    template: Option<&Template>,
    values: &dyn Lookup,
) -> Result<Option<SecretString>, TemplateError> {
    let Some(template) = template else { return Ok(None) };
    Ok(render(template, values)?.map(crate::manifest::Rendered::into_secret))
}

#[cfg(test)]
mod tests;
