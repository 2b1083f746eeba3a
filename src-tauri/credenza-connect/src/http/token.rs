//! OAuth 2.0 grants without a browser: the token request, in the standard's form (through the
//! `oauth2` crate) and in the forms that providers made of it.
//!
//! Deliberately absent: authorization codes and refresh tokens, which have a room of their own.

use super::BuiltIns;
use super::answer::{Answer, Body};
use super::assertion::{Sent, unsigned};
use super::engine::Granted;
use super::exchange::Pinned;
use super::judge::{Rules, Verdict, judge};
use super::login::{find_text, no_token};
use super::request::{ProbeRequest, RequestError, RequestSpec};
use super::target::Aim;
use crate::manifest::{
    ACCESS_TOKEN, AuthScheme, BodyFormat, ClientAuth, Connector, FieldValues, Grant, Lookup as _,
    OAuth, ResponseFormat, render,
};
use crate::oauth::{Claims, TokenSlot, assertion_form, assertion_of, read_program_grant};
use crate::stage::{Scrubber, StageFailure};
use credenza_model::{FailureCode, Timestamp};
use oauth2::basic::{
    BasicClient, BasicErrorResponseType, BasicRequestTokenError, BasicTokenResponse,
};
use oauth2::{
    AuthType, ClientId, ClientSecret, HttpRequest, HttpResponse, ResourceOwnerPassword,
    ResourceOwnerUsername, Scope, TokenResponse as _, TokenUrl,
};
use secrecy::{ExposeSecret as _, SecretString};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The token request was only written, not sent.
#[derive(Debug, thiserror::Error)]
#[error("the token request was not sent")]
struct Unanswered;

/// The token endpoint of one credential.
pub(super) struct TokenEndpoint<'a> {
    pub(super) connector: &'a Connector,
    pub(super) auth: &'a AuthScheme,
    pub(super) oauth: &'a OAuth,
    pub(super) values: &'a FieldValues,
    pub(super) now: Timestamp,
    pub(super) random: [u8; 16],
    pub(super) aim: &'a Aim,
    pub(super) scrubber: &'a Scrubber,
    pub(super) tokens: Option<&'a TokenSlot>,
}

impl TokenEndpoint<'_> {
    /// The token request without its form: address and headers.
    pub(super) fn request(&self) -> Result<ProbeRequest, RequestError> {
        let spec = RequestSpec {
            method: "POST",
            base_url: self.connector.base_url_for(self.auth),
            target: &self.oauth.token_url,
            headers: vec![&self.oauth.token_headers],
            query: Vec::new(),
            place: &[],
            body: None,
            body_format: BodyFormat::None,
            body_field: None,
            response_format: ResponseFormat::Json,
        };
        ProbeRequest::make(&spec, &self.built_ins())
    }

    /// Asks for a token, in the stated way and, where a client is not recognised, in the other one.
    pub(super) async fn exchange(
        &self,
        pinned: &Pinned,
    ) -> Result<(Answer, Body, Granted), StageFailure> {
        let first = self.ask(pinned, self.oauth.client_auth).await;
        match (first, self.oauth.client_auth_fallback) {
            (Err(Refused { unknown_client: true, .. }), Some(other)) => {
                self.ask(pinned, other).await
            }
            (result, _) => result,
        }
        .map_err(|refused| refused.failure)
    }

    /// The crate writes the standard's request and reads the standard's answer; in between, the request
    /// takes the provider's form and goes through the egress guard.
    async fn ask(
        &self,
        pinned: &Pinned,
        client_auth: ClientAuth,
    ) -> Result<(Answer, Body, Granted), Refused> {
        let request = self.write(client_auth)?;
        let answer = pinned.send(&request).await?;
        let result = self.standard(client_auth, |_| Ok(to_response(&answer)));
        let body = answer.read(ResponseFormat::Json);
        match judge(&Rules::from(self.oauth), &answer, &body, self.aim, self.scrubber) {
            Verdict::Refused(failure) if self.is_asserted() => {
                let (auth, aim, scrubber, now) = (self.auth, self.aim, self.scrubber, self.now);
                Err(Sent { auth, aim, scrubber, now }.explain(failure, &answer).into())
            }
            Verdict::Refused(failure) => Err(refused(failure, &result, self.aim)),
            Verdict::Accepted | Verdict::Limited(_) => {
                let granted = self.grant(&body, result.ok()).ok_or_else(|| no_token(self.aim))?;
                self.keep(&answer, &body);
                Ok((answer, body, granted))
            }
        }
    }

    /// What is not read in the same way when it is renewed is used once, and not kept.
    fn keep(&self, answer: &Answer, body: &Body) {
        let Some(slot) = self.tokens else { return };
        let method = (self.auth, self.oauth);
        if let Some(given) = read_program_grant(method, self.now, (answer, body)) {
            slot.put(given);
        }
    }

    /// The token, by the connector's path, by the standard, or by the habit of leaving out `token_type`.
    fn grant(&self, body: &Body, standard: Option<BasicTokenResponse>) -> Option<Granted> {
        let scopes: Vec<String> = standard
            .as_ref()
            .and_then(|answer| answer.scopes())
            .map(|list| list.iter().map(|scope| scope.to_string()).collect())
            .unwrap_or_default();
        let token = match &self.oauth.access_token_path {
            Some(path) => find_text(Some(path), body),
            None => standard
                .map(|answer| answer.access_token().secret().clone())
                .or_else(|| member(body, ACCESS_TOKEN)),
        };
        let token = token.filter(|text| !text.is_empty())?;
        let stored = self
            .oauth
            .store
            .iter()
            .filter_map(|(name, path)| Some((name.clone(), find_text(Some(path), body)?)));
        Some(Granted {
            name: ACCESS_TOKEN,
            token: SecretString::from(token),
            stored: stored.collect(),
            scopes,
        })
    }

    fn is_asserted(&self) -> bool {
        self.oauth.grant == Grant::JwtBearer
    }

    fn write(&self, client_auth: ClientAuth) -> Result<ProbeRequest, StageFailure> {
        self.adapt(self.write_standard(client_auth)?).map_err(|_| not_made())
    }

    fn write_standard(&self, client_auth: ClientAuth) -> Result<HttpRequest, StageFailure> {
        if self.is_asserted() {
            return self.write_assertion();
        }
        let written = RefCell::new(None);
        let _ = self.standard(client_auth, |request| {
            *written.borrow_mut() = Some(request);
            Err(Unanswered)
        });
        written.into_inner().ok_or_else(not_made)
    }

    /// A service account's request (RFC 7523, section 2.1): the key stays here, the assertion goes.
    fn write_assertion(&self) -> Result<HttpRequest, StageFailure> {
        let endpoint = self.request().map_err(|_| not_made())?.url;
        let claims = Claims {
            audience: endpoint.as_str(),
            scope: &self.scopes().join(&self.oauth.scope_separator),
            subject: "",
            now: self.now,
            id: self.random,
        };
        let assertion = assertion_of(self.oauth, self.values, &claims).map_err(unsigned)?;
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in assertion_form(assertion) {
            form.append_pair(name, value.expose_secret());
        }
        Ok(HttpRequest::new(form.finish().into_bytes()))
    }

    /// The exchange as the standard has it (RFC 6749, sections 4.3 and 4.4).
    fn standard(
        &self,
        client_auth: ClientAuth,
        transport: impl Fn(HttpRequest) -> Result<HttpResponse, Unanswered>,
    ) -> Result<BasicTokenResponse, BasicRequestTokenError<Unanswered>> {
        let other = |text: &str| BasicRequestTokenError::Other(text.to_owned());
        let address = self.request().map_err(|error| other(&error.to_string()))?;
        let url = TokenUrl::new(address.url.to_string())
            .map_err(|_| other("the address is not a URL"))?;
        // Exposed to be sent to the token endpoint and nowhere else.
        let mut client = BasicClient::new(ClientId::new(self.text("client_id"))).set_token_uri(url);
        if client_auth != ClientAuth::None && !self.text("client_secret").is_empty() {
            client = client.set_client_secret(ClientSecret::new(self.text("client_secret")));
        }
        let client = client.set_auth_type(match client_auth {
            ClientAuth::Basic => AuthType::BasicAuth,
            ClientAuth::Post | ClientAuth::None => AuthType::RequestBody,
        });
        let scopes: Vec<Scope> = self.scopes().into_iter().map(Scope::new).collect();
        if self.oauth.grant == Grant::Password {
            let (user, password) = (
                ResourceOwnerUsername::new(self.text("username")),
                ResourceOwnerPassword::new(self.text("password")),
            );
            return client
                .exchange_password(&user, &password)
                .add_scopes(scopes)
                .request(&transport);
        }
        client.exchange_client_credentials().add_scopes(scopes).request(&transport)
    }

    /// The standard's form with the provider's parameters, scope separator and body format.
    fn adapt(&self, standard: HttpRequest) -> Result<ProbeRequest, RequestError> {
        let mut request = self.request()?;
        if let Some(basic) = standard.headers().get(http::header::AUTHORIZATION) {
            let mut basic = basic.clone();
            basic.set_sensitive(true);
            request.headers.insert(http::header::AUTHORIZATION, basic);
        }
        let mut form: BTreeMap<String, SecretString> = url::form_urlencoded::parse(standard.body())
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.into_owned(), SecretString::from(value.into_owned())))
            .collect();
        if self.oauth.scope_separator != " " && form.contains_key("scope") {
            form.insert(
                "scope".to_owned(),
                SecretString::from(self.scopes().join(&self.oauth.scope_separator)),
            );
        }
        for (name, template) in &self.oauth.token_params {
            if let Some(value) = render(template, &self.built_ins())? {
                form.insert(name.clone(), value.into_secret());
            }
        }
        if self.oauth.token_body_format == BodyFormat::Json {
            let object: serde_json::Map<String, serde_json::Value> = form
                .iter()
                .map(|(name, value)| (name.clone(), value.expose_secret().into()))
                .collect();
            request.set_body(
                serde_json::Value::Object(object).to_string().into_bytes(),
                "application/json",
            );
        } else {
            request.put_form(form.into_iter().collect());
        }
        Ok(request)
    }

    fn built_ins(&self) -> BuiltIns<'_> {
        BuiltIns::new(self.values, self.now, self.random)
    }

    fn scopes(&self) -> Vec<String> {
        let rendered = self
            .oauth
            .scopes
            .iter()
            .filter_map(|template| render(template, self.values).ok().flatten());
        rendered.map(|scope| scope.expose().to_owned()).collect()
    }

    fn text(&self, name: &str) -> String {
        self.values.find(name).map(|value| value.text.to_owned()).unwrap_or_default()
    }
}

fn not_made() -> StageFailure {
    StageFailure::new(
        FailureCode::TargetNotFound,
        "The token request cannot be made from these values",
    )
    .hint("Check the fields that make up the address of the token endpoint.")
}

fn to_response(answer: &Answer) -> HttpResponse {
    let mut response = HttpResponse::new(answer.body.clone());
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers.clone();
    response
}

fn refused(
    failure: StageFailure,
    result: &Result<BasicTokenResponse, BasicRequestTokenError<Unanswered>>,
    aim: &Aim,
) -> Refused {
    let Err(BasicRequestTokenError::ServerResponse(response)) = result else {
        return failure.into();
    };
    let unknown_client = *response.error() == BasicErrorResponseType::InvalidClient;
    let failure = match response.error() {
        BasicErrorResponseType::InvalidScope => StageFailure {
            code: FailureCode::PermDenied,
            hint: Some(
                format!("Grant the client the scopes this connector asks for at {}.", aim.provider)
                    .into(),
            ),
            ..failure
        },
        BasicErrorResponseType::UnsupportedGrantType
        | BasicErrorResponseType::UnauthorizedClient => StageFailure {
            hint: Some(
                format!(
                    "Allow this grant for the client at {}, or create another client.",
                    aim.provider
                )
                .into(),
            ),
            ..failure
        },
        _ => failure,
    };
    Refused { failure, unknown_client }
}

fn member(body: &Body, name: &str) -> Option<String> {
    match body {
        Body::Json(value) => value.get(name)?.as_str().map(str::to_owned),
        _ => None,
    }
}

struct Refused {
    failure: StageFailure,
    unknown_client: bool,
}

impl From<StageFailure> for Refused {
    fn from(failure: StageFailure) -> Self {
        Self { failure, unknown_client: false }
    }
}

#[cfg(test)]
mod tests;
