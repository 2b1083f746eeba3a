//! Logins and grants before the check.

use crate::http_support::{Attempt, in_short};
use crate::{SECRET, assert_failed, assert_no_secret, sample};
use credenza_model::{FailureCode, Outcome, Stage};
use credenza_testing::http_service::{
    HttpService, Placement, Provider, Reply, Route, TestAuthority,
};
use serde_json::json;

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

#[tokio::test]
async fn a_login_is_followed_by_the_check_and_by_a_logout() {
    let token = "session-T0ken-4711-abcdef";
    let carries = || vec![Placement::Header("x-session".to_owned(), token.to_owned())];
    let provider = Provider {
        routes: vec![
            route(
                "POST",
                "/v1/login",
                vec![
                    Placement::Json("/user".to_owned(), "ana".into()),
                    Placement::Json("/password".to_owned(), SECRET.into()),
                ],
                Reply::json(200, &json!({"token": token})),
            ),
            route(
                "GET",
                "/v1/me",
                carries(),
                Reply::json(200, &json!({"user": {"email": format!("ana {token}")}})),
            ),
            route("POST", "/v1/logout", carries(), Reply::json(200, &json!({}))),
        ],
    };
    let authority = TestAuthority::make().unwrap();
    let service = HttpService::start_tls(provider, &authority, &["api.example.com"]).await.unwrap();
    let connector = sample();
    let attempt = Attempt::new(&connector, "login", service.address())
        .public("username", "ana")
        .secret("password", SECRET);
    let verification = attempt.approving("api.example.com", 443).run(&authority).await;
    assert_eq!(verification.outcome, Outcome::Passed, "{}", in_short(&verification));
    let paths: Vec<String> = service.requests().into_iter().map(|one| one.path).collect();
    assert_eq!(paths, ["/v1/login", "/v1/me", "/v1/logout"]);
    let text = serde_json::to_string(&verification).unwrap();
    assert!(!text.contains(token), "the token is a secret, too: {text}");
    assert_no_secret(&verification);

    let attempt = Attempt::new(&connector, "login", service.address())
        .public("username", "ana")
        .secret("password", "wrong-one");
    let verification = attempt.approving("api.example.com", 443).run(&authority).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::AuthRejected, Some("/password"));
}

#[tokio::test]
async fn client_credentials_try_the_other_way_when_the_client_is_not_known() {
    let token = "access-T0ken-4711-abcdef";
    let form = |name: &str, value: &str| Placement::Form(name.to_owned(), value.to_owned());
    let placements = vec![
        form("grant_type", "client_credentials"),
        form("client_id", "app-1"),
        form("client_secret", SECRET),
        form("scope", "read write"),
        Placement::NoHeader("authorization".to_owned()),
    ];
    let granted = Reply::json(
        200,
        &json!({"access_token": token, "token_type": "Bearer", "expires_in": 3600, "scope": "read"}),
    );
    let mut exchange = route("POST", "/oauth/token", placements, granted);
    exchange.rejected = Reply::json(401, &json!({"error": "invalid_client"}));
    let bearer = vec![Placement::Header("authorization".to_owned(), format!("Bearer {token}"))];
    let me = route(
        "GET",
        "/v1/me",
        bearer,
        Reply::json(200, &json!({"user": {"email": "svc@example.com"}})),
    );
    let authority = TestAuthority::make().unwrap();
    let provider = Provider { routes: vec![exchange, me] };
    let service = HttpService::start_tls(provider, &authority, &["api.example.com"]).await.unwrap();
    let connector = sample();
    let attempt = Attempt::new(&connector, "client", service.address())
        .public("client_id", "app-1")
        .secret("client_secret", SECRET);
    let verification = attempt.approving("api.example.com", 443).run(&authority).await;
    assert_eq!(verification.outcome, Outcome::Passed, "{}", in_short(&verification));
    assert_eq!(verification.account.as_deref(), Some("svc@example.com"));
    assert_eq!(verification.permissions, ["read"]);
    assert!(!serde_json::to_string(&verification).unwrap().contains(token));
    assert_eq!(service.requests().len(), 3, "Basic, then the body, then the check");

    let attempt = Attempt::new(&connector, "client", service.address())
        .public("client_id", "app-1")
        .secret("client_secret", "wrong-one");
    let verification = attempt.approving("api.example.com", 443).run(&authority).await;
    assert_failed(
        &verification,
        Stage::Authenticate,
        FailureCode::AuthRejected,
        Some("/client_secret"),
    );
}

#[tokio::test]
async fn a_rejected_sign_in_asks_to_sign_in_again() {
    use credenza_connect::catalogue::Catalogue;
    let connector = Catalogue::builtin().get("github").unwrap();
    let authority = TestAuthority::make().unwrap();
    let rejected = Reply::json(401, &json!({"message": "Bad credentials"}));
    let service = HttpService::start_tls(rejected, &authority, &["api.github.com"]).await.unwrap();
    let attempt = Attempt::new(connector, "oauth2", service.address()).public("client_id", "app-1");
    let attempt = attempt.secret("client_secret", "client-S3cret").secret("access_token", SECRET);
    let verification = attempt.approving("api.github.com", 443).run(&authority).await;
    assert_failed(&verification, Stage::Authenticate, FailureCode::AuthRejected, None);
    let failure = verification.failure().unwrap();
    assert!(failure.message.contains("access token"), "{failure:?}");
    assert!(failure.hint.as_deref().unwrap().contains("Sign in again"), "{failure:?}");
}

#[tokio::test]
async fn who_cancels_does_not_wait_for_the_logout() {
    use std::time::{Duration, Instant};
    let provider = Provider {
        routes: vec![route(
            "POST",
            "/v1/login",
            vec![],
            Reply::json(200, &json!({"token": "T0ken-4711"})),
        )],
    };
    let authority = TestAuthority::make().unwrap();
    let service =
        HttpService::start_tls(Stuck(provider), &authority, &["api.example.com"]).await.unwrap();
    let connector = sample();
    let attempt = Attempt::new(&connector, "login", service.address())
        .public("username", "ana")
        .secret("password", SECRET);
    let cancel = attempt.cancel.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(400)).await;
        cancel.cancel();
    });
    let begun = Instant::now();
    let verification = attempt.approving("api.example.com", 443).run(&authority).await;
    assert_eq!(
        verification.failure_code(),
        Some(FailureCode::Cancelled),
        "{}",
        in_short(&verification)
    );
    assert!(begun.elapsed() < Duration::from_millis(1_000), "{:?}", begun.elapsed());
    assert!(
        service.requests().iter().any(|request| request.path == "/v1/me"),
        "the login had passed"
    );
}

/// Lets everybody in and then says nothing.
struct Stuck(Provider);

impl credenza_testing::http_service::Behaviour for Stuck {
    async fn answer(
        &self,
        request: &credenza_testing::http_service::RecordedRequest,
    ) -> axum::response::Response {
        if request.path == "/v1/login" {
            return self.0.answer(request).await;
        }
        std::future::pending().await
    }
}
