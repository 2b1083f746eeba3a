//! Two-step logins: the first request turns the fields into a token, which is a secret like them
//! and is forgotten with the dry run.

use super::answer::{Answer, Body};
use super::engine::Granted;
use super::request::RequestSpec;
use super::target::Aim;
use crate::manifest::{
    AuthScheme, BodyFormat, Connector, Logout, Path, Placement, ResponseFormat, SESSION_TOKEN,
    Session, TokenFrom,
};
use crate::stage::StageFailure;
use credenza_model::FailureCode;
use secrecy::SecretString;
use serde_json::Value;

/// The longest token that is taken for one, in bytes.
const LONGEST_TOKEN: usize = 16 * 1024;

/// The login request.
pub(super) fn spec<'a>(
    connector: &'a Connector,
    auth: &'a AuthScheme,
    session: &'a Session,
) -> RequestSpec<'a> {
    RequestSpec {
        method: session.method.as_str(),
        base_url: connector.base_url_for(auth),
        target: &session.url,
        headers: vec![&connector.headers, &session.headers],
        query: vec![&connector.query],
        place: &session.place,
        body: session.body.as_ref(),
        body_format: session.body_format,
        body_field: None,
        response_format: ResponseFormat::Json,
    }
}

/// The request that ends the session.
pub(super) fn logout_spec<'a>(
    connector: &'a Connector,
    auth: &'a AuthScheme,
    logout: &'a Logout,
    place: &'a [Placement],
) -> RequestSpec<'a> {
    RequestSpec {
        method: logout.method.as_str(),
        base_url: connector.base_url_for(auth),
        target: &logout.url,
        headers: vec![&connector.headers],
        query: vec![&connector.query],
        place,
        body: None,
        body_format: BodyFormat::None,
        body_field: None,
        response_format: ResponseFormat::Json,
    }
}

/// Takes the token out of the answer to a login that succeeded.
///
/// # Errors
/// [`FailureCode::ProviderUnexpected`] when there is none.
pub(super) fn read(
    session: &Session,
    answer: &Answer,
    body: &Body,
    aim: &Aim,
) -> Result<Granted, StageFailure> {
    let token = match session.token_from {
        TokenFrom::Json => find_text(session.token_path.as_ref(), body),
        TokenFrom::Header => session
            .token_name
            .as_deref()
            .and_then(|name| answer.find_header(name))
            .map(str::to_owned),
        TokenFrom::Cookie => {
            session.token_name.as_deref().and_then(|name| find_cookie(answer, name))
        }
        TokenFrom::Text => Some(answer.text().trim().trim_matches('"').to_owned()),
    };
    let token = token
        .filter(|text| !text.is_empty() && text.len() <= LONGEST_TOKEN)
        .ok_or_else(|| no_token(aim))?;
    let stored = session
        .store
        .iter()
        .filter_map(|(name, path)| Some((name.clone(), find_text(Some(path), body)?)));
    Ok(Granted {
        name: SESSION_TOKEN,
        token: SecretString::from(token),
        stored: stored.collect(),
        scopes: Vec::new(),
    })
}

/// A text or number in a JSON answer.
pub(super) fn find_text(path: Option<&Path>, body: &Body) -> Option<String> {
    let Body::Json(value) = body else { return None };
    match path?.find_first(value)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn find_cookie(answer: &Answer, name: &str) -> Option<String> {
    let cookies = answer
        .headers
        .get_all(http::header::SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    cookies
        .filter_map(|cookie| cookie.split(';').next()?.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then(|| value.trim_matches('"').to_owned()))
}

pub(super) fn no_token(aim: &Aim) -> StageFailure {
    let text = format!("{} accepted the sign-in, but its answer holds no token", aim.provider);
    StageFailure::new(FailureCode::ProviderUnexpected, text)
        .hint("A second factor may be asked for; use an account or key that signs in without one.")
}
