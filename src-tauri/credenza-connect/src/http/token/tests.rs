//! A program's next token is asked for exactly as its first one was: what was verified is what is renewed.

use super::TokenEndpoint;
use crate::catalogue::Catalogue;
use crate::egress::{SystemResolver, TlsRoots};
use crate::http::ProbeRequest;
use crate::http::target::Aim;
use crate::manifest::{AuthScheme, Connector, Grant, OAuth};
use crate::oauth::{self, OAuthApp, OAuthContext, OAuthMethod};
use crate::stage::Scrubber;
use crate::verify::Fields;
use credenza_model::Timestamp;
use secrecy::SecretString;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

/// What a person might fill in; distinct for each field, so that none can stand in for another.
fn fill(auth: &AuthScheme, oauth: &OAuth) -> Fields {
    let (mut public, mut secrets) = (Map::new(), BTreeMap::new());
    for (name, field) in &auth.fields.properties {
        let choice = field.choices.as_ref().and_then(|all| all.first());
        let is_address = oauth.token_url.as_str().starts_with(&format!("{{{name}}}"));
        let text = match choice {
            Some(choice) => choice.clone(),
            None if is_address || name == "base_url" => format!("https://{name}.example/token"),
            None if field.write_only => format!("a {name}&b%"),
            None => format!("a-{name}").replace('_', "-"),
        };
        if field.write_only {
            secrets.insert(name.clone(), SecretString::from(text));
        } else {
            public.insert(name.clone(), text.into());
        }
    }
    Fields::new(public, secrets)
}

/// Everything of a request that the provider sees, but for the order of its parameters.
fn seen(request: &ProbeRequest) -> (String, String, BTreeSet<String>, BTreeSet<String>) {
    let headers = request.headers.iter();
    let headers = headers.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()));
    let body = request.body.as_ref().map(|body| body.to_vec()).unwrap_or_default();
    let parameters = match serde_json::from_slice::<Value>(&body) {
        Ok(Value::Object(object)) => {
            object.into_iter().map(|(name, value)| format!("{name}={value}")).collect()
        }
        _ => url::form_urlencoded::parse(&body)
            .map(|(name, value)| format!("{name}={value}"))
            .collect(),
    };
    (request.method.to_string(), request.url.to_string(), headers.collect(), parameters)
}

fn first(connector: &Connector, auth: &AuthScheme, oauth: &OAuth, fields: &Fields) -> ProbeRequest {
    let values = fields.values(auth);
    let aim = Aim::new(connector, auth, &values);
    let scrubber = Scrubber::new(values.list_secrets().map(|(_, secret)| secret));
    let endpoint = TokenEndpoint {
        connector,
        auth,
        oauth,
        values: &values,
        now: NOW,
        random: [7; 16],
        aim: &aim,
        scrubber: &scrubber,
        tokens: None,
    };
    let written = endpoint.write(oauth.client_auth);
    written.unwrap_or_else(|failure| panic!("{}: {}", connector.id, failure.message))
}

fn next(connector: &Connector, auth: &AuthScheme, fields: &Fields) -> ProbeRequest {
    let nobody = OAuthApp { client_id: String::new(), client_secret: None, scopes: Vec::new() };
    let method = OAuthMethod::new(connector, auth, &nobody, fields).unwrap();
    let context = OAuthContext {
        private_approved: &[],
        resolver: &SystemResolver,
        roots: &TlsRoots::Platform,
        now: NOW,
        limits: OAuthContext::LIMITS,
        random: &|| Some([7; 32]),
    };
    let endpoint = oauth::TokenEndpoint { method: &method, context: &context };
    endpoint.program_request().unwrap()
}

#[test]
fn what_is_renewed_is_asked_for_as_it_was_verified() {
    let mut compared = 0;
    for connector in Catalogue::builtin().list(None) {
        for auth in &connector.auth {
            let Some(oauth) = &auth.oauth else { continue };
            if matches!(oauth.grant, Grant::AuthorizationCode | Grant::JwtBearer) {
                continue;
            }
            let fields = fill(auth, oauth);
            let (first, next) =
                (first(connector, auth, oauth, &fields), next(connector, auth, &fields));
            assert_eq!(seen(&first), seen(&next), "{}/{}", connector.id, auth.id);
            compared += 1;
        }
    }
    assert!(compared >= 25, "{compared} methods were compared");
}
