//! What AWS answers beside its status: Amazon SES's account (`GetAccount`), and why a signature was
//! not accepted, with a wrong clock told from a wrong key.

use super::answer::{Answer, Body};
use super::request::{ProbeRequest, RequestError};
use super::skew::{SET_THE_CLOCK, find_skew};
use crate::manifest::{Lookup, Template, render_target};
use crate::stage::{Identity, Passed, StageFailure};
use credenza_model::{FailureCode, Timestamp};
use http::header::{ACCEPT, USER_AGENT};
use http::{HeaderValue, Method};
use serde_json::Value;

/// `GetAccount` of the SES API v2, at Amazon's endpoint of the region or at the one that was given.
///
/// # Errors
/// When the region or endpoint makes no address.
pub(super) fn request(base: &Template, values: &dyn Lookup) -> Result<ProbeRequest, RequestError> {
    let own = Template::parse("{endpoint}")?;
    let target = Template::parse("/v2/email/account")?;
    let has_own = values.find("endpoint").is_some_and(|value| !value.text.is_empty());
    let rendered = render_target(if has_own { &own } else { base }, &[], &target, values)?;
    let shown = format!("GetAccount {}", rendered.shown);
    let mut request = ProbeRequest::bare(Method::GET, rendered.url, shown);
    request.headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    request.headers.insert(USER_AGENT, HeaderValue::from_static(super::built_in::USER_AGENT));
    Ok(request)
}

/// Whether AWS knows the key, but does not let it do this.
pub(super) fn is_denied(answer: &Answer, body: &Body) -> bool {
    matches!(find_code(answer, body).as_deref(), Some("AccessDenied" | "AccessDeniedException"))
}

/// Names the account by its region and sending quota; SES has no other name for it.
pub(super) fn identify(identity: &mut Identity, body: &Body, region: Option<&str>) {
    let Body::Json(account) = body else { return };
    let mode = if is_production(account) { "production" } else { "sandbox" };
    let quota =
        account
            .pointer("/SendQuota/Max24HourSend")
            .and_then(Value::as_f64)
            .map(|most| {
                if most < 0.0 {
                    ", unlimited".to_owned()
                } else {
                    format!(", {most:.0} mails a day")
                }
            })
            .unwrap_or_default();
    let region = region.map(|region| format!(" in {region}")).unwrap_or_default();
    identity.account = Some(format!("Amazon SES{region} ({mode}{quota})"));
    identity.permissions = vec!["ses:GetAccount".to_owned()];
}

/// Whether mail can be sent: production access, sending not paused.
pub(super) fn rights(body: &Body) -> Passed<()> {
    let Body::Json(account) = body else { return Passed::new((), "It may read the account") };
    let flag = |name: &str| account.get(name).and_then(Value::as_bool);
    let enforcement = account.get("EnforcementStatus").and_then(Value::as_str).unwrap_or("HEALTHY");
    let mut passed = Passed::new((), "It may read the account; sending is enabled");
    if flag("SendingEnabled") == Some(false) || enforcement == "SHUTDOWN" {
        "It may read the account, but sending is paused for it".clone_into(&mut passed.message);
        passed.warning = Some(
            "Resume sending in the SES console, or ask AWS support why it was paused.".to_owned(),
        );
    } else if !is_production(account) {
        "It may read the account, which is in the SES sandbox".clone_into(&mut passed.message);
        passed.warning =
            Some("The sandbox sends to verified addresses only. Request production access in the SES console.".to_owned());
    }
    passed
}

fn is_production(account: &Value) -> bool {
    account.get("ProductionAccessEnabled").and_then(Value::as_bool).unwrap_or(false)
}

/// Refines a refusal of a signed request by AWS's error code and clock.
pub(super) fn explain_signature(
    failure: StageFailure,
    answer: &Answer,
    body: &Body,
    now: Timestamp,
) -> StageFailure {
    if failure.code != FailureCode::AuthRejected && failure.code != FailureCode::PermDenied {
        return failure;
    }
    if let Some(skew) = find_skew(answer, now, "AWS") {
        let text = format!("AWS did not accept the signature: {skew}");
        return StageFailure::new(failure.code, text).hint(SET_THE_CLOCK);
    }
    match find_code(answer, body).as_deref() {
        Some("InvalidClientTokenId" | "UnrecognizedClientException" | "InvalidAccessKeyId") => failure
            .hint("AWS does not know this access key ID. Check that it was copied whole, is active, and belongs to this partition.")
            .field("access_key_id"),
        Some("SignatureDoesNotMatch" | "InvalidSignatureException") => failure
            .hint("AWS knows the access key ID, but the secret access key does not belong to it.")
            .field("secret_access_key"),
        Some("ExpiredToken" | "ExpiredTokenException") => {
            let failure = failure.hint("The session token has ended. Get new temporary credentials.").field("session_token");
            StageFailure { code: FailureCode::AuthExpired, ..failure }
        }
        _ => failure,
    }
}

/// The error code of AWS's JSON and XML protocols, without namespace and link.
fn find_code(answer: &Answer, body: &Body) -> Option<String> {
    let raw = match answer.find_header("x-amzn-errortype") {
        Some(text) => text.to_owned(),
        None => match body {
            Body::Json(value) => ["/__type", "/Error/Code", "/code", "/Code"]
                .iter()
                .find_map(|pointer| value.pointer(pointer)?.as_str())?
                .to_owned(),
            Body::Xml => xml_code(&answer.text())?,
            _ => return None,
        },
    };
    let code = raw.split(':').next()?.rsplit('#').next()?.trim();
    Some(code.to_owned())
}

fn xml_code(text: &str) -> Option<String> {
    let document = roxmltree::Document::parse(text).ok()?;
    let code = document.descendants().find(|node| node.tag_name().name() == "Code")?;
    code.text().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, StatusCode};
    use serde_json::json;

    /// 2026-11-21 08:00:00 UTC.
    const NOW: Timestamp = Timestamp::from_millis(1_795_248_000_000);

    fn refused(date: &str, code: &str) -> StageFailure {
        let mut headers = HeaderMap::new();
        headers.insert("date", date.parse().unwrap());
        headers.insert("x-amzn-errortype", code.parse().unwrap());
        let answer =
            Answer { status: StatusCode::FORBIDDEN, headers, body: Vec::new(), truncated: false };
        let failure = StageFailure::new(FailureCode::AuthRejected, "no");
        explain_signature(failure, &answer, &Body::Empty, NOW)
    }

    #[test]
    fn a_wrong_clock_is_told_from_a_wrong_key() {
        let skewed = refused("Sat, 21 Nov 2026 08:17:00 GMT", "InvalidSignatureException");
        assert!(skewed.message.contains("17 minutes behind"), "{}", skewed.message);
        let wrong = refused(
            "Sat, 21 Nov 2026 08:00:01 GMT",
            "SignatureDoesNotMatch:http://internal.amazon.com/",
        );
        assert_eq!(wrong.field.as_deref(), Some("secret_access_key"));
        let unknown = refused("Sat, 21 Nov 2026 08:00:01 GMT", "UnrecognizedClientException");
        assert_eq!(unknown.field.as_deref(), Some("access_key_id"));
        assert_eq!(
            refused("Sat, 21 Nov 2026 08:00:01 GMT", "ExpiredTokenException").code,
            FailureCode::AuthExpired
        );
    }

    #[test]
    fn the_account_is_its_region_mode_and_quota() {
        let body = Body::Json(json!({
            "ProductionAccessEnabled": false, "SendingEnabled": true, "EnforcementStatus": "HEALTHY",
            "SendQuota": {"Max24HourSend": 200.0, "MaxSendRate": 1.0, "SentLast24Hours": 0.0}
        }));
        let mut identity = Identity::default();
        identify(&mut identity, &body, Some("eu-west-1"));
        assert_eq!(
            identity.account.as_deref(),
            Some("Amazon SES in eu-west-1 (sandbox, 200 mails a day)")
        );
        assert!(rights(&body).warning.is_some());
        let paused = Body::Json(json!({"ProductionAccessEnabled": true, "SendingEnabled": false}));
        assert!(rights(&paused).message.contains("paused"));
        let good = Body::Json(json!({"ProductionAccessEnabled": true, "SendingEnabled": true}));
        assert!(rights(&good).warning.is_none());
    }
}
