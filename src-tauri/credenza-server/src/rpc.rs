//! `POST /rpc/<operation>`: one operation of `credenza-protocol`'s list. Answers 200 with the response,
//! or another status with `{"error": {"code", "message", "hint", "details"}}`.

use crate::problem::{NOT_JSON, Problem, TOO_LARGE, TOO_SLOW};
use axum::Json;
use axum::body::{HttpBody, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use axum::response::{IntoResponse, Response};
use credenza_app::LocalHost;
use credenza_protocol::{ErrorCode, Failure};
use serde_json::{Value, json};
use std::time::Duration;
use zeroize::Zeroizing;

const LARGEST_BODY: usize = 1024 * 1024;
/// How long a body may take to arrive. How long an operation may take is the operation's business.
const BODY_LIMIT: Duration = Duration::from_secs(30);

pub(crate) async fn run(
    State(host): State<LocalHost>,
    Path(operation): Path<String>,
    request: Request,
) -> Response {
    let request = match read(request).await {
        Ok(request) => request,
        Err(problem) => return problem.into_response(),
    };
    let Some(request) = request else {
        return refuse(&Failure::new(ErrorCode::RequestInvalid, "The request is not valid JSON"));
    };
    // In a task of its own: a browser that goes away does not stop a mutation half-way.
    let work = async move { credenza_app::dispatch(&host, &operation, request).await };
    match tokio::spawn(work).await {
        Ok(Ok(response)) => Json(response).into_response(),
        Ok(Err(failure)) => refuse(&failure),
        Err(_) => refuse(&Failure::new(ErrorCode::Internal, "The operation ended unexpectedly")),
    }
}

/// The body as JSON; `None` when it is none.
async fn read(request: Request) -> Result<Option<Value>, Problem> {
    if !is_json(request.headers()) {
        return Err(NOT_JSON);
    }
    if request.body().size_hint().lower() > LARGEST_BODY as u64 {
        return Err(TOO_LARGE);
    }
    let body = tokio::time::timeout(BODY_LIMIT, to_bytes(request.into_body(), LARGEST_BODY)).await;
    let bytes = body.map_err(|_| TOO_SLOW)?.map_err(|_| TOO_LARGE)?;
    // A draft may hold a secret: this copy is overwritten when it is dropped.
    let bytes = Zeroizing::new(Vec::from(bytes));
    Ok(serde_json::from_slice(&bytes).ok())
}

/// Only a script can send this type, and a script of another origin would have to ask first.
fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (types.next(), types.next()) else { return false };
    let text = value.to_str().unwrap_or_default().to_ascii_lowercase();
    let json = matches!(
        text.replace(' ', "").as_str(),
        "application/json" | "application/json;charset=utf-8"
    );
    json && !headers.contains_key(CONTENT_ENCODING)
}

fn refuse(failure: &Failure) -> Response {
    (status(failure.code), Json(json!({ "error": failure }))).into_response()
}

/// The nearest word HTTP has. Programs read the code, not the status.
fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::RequestInvalid => StatusCode::BAD_REQUEST,
        ErrorCode::OperationUnknown
        | ErrorCode::VaultMissing
        | ErrorCode::ConnectorNotFound
        | ErrorCode::CredentialNotFound
        | ErrorCode::FlowNotFound => StatusCode::NOT_FOUND,
        ErrorCode::VaultLocked => StatusCode::LOCKED,
        ErrorCode::VaultUnlockDelayed => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::DraftInvalid
        | ErrorCode::DraftSecretRequired
        | ErrorCode::FlowInvalid
        | ErrorCode::ConnectorInvalid
        | ErrorCode::VaultWrongKey
        | ErrorCode::VaultWeakPassphrase
        | ErrorCode::VerificationFailed => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        other if is_about_the_machine(other) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::CONFLICT,
    }
}

fn is_about_the_machine(code: ErrorCode) -> bool {
    ["keyring.", "storage."].iter().any(|room| code.as_str().starts_with(room))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_failure_looks_like_success_or_like_the_end_of_the_session() {
        for code in ErrorCode::ALL {
            let status = status(*code);
            assert!(status.is_client_error() || status.is_server_error(), "{}", code.as_str());
            assert!(!matches!(status.as_u16(), 401 | 403), "{}", code.as_str());
        }
    }
}
