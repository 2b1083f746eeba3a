//! HTTP connectors against a service that checks where each secret stands.

use crate::harness::{Vault, and};
use credenza_testing::http_service::{HttpService, Placement, Provider, Reply, Route};
use serde_json::json;
use tokio::runtime::Runtime;

/// A service with the one path `/me`, which wants these placements.
struct Service {
    service: HttpService,
    _runtime: Runtime,
}

impl Service {
    fn start(placements: Vec<Placement>, rejected: Reply) -> Self {
        let route = Route {
            method: "GET".to_owned(),
            host: None,
            path: "/me".to_owned(),
            placements,
            accepted: Reply::json(200, &json!({"login": "ana"})),
            rejected,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let service =
            runtime.block_on(HttpService::start(Provider { routes: vec![route] })).unwrap();
        Self { service, _runtime: runtime }
    }

    fn words(
        &self,
        vault: &Vault,
        connector: &str,
        set: &[(&str, &str)],
        secret: (&str, &str),
    ) -> Vec<String> {
        let address = self.service.address().to_string();
        let base_url = format!("http://{address}");
        let fields = [&[("base_url", base_url.as_str()), ("probe_path", "/me")], set].concat();
        let mut words = vault.add(connector, &fields, &[secret]);
        words.extend(["--allow-private".to_owned(), address]);
        words
    }
}

fn unauthorized() -> Reply {
    Reply::json(401, &json!({"error": "bad credentials"}))
}

#[test]
fn a_bearer_token_goes_into_the_header_and_nowhere_else() {
    let token = "tok-5f0c2a94be71";
    let right = vec![Placement::Header("authorization".to_owned(), format!("Bearer {token}"))];
    let (vault, service) = (Vault::new(), Service::start(right, unauthorized()));
    let added = vault.json(&and(&service.words(&vault, "http-bearer", &[], ("token", token)), &[]));
    assert_eq!(added["credential"]["state"], "connected", "{added}");
    assert_eq!(added["credential"]["secrets"], json!(["token"]));

    let wrong = "tok-wrong-000000";
    let error =
        vault.refused(&and(&service.words(&vault, "http-bearer", &[], ("token", wrong)), &[]));
    assert_eq!(error["details"]["code"], "auth.rejected", "{error}");
    assert!(!error.to_string().contains(wrong), "the secret is not quoted: {error}");
    assert!(service.service.requests().iter().all(|request| request.query.is_empty()));
}

#[test]
fn an_api_key_goes_where_the_person_says_header_or_query() {
    let key = "key-77aa19c3e0";
    for (placement, right) in [
        ("header", Placement::Header("x-token".to_owned(), key.to_owned())),
        ("query", Placement::Query("x-token".to_owned(), key.to_owned())),
    ] {
        let (vault, service) = (Vault::new(), Service::start(vec![right], unauthorized()));
        let set = [("placement", placement), ("parameter", "x-token")];
        let words = service.words(&vault, "http-api-key", &set, ("api_key", key));
        let added = vault.json(&and(&words, &[]));
        assert_eq!(added["credential"]["state"], "connected", "{placement}: {added}");
        assert!(!added.to_string().contains(key), "{placement}: {added}");
    }
}

#[test]
fn user_name_and_password_go_as_basic_authentication_and_the_services_words_are_quoted() {
    let right = vec![Placement::Basic("ana:open sesame".to_owned())];
    let denied = Reply::json(403, &json!({"error": "not yours"}));
    let (vault, service) = (Vault::new(), Service::start(right, denied));
    let user = [("username", "ana")];
    let added = vault
        .json(&and(&service.words(&vault, "http-basic", &user, ("password", "open sesame")), &[]));
    assert_eq!(added["credential"]["state"], "connected", "{added}");
    let error = vault
        .refused(&and(&service.words(&vault, "http-basic", &user, ("password", "wrong")), &[]));
    assert_eq!(error["details"]["code"], "auth.rejected", "{error}");
    assert!(
        error["message"].as_str().unwrap().contains("HTTP 403")
            && error.to_string().contains("not yours"),
        "{error}"
    );
}

#[test]
fn a_private_address_needs_a_persons_word() {
    let (vault, service) = (Vault::new(), Service::start(Vec::new(), unauthorized()));
    let words = service.words(&vault, "http-bearer", &[], ("token", "t-123456"));
    let error = vault.refused(&and(&words[..words.len() - 2], &[]));
    assert_eq!(error["details"]["code"], "egress.private_address", "{error}");
    assert_eq!(error["details"]["address"], service.service.address().to_string());
    assert!(service.service.requests().is_empty(), "nothing was sent before that");
}
