//! Making a request to the provider's endpoints and sending it through the egress guard.

use super::TokenEndpoint;
use super::answer::{Refusal, judge};
use super::failure::{TokenFailure, TransportKind};
use super::form::Parameters;
use super::grant::TokenGrant;
use super::read::Reader;
use crate::http::{Answer, BuiltIns, ProbeRequest, RequestError, RequestSpec};
use crate::manifest::{
    ACCESS_TOKEN, BodyFormat, ClientAuth, FieldValue, Lookup, ParamsIn, ResponseFormat, Template,
    TokenMethod, render,
};
use crate::oauth::method::OAuthMethod;
use crate::stage::{Scrubber, StageFailure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use credenza_model::FailureCode;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use secrecy::{ExposeSecret as _, SecretString};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// One request to an endpoint of the provider.
pub(in crate::oauth) struct Ask<'a> {
    pub(in crate::oauth) url: &'a Template,
    pub(in crate::oauth) method: &'static str,
    pub(in crate::oauth) client_auth: ClientAuth,
    pub(super) parameters: Parameters,
    extra: &'a BTreeMap<String, Template>,
    stored: &'a BTreeMap<String, String>,
    pub(super) old: Option<&'a TokenGrant>,
}

impl<'a> Ask<'a> {
    fn lookup(&self, inner: BuiltIns<'a>) -> Known<'a, '_> {
        Known { inner, stored: self.stored, old: self.old }
    }
}

impl TokenEndpoint<'_> {
    /// A request to the token endpoint.
    pub(in crate::oauth) fn ask<'a>(
        &'a self,
        parameters: Parameters,
        extra: &'a BTreeMap<String, Template>,
        stored: &'a BTreeMap<String, String>,
    ) -> Ask<'a> {
        let oauth = self.method.oauth;
        Ask {
            url: &oauth.token_url,
            method: oauth.token_method.as_str(),
            client_auth: oauth.client_auth,
            parameters,
            extra,
            stored,
            old: None,
        }
    }

    /// Asks for a token; once more in the other way where the client is not recognised.
    pub(super) async fn exchange(&self, mut ask: Ask<'_>) -> Result<TokenGrant, TokenFailure> {
        let first = self.try_exchange(&ask).await;
        match (first, self.method.oauth.client_auth_fallback) {
            (Err(refusal), Some(other))
                if refusal.is_unknown_client && other != ask.client_auth =>
            {
                ask.client_auth = other;
                self.try_exchange(&ask).await
            }
            (result, _) => result,
        }
        .map_err(|refusal| refusal.failure)
    }

    async fn try_exchange(&self, ask: &Ask<'_>) -> Result<TokenGrant, Refusal> {
        let (answer, scrubber) = self.send(ask).await?;
        self.read(&answer, &scrubber)
    }

    fn read(&self, answer: &Answer, scrubber: &Scrubber) -> Result<TokenGrant, Refusal> {
        let body = judge(answer, self.method.oauth, scrubber, self.context.now)?;
        let reader = Reader { oauth: self.method.oauth, now: self.context.now };
        Ok(reader.read(answer, &body)?)
    }

    /// The grant in an answer.
    pub(in crate::oauth) fn read_grant(
        &self,
        answer: &Answer,
        scrubber: &Scrubber,
    ) -> Result<TokenGrant, TokenFailure> {
        self.read(answer, scrubber).map_err(|refusal| refusal.failure)
    }

    /// Sends a request within the context's limits. The scrubber knows everything secret that was sent.
    pub(in crate::oauth) async fn send(
        &self,
        ask: &Ask<'_>,
    ) -> Result<(Answer, Scrubber), TokenFailure> {
        let request = self.make(ask).map_err(|error| TokenFailure::not_made(&error))?;
        let mut scrubber = self.method.scrubber();
        for secret in request.secrets.iter().chain(ask.parameters.pairs.iter().map(|(_, one)| one))
        {
            scrubber.add(secret);
        }
        let sending = dispatch(self.method, self.context, &request);
        match tokio::time::timeout(self.context.limits.total, sending).await {
            Ok(Ok(answer)) => Ok((answer, scrubber)),
            Ok(Err(failure)) => Err(unsent(&failure, &scrubber)),
            Err(_) => Err(TokenFailure::transport(TransportKind::TimedOut)),
        }
    }

    pub(super) fn make(&self, ask: &Ask<'_>) -> Result<ProbeRequest, RequestError> {
        let oauth = self.method.oauth;
        let lookup = ask.lookup(self.method.built_ins(self.context));
        let spec = RequestSpec {
            method: ask.method,
            base_url: self.method.connector.base_url_for(self.method.auth),
            target: ask.url,
            headers: vec![&oauth.token_headers],
            query: Vec::new(),
            place: &[],
            body: None,
            body_format: BodyFormat::None,
            body_field: None,
            response_format: ResponseFormat::Json,
        };
        let mut request = ProbeRequest::make(&spec, &lookup)?;
        let mut pairs = self.introduce(ask, &mut request);
        for (name, value) in &mut pairs {
            if let Some(other) = oauth.token_param_rename.get(name) {
                name.clone_from(other);
            }
            request.secrets.push(value.clone());
        }
        for (name, template) in ask.extra {
            if let Some(value) = render(template, &lookup)? {
                pairs.retain(|(known, _)| known != name);
                pairs.push((name.clone(), value.into_secret()));
            }
        }
        pairs.retain(|(name, _)| !name.is_empty());
        let in_query =
            ask.method == TokenMethod::Get.as_str() || oauth.token_params_in == ParamsIn::Query;
        put(&mut request, pairs, if in_query { None } else { Some(oauth.token_body_format) });
        Ok(request)
    }

    /// Adds how the client authenticates (RFC 6749, section 2.3.1).
    fn introduce(&self, ask: &Ask<'_>, request: &mut ProbeRequest) -> Vec<(String, SecretString)> {
        let mut pairs = ask.parameters.pairs.clone();
        let (id, secret) = (self.method.client_id(), self.method.client_secret());
        match (ask.client_auth, secret) {
            (ClientAuth::Basic, Some(secret)) => {
                let value = basic(&id, &secret);
                if let Ok(mut header) = HeaderValue::try_from(format!("Basic {}", &*value)) {
                    header.set_sensitive(true);
                    request.headers.insert(AUTHORIZATION, header);
                }
                request.secrets.push(SecretString::from(value.as_str()));
            }
            (ClientAuth::Post, Some(secret)) => {
                pairs.push(("client_id".to_owned(), SecretString::from(id)));
                pairs.push(("client_secret".to_owned(), secret));
            }
            _ if !id.is_empty() => pairs.push(("client_id".to_owned(), SecretString::from(id))),
            _ => {}
        }
        pairs
    }
}

/// Form-encoded id and secret, in base64.
fn basic(id: &str, secret: &SecretString) -> Zeroizing<String> {
    let encode =
        |text: &str| -> String { url::form_urlencoded::byte_serialize(text.as_bytes()).collect() };
    // Exposed to be sent to the token endpoint and nowhere else.
    let pair = Zeroizing::new(format!("{}:{}", encode(id), encode(secret.expose_secret())));
    Zeroizing::new(STANDARD.encode(pair.as_bytes()))
}

/// Puts the parameters into the query (`None`) or the body.
fn put(request: &mut ProbeRequest, pairs: Vec<(String, SecretString)>, body: Option<BodyFormat>) {
    match body {
        None => {
            let mut query = request.url.query_pairs_mut();
            for (name, value) in &pairs {
                query.append_pair(name, value.expose_secret());
            }
        }
        Some(BodyFormat::Json) => {
            let object: serde_json::Map<String, serde_json::Value> = pairs
                .iter()
                .map(|(name, value)| (name.clone(), value.expose_secret().into()))
                .collect();
            let text = serde_json::Value::Object(object).to_string();
            request.set_body(text.into_bytes(), "application/json");
        }
        Some(_) => request.put_form(pairs),
    }
}

/// Through the guard: host on the list, addresses vetted, pinned.
pub(in crate::oauth) async fn dispatch(
    method: &OAuthMethod<'_>,
    context: &crate::oauth::OAuthContext<'_>,
    request: &ProbeRequest,
) -> Result<Answer, StageFailure> {
    let policy = method.policy(context.private_approved);
    crate::oauth::context::send(&policy, context, request).await
}

/// Before an answer: what the guard, the network and TLS have to say.
pub(in crate::oauth) fn unsent(failure: &StageFailure, scrubber: &Scrubber) -> TokenFailure {
    let quote = Some(scrubber.scrub(&failure.message));
    let kind = match failure.code {
        FailureCode::EgressHostNotAllowed | FailureCode::EgressPrivateAddress => {
            return TokenFailure::NotMade { reason: scrubber.scrub(&failure.message) };
        }
        FailureCode::NetTimeout => TransportKind::TimedOut,
        FailureCode::NetClosed => TransportKind::Closed,
        FailureCode::TlsFailed
        | FailureCode::TlsUntrusted
        | FailureCode::TlsExpired
        | FailureCode::TlsNameMismatch => TransportKind::Tls,
        FailureCode::ProviderUnexpected => TransportKind::Malformed,
        _ => TransportKind::Unreachable,
    };
    TokenFailure::Transport { kind, retry_after: None, quote }
}

/// The values of a request: those of the method, what the callback or an earlier answer stored, the old token.
struct Known<'a, 'b> {
    inner: BuiltIns<'a>,
    stored: &'b BTreeMap<String, String>,
    old: Option<&'b TokenGrant>,
}

impl Lookup for Known<'_, '_> {
    fn find(&self, name: &str) -> Option<FieldValue<'_>> {
        if let Some(text) = self.stored.get(name) {
            return Some(FieldValue { text, secret: false });
        }
        match self.old {
            // Exposed into the request that refreshes it.
            Some(old) if name == ACCESS_TOKEN => {
                Some(FieldValue { text: old.access_token.expose_secret(), secret: true })
            }
            _ => self.inner.find(name),
        }
    }
}
