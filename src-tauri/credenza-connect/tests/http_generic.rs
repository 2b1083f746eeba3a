//! The generic HTTP connectors, the demonstration one, and Amazon SES: expectations written by hand.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod http_support;

use axum::response::Response;
use credenza_connect::catalogue::Catalogue;
use credenza_connect::manifest::Connector;
use credenza_model::{FailureCode, Outcome, Stage, StageOutcome, Verification};
use credenza_testing::http_service::{
    Behaviour, HttpService, Placement, Provider, RecordedRequest, Reply, Route, TestAuthority,
};
use http_support::{Attempt, in_short, sigv4};
use serde_json::json;

const SECRET: &str = "canary-S3cr3t-0123456789";

fn catalogued(id: &str) -> &'static Connector {
    Catalogue::builtin().get(id).unwrap_or_else(|| panic!("the catalogue has {id}"))
}

fn route(method: &str, path: &str, placements: Vec<Placement>, accepted: Reply) -> Route {
    let rejected = Reply::json(401, &json!({"message": "wrong"}));
    Route {
        method: method.to_owned(),
        host: None,
        path: path.to_owned(),
        placements,
        accepted,
        rejected,
    }
}

/// Tries the fields against one route, right and wrong; the wrong try must be rejected at the secret.
async fn try_both(
    id: &str,
    auth: &str,
    fields: &[(&str, &str)],
    secret: &str,
    placements: Vec<Placement>,
) -> Verification {
    let authority = TestAuthority::make().unwrap();
    let provider = Provider {
        routes: vec![route("GET", "/v2/me", placements, Reply::json(200, &json!({"id": 1})))],
    };
    let service = HttpService::start_tls(provider, &authority, &["own.example.org"]).await.unwrap();
    let attempt = |value| {
        let mut attempt =
            Attempt::new(catalogued(id), auth, service.address()).secret(secret, value);
        attempt.public.extend([("base_url", "https://own.example.org/v2"), ("probe_path", "/me")]);
        attempt.public.extend(fields);
        attempt.approving("own.example.org", 443)
    };
    let verification = attempt(SECRET).run(&authority).await;
    assert_eq!(verification.outcome, Outcome::Passed, "{id} {}", in_short(&verification));
    assert!(!serde_json::to_string(&verification).unwrap().contains(SECRET));
    let wrong = attempt("wrong-one").run(&authority).await;
    assert_eq!(wrong.failure_code(), Some(FailureCode::AuthRejected), "{id} {}", in_short(&wrong));
    assert_eq!(wrong.field, Some(format!("/{secret}")), "{id} {}", in_short(&wrong));
    verification
}

#[tokio::test]
async fn the_generic_connectors_put_the_secret_where_the_person_says() {
    let header = |name: &str, value: String| vec![Placement::Header(name.to_owned(), value)];
    try_both(
        "http-bearer",
        "bearer",
        &[],
        "token",
        header("authorization", format!("Bearer {SECRET}")),
    )
    .await;
    let basic = vec![Placement::Basic(format!("ana:{SECRET}"))];
    try_both("http-basic", "basic", &[("username", "ana")], "password", basic).await;
    let fields = [("placement", "header"), ("parameter", "X-Own-Key")];
    let placements = vec![Placement::Header("x-own-key".to_owned(), SECRET.to_owned())];
    try_both("http-api-key", "api_key", &fields, "api_key", placements).await;
    let fields = [("placement", "query"), ("parameter", "own_key")];
    let placements = vec![
        Placement::Query("own_key".to_owned(), SECRET.to_owned()),
        Placement::NoHeader("own_key".to_owned()),
    ];
    let verification = try_both("http-api-key", "api_key", &fields, "api_key", placements).await;
    assert_eq!(verification.probe, "GET https://own.example.org/v2/me");
}

#[tokio::test]
async fn a_path_of_the_persons_own_may_answer_in_plain_text_but_not_with_a_web_page() {
    let authority = TestAuthority::make().unwrap();
    for (reply, expected) in [
        (Reply::new(200, "text/plain", "pong"), None),
        (Reply::new(204, "text/plain", ""), None),
        (Reply::new(200, "text/html", "<html></html>"), Some(FailureCode::ProviderUnexpected)),
        (Reply::new(200, "application/json", "{"), Some(FailureCode::ProviderUnexpected)),
        (Reply::new(200, "text/plain", ""), Some(FailureCode::ProviderUnexpected)),
        (Reply::json(404, &json!({})), Some(FailureCode::TargetNotFound)),
    ] {
        let service =
            HttpService::start_tls(reply.clone(), &authority, &["own.example.org"]).await.unwrap();
        let attempt = Attempt::new(catalogued("http-bearer"), "bearer", service.address())
            .secret("token", SECRET);
        let attempt =
            attempt.public("base_url", "https://own.example.org").public("probe_path", "/ping");
        let verification = attempt.approving("own.example.org", 443).run(&authority).await;
        assert_eq!(verification.failure_code(), expected, "{reply:?} {}", in_short(&verification));
        if expected.is_some() {
            assert_eq!(
                verification.field.as_deref(),
                Some("/base_url"),
                "{}",
                in_short(&verification)
            );
        }
    }
}

#[tokio::test]
async fn client_credentials_of_any_api_get_their_token_elsewhere() {
    let token = "access-T0ken-4711-abcdef";
    let mut exchange = route(
        "POST",
        "/oauth/token",
        vec![
            Placement::Basic(format!("app%2F1:{SECRET}")),
            Placement::Form("grant_type".to_owned(), "client_credentials".to_owned()),
            Placement::Form("scope".to_owned(), "read".to_owned()),
        ],
        Reply::json(200, &json!({"access_token": token, "token_type": "bearer"})),
    );
    exchange.host = Some("auth.example.org".to_owned());
    exchange.rejected = Reply::json(400, &json!({"error": "invalid_grant"}));
    let bearer = vec![Placement::Header("authorization".to_owned(), format!("Bearer {token}"))];
    let me = route("GET", "/v2/me", bearer, Reply::json(200, &json!({})));
    let authority = TestAuthority::make().unwrap();
    let provider = Provider { routes: vec![exchange, me] };
    let names = ["own.example.org", "auth.example.org"];
    let service = HttpService::start_tls(provider, &authority, &names).await.unwrap();
    let attempt = |value| {
        let attempt =
            Attempt::new(catalogued("http-oauth2"), "client_credentials", service.address());
        let attempt =
            attempt.public("base_url", "https://own.example.org/v2").public("probe_path", "/me");
        let attempt = attempt
            .public("token_url", "https://auth.example.org/oauth/token")
            .public("scope", "read");
        let attempt = attempt.public("client_id", "app/1").secret("client_secret", value);
        attempt.approving("own.example.org", 443).approving("auth.example.org", 443)
    };
    let verification = attempt(SECRET).run(&authority).await;
    assert_eq!(verification.outcome, Outcome::Passed, "{}", in_short(&verification));
    assert!(!serde_json::to_string(&verification).unwrap().contains(token));
    let wrong = attempt("wrong-one").run(&authority).await;
    assert_eq!(wrong.failure_code(), Some(FailureCode::AuthRejected), "{}", in_short(&wrong));
    assert_eq!(wrong.field.as_deref(), Some("/client_secret"));
}

#[tokio::test]
async fn the_second_host_of_a_grant_is_guarded_like_the_first() {
    let token =
        Reply::json(200, &json!({"access_token": "access-T0ken-4711", "token_type": "bearer"}));
    let authority = TestAuthority::make().unwrap();
    let names = ["own.example.org", "auth.example.org"];
    let service = HttpService::start_tls(token, &authority, &names).await.unwrap();
    let attempt = Attempt::new(catalogued("http-oauth2"), "client_credentials", service.address());
    let attempt = attempt.public("base_url", "https://own.example.org").public("client_id", "app");
    let attempt = attempt
        .public("token_url", "https://auth.example.org/token")
        .secret("client_secret", SECRET);
    let verification = attempt.approving("auth.example.org", 443).run(&authority).await;
    assert_eq!(
        verification.failure_code(),
        Some(FailureCode::EgressPrivateAddress),
        "{}",
        in_short(&verification)
    );
    assert!(service.requests().iter().all(|request| request.host() == "auth.example.org"));
}

/// Amazon SES, as far as `GetAccount` goes: the signature is recomputed from the specification.
struct Ses;

impl Behaviour for Ses {
    async fn answer(&self, request: &RecordedRequest) -> Response {
        let error = |status, code: &str, text: &str| {
            Reply::json(status, &json!({"message": text})).header("x-amzn-errortype", code)
        };
        let known = request
            .find_header("authorization")
            .is_some_and(|text| text.contains("Credential=AKIAKNOWN/"));
        let reply = if request.path != "/v2/email/account" || request.method != "GET" {
            error(404, "UnknownOperationException", "no such operation")
        } else if !known {
            error(
                403,
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            )
        } else if request.find_header("x-amz-security-token") == Some("denied") {
            error(403, "AccessDeniedException", "not authorized to perform: ses:GetAccount")
        } else if !sigv4::is_signed_with(request, SECRET) {
            error(
                403,
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match",
            )
        } else {
            Reply::json(
                200,
                &json!({
                    "ProductionAccessEnabled": true, "SendingEnabled": true, "EnforcementStatus": "HEALTHY",
                    "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 3.0}
                }),
            )
        };
        reply.answer(request).await
    }
}

async fn try_ses(id: &str, secret: &str, session_token: Option<&str>) -> Verification {
    let authority = TestAuthority::make().unwrap();
    let host = "email.eu-central-1.amazonaws.com";
    let service = HttpService::start_tls(Ses, &authority, &[host]).await.unwrap();
    let mut attempt = Attempt::new(catalogued("aws-ses"), "access_key", service.address())
        .secret("secret_access_key", secret);
    attempt = attempt.public("access_key_id", id).public("region", "eu-central-1");
    if let Some(token) = session_token {
        attempt = attempt.secret("session_token", token);
    }
    attempt.approving(host, 443).run(&authority).await
}

#[tokio::test]
async fn amazon_ses_is_asked_for_its_account() {
    let good = try_ses("AKIAKNOWN", SECRET, None).await;
    assert_eq!(good.outcome, Outcome::Passed, "{}", in_short(&good));
    assert_eq!(
        good.account.as_deref(),
        Some("Amazon SES in eu-central-1 (production, 50000 mails a day)")
    );
    assert_eq!(good.probe, "GetAccount https://email.eu-central-1.amazonaws.com/v2/email/account");

    let wrong = try_ses("AKIAKNOWN", "wrong-one", None).await;
    assert_eq!(wrong.failure_code(), Some(FailureCode::AuthRejected), "{}", in_short(&wrong));
    assert_eq!(wrong.field.as_deref(), Some("/secret_access_key"));

    let unknown = try_ses("AKIAOTHER", SECRET, None).await;
    assert_eq!(unknown.field.as_deref(), Some("/access_key_id"), "{}", in_short(&unknown));

    let denied = try_ses("AKIAKNOWN", SECRET, Some("denied")).await;
    assert_eq!(denied.outcome, Outcome::Passed, "{}", in_short(&denied));
    let rights = denied.stages.iter().find(|one| one.stage == Stage::Authorize).unwrap();
    assert_eq!(rights.outcome, StageOutcome::Warning, "{}", in_short(&denied));
}

#[tokio::test]
async fn the_demonstration_connector_sends_its_key() {
    let placements = vec![Placement::Header("api_key".to_owned(), SECRET.to_owned())];
    let connector = catalogued("petstore");
    let values =
        connector.auth[0].values_from(&serde_json::Map::new(), &std::collections::BTreeMap::new());
    let hosts = connector.allowed_hosts("api_key", &values).unwrap();
    let host = hosts[0].address.host().to_owned();
    let path = "/v2/store/inventory";
    let provider = Provider {
        routes: vec![route("GET", path, placements, Reply::json(200, &json!({"sold": 1})))],
    };
    let authority = TestAuthority::make().unwrap();
    let service = HttpService::start_tls(provider, &authority, &[host.as_str()]).await.unwrap();
    let attempt = Attempt::new(connector, "api_key", service.address()).secret("api_key", SECRET);
    let verification = attempt.approving(&host, 443).run(&authority).await;
    assert_eq!(verification.outcome, Outcome::Passed, "{}", in_short(&verification));
}
