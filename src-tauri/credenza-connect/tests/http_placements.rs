//! Every authentication method of every HTTP connector of the catalogue, tried against a provider
//! that accepts it only when each secret stands where the facts say, and rejects a wrong secret.
//!
//! The expectation comes from `fixtures/placement-facts.json`; see `http_support/oracle.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod http_support;

use axum::response::Response;
use credenza_connect::catalogue::Catalogue;
use credenza_connect::manifest::{
    AuthKind, AuthScheme, Connector, FieldFormat, FieldType, Grant, Kind, OAuth, ProbeBy,
};
use credenza_model::{FailureCode, Outcome, Verification};
use credenza_testing::http_service::{
    Behaviour, HttpService, Placement, Provider, RecordedRequest, Reply, Route, TestAuthority,
};
use futures::stream::{self, StreamExt as _};
use http_support::oracle::{self, ACCOUNT, TOKEN, Values};
use http_support::{Attempt, in_short, sigv4};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A provider that may also check signatures.
struct Counterpart {
    provider: Provider,
    signing_key: Option<String>,
    /// The answer at any other path, where the path holds the secret.
    elsewhere: Option<Reply>,
}

impl Behaviour for Counterpart {
    async fn answer(&self, request: &RecordedRequest) -> Response {
        let forged =
            self.signing_key.as_ref().is_some_and(|key| !sigv4::is_signed_with(request, key));
        if forged {
            let body = json!({"__type": "InvalidSignatureException", "message": "wrong signature"});
            return Reply::json(403, &body).answer(request).await;
        }
        let knows_path = self.provider.routes.iter().any(|route| route.path == request.path);
        match &self.elsewhere {
            Some(rejected) if !knows_path => rejected.answer(request).await,
            _ => self.provider.answer(request).await,
        }
    }
}

/// One method of one connector, ready to be tried.
struct Case {
    connector: &'static Connector,
    auth: &'static AuthScheme,
    values: Values,
    routes: Vec<Route>,
}

impl Case {
    fn name(&self) -> String {
        format!("{}/{}", self.connector.id, self.auth.id)
    }

    fn secrets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values
            .iter()
            .filter(|(name, _)| self.is_secret(name))
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn is_secret(&self, name: &str) -> bool {
        let known = self.auth.fields.properties.get(name).map(|field| field.write_only);
        known.unwrap_or(name == "access_token")
    }
}

/// A value for one field, as a person could have typed it.
fn sample(name: &str, auth: &AuthScheme, hint: &Value) -> String {
    let field = &auth.fields.properties[name];
    if field.write_only {
        return format!("S3-{name}-canary-0123456789-us21").replace('_', "-");
    }
    if name == "port" {
        return "443".to_owned();
    }
    if let Some(choice) = field.choices.as_ref().and_then(|choices| choices.first()) {
        return field.default.as_ref().and_then(Value::as_str).unwrap_or(choice).to_owned();
    }
    match (field.format, field.field_type) {
        (Some(FieldFormat::Uri), _) => {
            return format!("https://{}.own.example.org", name.replace('_', "-"));
        }
        (Some(FieldFormat::Email), _) => return "ana@example.com".to_owned(),
        (Some(FieldFormat::Hostname), _) => {
            return format!("{}.own.example.org", name.replace('_', "-"));
        }
        (_, FieldType::Integer) => return "7".to_owned(),
        (_, FieldType::Boolean) => return "true".to_owned(),
        _ => {}
    }
    let default = field.default.as_ref().and_then(Value::as_str).map(str::to_owned);
    let example =
        field.examples.first().cloned().or_else(|| hint["example"].as_str().map(str::to_owned));
    let example = example.and_then(|text| text.split(" or ").next().map(str::to_owned));
    let text = default.or(example).unwrap_or_else(|| format!("acme-{}", name.replace('_', "-")));
    text.replace("http://localhost:11434", "https://ollama.own.example.org")
}

fn values_for(connector: &Connector, auth: &AuthScheme, method: &Value) -> Values {
    let hints = method["fields"].as_array().cloned().unwrap_or_default();
    let hint = |name: &str| {
        hints.iter().find(|field| field["name"] == name).cloned().unwrap_or(Value::Null)
    };
    let names = auth.fields.properties.keys();
    let mut values: Values =
        names.map(|name| (name.clone(), sample(name, auth, &hint(name)))).collect();
    if auth.kind == AuthKind::Oauth2 {
        values.insert("access_token".to_owned(), TOKEN.to_owned());
    }
    // What a sign-in stores beside the token.
    for name in auth.oauth.iter().flat_map(stored_names) {
        values.entry(name.clone()).or_insert_with(|| stored(connector, &name));
    }
    for name in auth.derive.keys() {
        if let Some(derived) = derived(&connector.id, name) {
            values.insert(name.clone(), derived.to_owned());
        }
    }
    // The facts take an address apart that the catalogue asks for as one.
    for (name, part) in [("scheme", "https"), ("host", "url.own.example.org"), ("port", "443")] {
        if hints.iter().any(|field| field["name"] == name)
            && !auth.fields.properties.contains_key(name)
        {
            values.insert(name.to_owned(), part.to_owned());
        }
    }
    values
}

fn stored_names(oauth: &OAuth) -> Vec<String> {
    let later = oauth.post_connect.iter().flat_map(|step| step.store.keys());
    oauth.store.keys().chain(oauth.callback_store.keys()).chain(later).cloned().collect()
}

fn stored(connector: &Connector, name: &str) -> String {
    if name.contains("url") || name.contains("domain") || name.contains("endpoint") {
        format!("https://{}.own.example.org", connector.id)
    } else {
        format!("acme-{name}").replace('_', "-")
    }
}

/// What the facts' rules make of the sample keys, worked out by hand.
fn derived(connector: &str, name: &str) -> Option<&'static str> {
    Some(match (connector, name) {
        ("mailchimp", "dc") => "us21",
        ("deepl", _) => "api.deepl.com",
        ("checkout-com", _) => "api.checkout.com",
        ("paddle", _) => "api",
        _ => return None,
    })
}

fn prepare(
    connector: &'static Connector,
    auth: &'static AuthScheme,
    facts: &BTreeMap<String, Value>,
) -> Result<Case, String> {
    let name = format!("{}/{}", connector.id, auth.id);
    let fact = facts.get(&connector.id).ok_or_else(|| format!("{name}: no facts"))?;
    let kind = serde_json::to_value(auth.kind).unwrap();
    let method = oracle::find_method(fact, &auth.id, kind.as_str().unwrap())
        .ok_or_else(|| format!("{name}: the facts know no such method"))?;
    let mut values = values_for(connector, auth, method);
    let mut routes = Vec::new();
    if auth.session.is_some() {
        routes.extend(oracle::login_route(method, &values));
    }
    if auth.kind == AuthKind::Oauth2ClientCredentials {
        routes.extend(oracle::token_route(method, &values));
        values.insert("access_token".to_owned(), TOKEN.to_owned());
    }
    let expected = routes.len() + usize::from(auth.probe.by == ProbeBy::Request);
    if auth.probe.by == ProbeBy::Request {
        routes.extend(oracle::check_routes(fact, method, &values));
    }
    if auth.kind == AuthKind::Oauth2ClientCredentials {
        values.remove("access_token");
    }
    if routes.len() < expected || routes.is_empty() {
        return Err(format!("{name}: the facts give no address for these values"));
    }
    Ok(Case { connector, auth, values, routes })
}

async fn try_case(case: &Case, typed: Typed) -> (Verification, Vec<RecordedRequest>) {
    let authority = TestAuthority::make().unwrap();
    let typed = typed_values(case, typed);
    let mut attempt = Attempt::new(case.connector, &case.auth.id, "127.0.0.1:1".parse().unwrap());
    for (name, value) in &typed {
        attempt = if case.is_secret(name) {
            attempt.secret(name, value)
        } else {
            attempt.public(name, value)
        };
    }
    let mut values = attempt.fields().values(case.auth);
    for (name, value) in case.values.iter().filter(|(name, _)| !case.is_secret(name)) {
        values.insert(name, SecretString::from(value.as_str()), false);
    }
    let hosts = case.connector.allowed_hosts(&case.auth.id, &values).unwrap_or_default();
    let names: Vec<&str> = hosts.iter().map(|host| host.address.host()).collect();
    let signing_key = (case.auth.kind == AuthKind::Signature)
        .then(|| {
            case.secrets()
                .find(|(name, _)| name.contains("secret"))
                .map(|(_, value)| value.to_owned())
        })
        .flatten();
    let in_path = case
        .routes
        .iter()
        .find(|route| case.secrets().any(|(_, secret)| route.path.contains(secret)));
    let elsewhere = in_path.map(|route| route.rejected.clone());
    let counterpart =
        Counterpart { provider: Provider { routes: case.routes.clone() }, signing_key, elsewhere };
    let service = HttpService::start_tls(counterpart, &authority, &names).await.unwrap();
    attempt.address = service.address();
    attempt.approve = hosts.iter().map(|host| host.address.clone()).collect();
    let verification = attempt.run(&authority).await;
    (verification, service.requests())
}

/// What a person types.
#[derive(Clone, Copy, PartialEq)]
enum Typed {
    All,
    RequiredOnly,
    WrongSecrets,
}

/// What is typed: never the derived values.
fn typed_values(case: &Case, what: Typed) -> Values {
    let granted = case.auth.kind == AuthKind::Oauth2ClientCredentials;
    let own = |name: &str| case.auth.fields.properties.contains_key(name);
    let typed = case
        .values
        .iter()
        .filter(|(name, _)| !case.auth.derive.contains_key(*name) && (own(name) || !granted))
        .filter(|(name, _)| {
            what != Typed::RequiredOnly || !own(name) || case.auth.fields.required.contains(name)
        });
    typed
        .map(|(name, value)| {
            let value = if what == Typed::WrongSecrets && case.is_secret(name) {
                format!("wrong-{value}")
            } else {
                value.clone()
            };
            (name.clone(), value)
        })
        .collect()
}

/// What is wrong with one method; empty when it is as the facts say.
async fn examine(case: &Case) -> (Vec<String>, bool) {
    let mut complaints = Vec::new();
    let (verification, requests) = try_case(case, Typed::All).await;
    if verification.outcome != Outcome::Passed {
        let missing: Vec<String> =
            requests.iter().map(|request| describe_missing(case, request)).collect();
        complaints.push(format!(
            "{}: {}\n    {}",
            case.name(),
            in_short(&verification),
            missing.join("\n    ")
        ));
    }
    complaints.extend(requests.iter().filter(|request| is_half_filled(request)).map(|request| {
        format!(
            "{}: sent half filled in: {} {}?{} {:?}",
            case.name(),
            request.method,
            request.path,
            request.query,
            request.headers
        )
    }));
    let text = serde_json::to_string(&verification).unwrap();
    for (name, secret) in case.secrets() {
        if text.contains(secret) {
            complaints.push(format!("{}: {name} stands in the verdict: {text}", case.name()));
        }
    }
    let (_, requests) = try_case(case, Typed::RequiredOnly).await;
    complaints.extend(requests.iter().filter(|request| is_half_filled(request)).map(|request| {
        format!(
            "{}: sent half filled in without optional values: {} {:?}",
            case.name(),
            request.path,
            request.headers
        )
    }));
    let known = verification.account.as_deref() == Some(ACCOUNT);
    let (verification, _) = try_case(case, Typed::WrongSecrets).await;
    if verification.outcome != Outcome::Failed
        || verification.failure_code() != Some(FailureCode::AuthRejected)
    {
        complaints.push(format!(
            "{}: a wrong secret gives {}",
            case.name(),
            in_short(&verification)
        ));
    }
    (complaints, known)
}

/// An empty header, or a template that was sent as it stands.
fn is_half_filled(request: &RecordedRequest) -> bool {
    let empty =
        |(name, value): &(String, String)| value.trim().is_empty() && name != "content-length";
    let braces = |text: &str| text.contains('{') || text.contains("%7B");
    request.headers.iter().any(empty)
        || request.headers.iter().any(|(_, value)| braces(value))
        || braces(&request.path)
        || braces(&request.query)
}

fn describe_missing(case: &Case, request: &RecordedRequest) -> String {
    let provider = Provider { routes: case.routes.clone() };
    let (reply, missing) = provider.judge(request);
    let addresses: Vec<String> = case
        .routes
        .iter()
        .map(|route| {
            format!("{} {}{}", route.method, route.host.as_deref().unwrap_or("*"), route.path)
        })
        .collect();
    format!(
        "{} {}{}?{} {:?} → {} without {missing:?}; expected one of {addresses:?}",
        request.method,
        request.host(),
        request.path,
        request.query,
        request.headers.iter().filter(|(name, _)| name != "host").collect::<Vec<_>>(),
        reply.status
    )
}

/// Generic connectors have no facts; their tests stand in `http_generic.rs`. The rest is driver business.
fn is_examined(connector: &Connector) -> bool {
    connector.kind == Kind::Http && oracle::facts().contains_key(&connector.id)
}

/// The key of a service account signs an assertion and is sent nowhere; the facts have no such method.
fn sends_its_secret(auth: &AuthScheme) -> bool {
    auth.oauth.as_ref().is_none_or(|oauth| oauth.grant != Grant::JwtBearer)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_secret_of_the_catalogue_goes_where_the_facts_say() {
    let facts = oracle::facts();
    let connectors: Vec<&'static Connector> = Catalogue::builtin()
        .list(None)
        .into_iter()
        .filter(|connector| is_examined(connector))
        .collect();
    let mut complaints = Vec::new();
    let mut cases = Vec::new();
    for connector in &connectors {
        for auth in connector.auth.iter().filter(|auth| sends_its_secret(auth)) {
            match prepare(connector, auth, &facts) {
                Ok(case) => cases.push(case),
                Err(complaint) => complaints.push(complaint),
            }
        }
    }
    let total = cases.len();
    let results: Vec<(Vec<String>, bool)> =
        stream::iter(&cases).map(examine).buffer_unordered(4).collect().await;
    let named = results.iter().filter(|(_, known)| *known).count();
    complaints.extend(results.into_iter().flat_map(|(complaints, _)| complaints));
    assert!(
        complaints.is_empty(),
        "{} of {total} methods:\n{}",
        complaints.len(),
        complaints.join("\n")
    );
    assert!(
        connectors.len() >= 300 && total >= 500,
        "only {} connectors, {total} methods",
        connectors.len()
    );
    assert!(named * 2 > total, "only {named} of {total} answers gave the account's name");
}

/// The instrument's own control: a secret in the wrong place is seen.
#[tokio::test]
async fn a_secret_in_the_wrong_place_is_seen() {
    let facts = oracle::facts();
    let connector = Catalogue::builtin().get("github").expect("the catalogue has GitHub");
    let auth = connector.find_auth("access_token").expect("with a token");
    let mut case = prepare(connector, auth, &facts).unwrap();
    assert!(examine(&case).await.0.is_empty(), "as it is, it passes");
    for route in &mut case.routes {
        route.placements.push(Placement::Query("token".to_owned(), "elsewhere".to_owned()));
    }
    assert!(!examine(&case).await.0.is_empty(), "with the secret expected elsewhere, it does not");
}
