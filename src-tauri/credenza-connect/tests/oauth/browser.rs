//! Sign-ins through the browser, refreshes, and the end of a grant.

use super::world::{World, visit};
use credenza_connect::oauth::{
    Callback, CallbackRefusal, DiscoveryFailure, LoopbackListener, RedirectPlan, Revocation,
    TokenEndpoint, TokenFailure, TransportKind, discover, missing_scopes,
};
use secrecy::ExposeSecret;
use serde_json::json;
use std::time::Duration;

const SECRET: &str = "credenza-test-secret";

#[tokio::test]
async fn a_person_signs_in_and_the_grant_says_who_it_was() {
    let world = World::start("credenza", Some(SECRET), json!({"access_token_ttl": 300}));
    let grant = world.sign_in("ana").await.unwrap();
    let identity = grant.identity.as_ref().unwrap();
    assert_eq!(identity.subject.as_deref(), Some("ana"));
    assert!(grant.refresh_token.is_some());
    let life = grant.expires_at.unwrap().since(grant.granted_at);
    assert_eq!(life, Duration::from_secs(300));
    let granted = grant.scopes.unwrap_or_default();
    assert_eq!(missing_scopes(&["files.read".to_owned()], &granted), Vec::<String>::new());
}

/// The first method is HTTP Basic with form-encoded parts; the secret holds every character that matters.
#[tokio::test]
async fn clients_introduce_themselves_in_three_ways() {
    let basic = World::start("credenza-basic", Some("p%ss: w+rd/&="), json!({}));
    let grant = basic.sign_in("ana").await.unwrap();
    let next = basic.refresh(&grant).await.unwrap();
    let again = basic.refresh(&grant).await.unwrap();
    let texts = [&grant, &next, &again].map(|one| one.access_token.expose_secret().to_owned());
    assert!(texts[0] != texts[1] && texts[1] != texts[2], "three access tokens");
    let public = World::start("credenza-public", None, json!({}));
    public.sign_in("ana").await.unwrap();
}

#[tokio::test]
async fn a_used_refresh_token_is_the_end_of_the_grant() {
    let world = World::start("credenza", Some(SECRET), json!({}));
    let first = world.sign_in("ana").await.unwrap();
    let second = world.refresh(&first).await.unwrap();
    let tokens = [&first, &second].map(|one| one.refresh_token.as_ref().unwrap().expose_secret());
    assert_ne!(tokens[0], tokens[1], "refresh tokens rotate");
    let reused = world.refresh(&first).await.err().unwrap();
    assert!(matches!(reused, TokenFailure::InvalidGrant { .. }), "{reused:?}");
    let family = world.refresh(&second).await.err().unwrap();
    assert!(
        matches!(family, TokenFailure::InvalidGrant { .. }),
        "the family is revoked: {family:?}"
    );
    assert_eq!(world.server.log()["counters"]["grants_revoked"], 1);
}

#[tokio::test]
async fn an_outage_says_nothing_about_the_grant() {
    let world = World::start("credenza", Some(SECRET), json!({}));
    let grant = world.sign_in("ana").await.unwrap();
    world.server.set(&json!({"outage": 503}));
    let failure = world.refresh(&grant).await.err().unwrap();
    let TokenFailure::Transport { kind, .. } = failure else { panic!("{failure:?}") };
    assert_eq!(kind, TransportKind::Status(503));
    world.server.set(&json!({"outage": 0}));
    world.refresh(&grant).await.unwrap();
}

#[tokio::test]
async fn a_wrong_secret_is_the_apps_fault() {
    let mut world = World::start("credenza", Some(SECRET), json!({}));
    let grant = world.sign_in("ana").await.unwrap();
    world.app = super::world::app("credenza", Some("wrong"));
    let failure = world.refresh(&grant).await.err().unwrap();
    assert!(matches!(failure, TokenFailure::ClientConfiguration { .. }), "{failure:?}");
    assert!(failure.to_string().contains("invalid_client"), "{failure}");
}

#[tokio::test]
async fn a_person_who_refuses_is_quoted() {
    let world = World::start("credenza", Some(SECRET), json!({}));
    let refused = world.sign_in("abort").await.err().unwrap();
    assert_eq!(refused, "callback.denied: Some(\"End-User aborted interaction\")");
}

#[tokio::test]
async fn a_pasted_address_is_as_good_as_the_listener() {
    let world = World::start("credenza", Some(SECRET), json!({}));
    let redirect_uri = "http://127.0.0.1:1/callback";
    let (url, pending) = world.begin(redirect_uri);
    let back = world.server.walk(url.as_str(), "ana");
    let elsewhere = back.replace("127.0.0.1:1/", "example.com/");
    let refusal = Callback::from_pasted(&elsewhere, redirect_uri).err().unwrap();
    assert_eq!(refusal, CallbackRefusal::WrongAddress);
    let callback = Callback::from_pasted(&format!("  {back}\n"), redirect_uri).unwrap();
    world.finish(&callback, &pending).await.unwrap();
    let twice = world.finish(&callback, &pending).await.err().unwrap();
    assert!(twice.contains("InvalidGrant"), "a code works once: {twice}");
}

#[tokio::test]
async fn the_second_callback_is_gone() {
    let plan = RedirectPlan::ANY_LOOPBACK;
    let mut listener = LoopbackListener::bind(&plan, &super::world::random).await.unwrap();
    let address = format!("{}?state=s&code=c", listener.redirect_uri());
    let page = visit(&address).await;
    assert!(page.contains("cache-control: no-store") && page.contains("default-src 'none'"));
    assert!(!page.contains("state=s"), "nothing is repeated");
    assert!(visit(&address).await.starts_with("HTTP/1.1 410"));
    listener.wait(Duration::from_secs(5)).await.unwrap();
    assert!(visit(&address).await.starts_with("HTTP/1.1 410"));
}

#[tokio::test]
async fn a_deleted_credential_ends_its_grant_at_the_provider() {
    let world = World::start("credenza", Some(SECRET), json!({}));
    let grant = world.sign_in("ana").await.unwrap();
    let (method, context) = (world.method(), world.context());
    let endpoint = TokenEndpoint { method: &method, context: &context };
    assert_eq!(endpoint.revoke(&grant).await, Revocation::Revoked);
    let after = world.refresh(&grant).await.err().unwrap();
    assert!(matches!(after, TokenFailure::InvalidGrant { .. }), "{after:?}");
}

#[tokio::test]
async fn endpoints_are_discovered_from_the_issuer() {
    let world = World::start("credenza", Some(SECRET), json!({}));
    let found = discover(&world.server.issuer(), &world.context()).await.unwrap();
    assert!(found.promises_pkce());
    let fields = found.fields();
    for name in ["issuer", "authorization_endpoint", "token_endpoint", "revocation_endpoint"] {
        assert_eq!(fields[name], world.public[name].as_str().unwrap(), "{name}");
    }
    assert_eq!(fields["iss_parameter_supported"], "true");
    let other = format!("{}/other", world.server.issuer());
    assert!(discover(&other, &world.context()).await.is_err());
    // Character by character: even a slash at the end makes it another one (RFC 8414, section 3.3).
    let slash = discover(&format!("{}/", world.server.issuer()), &world.context()).await;
    assert_eq!(slash, Err(DiscoveryFailure::OtherIssuer { named: world.server.issuer() }));
}
