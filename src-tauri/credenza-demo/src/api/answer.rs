//! The answer to one request, as the provider it is meant for would give it.

use super::accounts::{Accounts, Standing};
use super::providers::{self, Provider};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// Longer than any limit of a dry run that a person would set to try this.
const VERY_LONG: Duration = Duration::from_secs(10 * 60);

/// Answers one request.
pub(super) async fn answer(State(accounts): State<Arc<Accounts>>, request: Request) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.unwrap_or_default().split(':').next().unwrap_or_default();
    let (method, path) = (request.method().as_str(), request.uri().path());
    let Some(provider) = providers::find(host, method, path) else {
        return refused(StatusCode::NOT_FOUND, "The demo API has nothing here");
    };
    let Some(key) = provider.find_key(request.headers()) else {
        return refused(StatusCode::UNAUTHORIZED, "No key was sent");
    };
    judge(provider, &accounts, &key).await
}

async fn judge(provider: &Provider, accounts: &Accounts, key: &str) -> Response {
    let (standing, name) = accounts.judge(provider.connector, key);
    match standing {
        Standing::Good => Json((provider.accepted)(name)).into_response(),
        Standing::Rejected => refused(StatusCode::UNAUTHORIZED, "This key is not known"),
        Standing::NoPermission => {
            refused(StatusCode::FORBIDDEN, "This key lacks the permission to read the account")
        }
        Standing::RateLimited => {
            let reply = refused(StatusCode::TOO_MANY_REQUESTS, "Too many requests");
            ([(header::RETRY_AFTER, "30")], reply).into_response()
        }
        Standing::Slow => {
            tokio::time::sleep(VERY_LONG).await;
            StatusCode::GATEWAY_TIMEOUT.into_response()
        }
        Standing::WebPage => {
            Html("<!doctype html><title>Sign in</title><h1>Sign in</h1>").into_response()
        }
    }
}

fn refused(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"error": {"message": message}}))).into_response()
}
