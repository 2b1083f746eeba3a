//! Grants without a browser on this computer.

use super::world::{World, now, random};
use async_trait::async_trait;
use credenza_connect::catalogue::Catalogue;
use credenza_connect::egress::{SystemResolver, TlsRoots};
use credenza_connect::manifest::AuthScheme;
use credenza_connect::oauth::{
    DeviceFailure, OAuthContext, OAuthMethod, TokenEndpoint, TokenFailure, Waiting,
    sign_in_by_device,
};
use credenza_connect::verify::Fields;
use secrecy::ExposeSecret;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

/// A clock that runs as fast as it is asked to.
#[derive(Default)]
struct Fast(Mutex<Duration>);

#[async_trait]
impl Waiting for Fast {
    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    async fn sleep(&self, span: Duration) {
        *self.0.lock().unwrap() += span;
    }
}

#[tokio::test]
async fn a_device_code_is_typed_on_another_screen() {
    let world = World::start("credenza-device", None, json!({}));
    let (method, context) = (world.method(), world.context());
    let endpoint = TokenEndpoint { method: &method, context: &context };
    let device = endpoint.start_device().await.unwrap();
    assert_eq!(device.verification_uri.as_str(), format!("{}/device", world.server.issuer()));
    assert_eq!(device.interval, Duration::from_secs(5));
    let page = device.verification_uri_complete.as_ref().unwrap();
    assert_eq!(world.server.walk(page.as_str(), "ana"), "done");
    let waiting = Fast::default();
    let grant = sign_in_by_device(&endpoint, &device, &waiting).await.map_err(|e| e.to_string());
    assert!(!grant.unwrap().access_token.expose_secret().is_empty());
    assert_eq!(waiting.elapsed(), Duration::from_secs(5));
}

#[tokio::test]
async fn a_device_code_that_nobody_types_ends() {
    let world = World::start("credenza-device", None, json!({"device_ttl": 60}));
    let (method, context) = (world.method(), world.context());
    let endpoint = TokenEndpoint { method: &method, context: &context };
    let device = endpoint.start_device().await.unwrap();
    let waiting = Fast::default();
    let ended = sign_in_by_device(&endpoint, &device, &waiting).await.err().unwrap();
    assert_eq!(ended, DeviceFailure::Expired);
    let polls = world.server.token_requests("urn:ietf:params:oauth:grant-type:device_code");
    assert_eq!(polls, 11, "every five seconds, and not after the end");
}

#[tokio::test]
async fn a_program_signs_in_with_its_own_secret() {
    let mut world = World::start("credenza-machine", Some("machine-test-secret"), json!({}));
    world.auth = "client_credentials";
    world.public.insert("token_url".to_owned(), format!("{}/token", world.server.issuer()).into());
    world.public.insert("scope".to_owned(), "files.read".into());
    let (method, context) = (world.method(), world.context());
    let endpoint = TokenEndpoint { method: &method, context: &context };
    let grant = endpoint.client_credentials().await.unwrap();
    assert_eq!(grant.scopes.as_deref(), Some(&["files.read".to_owned()][..]));
    assert!(grant.refresh_token.is_none());
    let refused = endpoint.refresh(&grant).await.err().unwrap();
    assert!(matches!(refused, TokenFailure::NotMade { .. }), "{refused:?}");
}

/// Without an approval nothing is sent to a loopback address, whatever the fields say.
#[tokio::test]
async fn an_address_that_was_not_approved_gets_no_secret() {
    let mut world = World::start("credenza-machine", Some("machine-test-secret"), json!({}));
    world.auth = "client_credentials";
    world.public.insert("token_url".to_owned(), format!("{}/token", world.server.issuer()).into());
    let method = world.method();
    let context = OAuthContext {
        private_approved: &[],
        resolver: &SystemResolver,
        roots: &TlsRoots::Platform,
        now: now(),
        limits: OAuthContext::LIMITS,
        random: &random,
    };
    let endpoint = TokenEndpoint { method: &method, context: &context };
    let refused = endpoint.client_credentials().await.err().unwrap();
    assert!(matches!(refused, TokenFailure::NotMade { .. }), "{refused:?}");
    assert_eq!(world.server.token_requests("client_credentials"), 0);
}

/// Whether an address of the method is this field and a path.
fn is_whole_address(auth: &AuthScheme, name: &str) -> bool {
    let Some(oauth) = &auth.oauth else { return false };
    let addresses = [Some(&oauth.token_url), oauth.authorize_url.as_ref()];
    addresses.into_iter().flatten().any(|one| one.as_str().starts_with(&format!("{{{name}}}")))
        || name == "base_url"
}

#[test]
fn every_oauth_method_of_the_catalogue_asks_for_what_its_file_says() {
    let catalogue = Catalogue::builtin();
    let app = super::world::app("client", Some("secret-of-the-client"));
    let mut tried = 0;
    for connector in catalogue.list(None) {
        for auth in connector.auth.iter().filter(|auth| auth.oauth.is_some()) {
            let public = auth
                .fields
                .properties
                .iter()
                .filter(|(_, field)| !field.write_only)
                .map(|(name, field)| {
                    let choice = field.choices.as_ref().and_then(|all| all.first());
                    let text = match (choice, is_whole_address(auth, name)) {
                        (Some(choice), _) => choice.clone(),
                        (None, true) => "https://own.example.com".to_owned(),
                        (None, false) => "acme".to_owned(),
                    };
                    (name.clone(), text.into())
                })
                .collect();
            let fields = Fields::new(public, BTreeMap::new());
            let method = OAuthMethod::new(connector, auth, &app, &fields);
            let Ok(method) = method else { continue };
            let Some(template) = method.oauth().authorize_url.as_ref() else { continue };
            let request = credenza_connect::oauth::AuthorizationRequest {
                method: &method,
                redirect_uri: "http://127.0.0.1:4711/back",
                private_approved: &[],
                login_hint: None,
                extra_scopes: &[],
            };
            let (url, pending) = match request.make(now(), &random) {
                Ok(made) => made,
                Err(error) => panic!("{} {template}: {error}", connector.id),
            };
            tried += 1;
            assert!(!url.as_str().contains("secret-of-the-client"), "{url}");
            let text = url.as_str();
            assert!(text.contains("state=") && text.contains("client_id=client"), "{text}");
            let pkce = text.contains("code_challenge_method=S256");
            assert_eq!(pkce, pending.verifier.is_some(), "{text}");
        }
    }
    assert!(tried > 60, "{tried} methods were tried");
}
