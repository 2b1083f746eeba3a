//! What a token is for: the tenant, site or account, and where its API is, asked of the provider between the first
//! token and its dry run. Every provider's peculiarities are data (`PostConnect`).
//!
//! Deliberately absent: asking the person. Who has several and named none is told what there is.

mod choose;
mod domain;
#[cfg(test)]
mod tests;

pub use choose::{Choice, Wishes};

use super::context::OAuthContext;
use super::method::OAuthMethod;
use super::token::{TokenGrant, dispatch, stored_text};
use crate::http::{Aim, Answer, Body, BuiltIns, ProbeRequest, RequestSpec, Rules, Verdict, judge};
use crate::manifest::{ACCESS_TOKEN, BodyFormat, FieldValue, Lookup, PostConnect, ResponseFormat};
use crate::stage::{Scrubber, StageFailure};
use credenza_model::FailureCode;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use std::collections::BTreeMap;

/// What was learned.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Learned {
    /// Values that become public fields of the credential.
    pub stored: BTreeMap<String, String>,
    /// What was chosen, for people: `site Acme`.
    pub chosen: Vec<String>,
}

/// It could not be learned.
#[derive(Debug)]
pub struct LearnFailure {
    /// What failed, and what to do next.
    pub failure: StageFailure,
    /// What there is to choose from, where a choice is the matter.
    pub choices: Vec<Choice>,
}

impl From<StageFailure> for LearnFailure {
    fn from(failure: StageFailure) -> Self {
        Self { failure, choices: Vec::new() }
    }
}

/// Makes the method's requests after a sign-in, in order, through the egress guard. Without any, nothing is learned and
/// nothing is sent.
///
/// # Errors
/// [`LearnFailure`] at the first request that does not come to a value.
pub async fn learn(
    method: &OAuthMethod<'_>,
    context: &OAuthContext<'_>,
    grant: &TokenGrant,
    wishes: &Wishes<'_>,
) -> Result<Learned, LearnFailure> {
    let mut learned = Learned::default();
    for step in &method.oauth.post_connect {
        let body = ask(method, context, grant, step, &learned.stored).await?;
        take(method, step, &body, wishes, &mut learned)?;
    }
    Ok(learned)
}

/// Sends one request, and reads its answer as JSON.
async fn ask(
    method: &OAuthMethod<'_>,
    context: &OAuthContext<'_>,
    grant: &TokenGrant,
    step: &PostConnect,
    learned: &BTreeMap<String, String>,
) -> Result<Value, StageFailure> {
    let values = Known { inner: method.built_ins(context), learned, grant };
    let request = make(method, step, &values)?;
    let mut scrubber = method.scrubber();
    grant_secrets(grant).for_each(|secret| scrubber.add(secret));
    request.secrets.iter().for_each(|secret| scrubber.add(secret));
    let mut aim = Aim::new(method.connector, method.auth, &values);
    aim.host = request.url.host_str().unwrap_or_default().to_owned();
    let sending = dispatch(method, context, &request);
    let answer =
        tokio::time::timeout(context.limits.total, sending).await.unwrap_or_else(|_| {
            let text = format!("{} did not answer in time", aim.host);
            Err(StageFailure::new(FailureCode::NetTimeout, text).hint("Sign in again later."))
        })?;
    read(step, &answer, &aim, &scrubber)
}

fn grant_secrets(grant: &TokenGrant) -> impl Iterator<Item = &SecretString> {
    std::iter::once(&grant.access_token).chain(&grant.refresh_token)
}

fn make(
    method: &OAuthMethod<'_>,
    step: &PostConnect,
    values: &dyn Lookup,
) -> Result<ProbeRequest, StageFailure> {
    let place = if step.place.is_empty() { &method.auth.place } else { &step.place };
    let spec = RequestSpec {
        method: step.method.as_str(),
        base_url: method.connector.base_url_for(method.auth),
        target: &step.url,
        headers: vec![&method.connector.headers],
        query: vec![&method.connector.query],
        place,
        body: None,
        body_format: BodyFormat::None,
        body_field: None,
        response_format: ResponseFormat::Json,
    };
    ProbeRequest::make(&spec, values).map_err(|error| {
        let text = format!("What the sign-in is for cannot be asked: {error}");
        let failure = StageFailure::new(FailureCode::ProviderUnexpected, text)
            .hint("Check the fields of the sign-in and of its OAuth app.");
        match error.field() {
            Some(field) => failure.field(field),
            None => failure,
        }
    })
}

/// The JSON of a success; in the words of a dry run, what else the answer is.
fn read(
    step: &PostConnect,
    answer: &Answer,
    aim: &Aim,
    scrubber: &Scrubber,
) -> Result<Value, StageFailure> {
    let body = answer.read(ResponseFormat::Json);
    match judge(&Rules::from(step), answer, &body, aim, scrubber) {
        Verdict::Refused(failure) => return Err(failure),
        Verdict::Accepted | Verdict::Limited(_) => {}
    }
    match body {
        Body::Json(value) => Ok(value),
        _ => Err(unexpected(&aim.provider)),
    }
}

/// Takes out of an answer what the step stores.
fn take(
    method: &OAuthMethod<'_>,
    step: &PostConnect,
    body: &Value,
    wishes: &Wishes<'_>,
    learned: &mut Learned,
) -> Result<(), LearnFailure> {
    let provider = &method.connector.name;
    let element = match &step.choose {
        None => body,
        Some(choose) => {
            let question = choose::Question { provider, auth: method.auth, step, choose };
            let (element, choice) = question.answer(body, wishes)?;
            learned.chosen.push(format!("{} {}", choose.noun, choice.name));
            element
        }
    };
    for (name, path) in &step.store {
        let text = path.find_first(element).and_then(stored_text).filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| unexpected(provider))?;
        domain::check(step, name, &text, provider)?;
        learned.stored.insert(name.clone(), text);
    }
    Ok(domain::check_hosts(method, &learned.stored)?)
}

fn unexpected(provider: &str) -> StageFailure {
    let text =
        format!("{provider} did not say what this sign-in is for in the way that is known here");
    StageFailure::new(FailureCode::ProviderUnexpected, text)
        .hint("Try again; if it stays so, the provider may have changed its API.")
}

/// The values of a request: what earlier ones learned, the token, what came with it, and those of the method.
struct Known<'a> {
    inner: BuiltIns<'a>,
    learned: &'a BTreeMap<String, String>,
    grant: &'a TokenGrant,
}

impl Lookup for Known<'_> {
    fn find(&self, name: &str) -> Option<FieldValue<'_>> {
        if name == ACCESS_TOKEN {
            // Exposed into the request that asks what it is for.
            let text = self.grant.access_token.expose_secret();
            return Some(FieldValue { text, secret: true });
        }
        let stored = self.learned.get(name).or_else(|| self.grant.stored.get(name));
        match stored {
            Some(text) => Some(FieldValue { text, secret: false }),
            None => self.inner.find(name),
        }
    }
}
