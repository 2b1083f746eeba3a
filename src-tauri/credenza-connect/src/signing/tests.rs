//! Signatures against published vectors, none of them made by this code.

use super::*;
use crate::manifest::FieldValues;
use http::Method;

const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn values() -> FieldValues {
    let mut values = FieldValues::default();
    values.insert("id", SecretString::from("AKIDEXAMPLE"), true);
    values.insert("key", SecretString::from(KEY), true);
    values
}

fn aws(service: &str) -> Signing {
    serde_json::from_value(serde_json::json!({
        "scheme": "aws_sigv4", "service": service, "region": "us-east-1",
        "access_key_id": "{id}", "secret_access_key": "{key}", "session_token": "{token}"
    }))
    .unwrap()
}

/// 2015-08-30 12:36:00 UTC, the moment of AWS's test suite.
const SUITE: Timestamp = Timestamp::from_millis(1_440_938_160_000);

fn authorization(request: &ProbeRequest) -> String {
    request.headers["authorization"].to_str().unwrap().to_owned()
}

#[test]
fn sigv4_agrees_with_awss_test_suite() {
    // aws-sig-v4-test-suite, get-vanilla.
    let url = "https://example.amazonaws.com/".parse().unwrap();
    let mut request = ProbeRequest::bare(Method::GET, url, String::new());
    sign(&aws("service"), &mut request, &values(), SUITE).unwrap();
    assert_eq!(
        authorization(&request),
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
         SignedHeaders=host;x-amz-date, \
         Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
    );
    assert!(request.headers["authorization"].is_sensitive());
}

#[test]
fn a_session_token_is_sent_and_signed() {
    let mut values = values();
    values.insert("token", SecretString::from("FQoG-token"), true);
    let url = "https://example.amazonaws.com/".parse().unwrap();
    let mut request = ProbeRequest::bare(Method::GET, url, String::new());
    sign(&aws("service"), &mut request, &values, SUITE).unwrap();
    assert_eq!(request.headers["x-amz-security-token"], "FQoG-token");
    assert!(request.headers["x-amz-security-token"].is_sensitive());
    assert!(authorization(&request).contains("SignedHeaders=host;x-amz-date;x-amz-security-token"));
}

#[test]
fn a_query_is_signed_with_hmac() {
    // Computed with `printf %s 'pageSize=1' | openssl dgst -sha256 -hmac key`.
    let signing: Signing = serde_json::from_value(serde_json::json!({
        "scheme": "hmac_query", "key": "{secret}", "header": "api-auth-signature", "encoding": "hex"
    }))
    .unwrap();
    let mut values = FieldValues::default();
    values.insert("secret", SecretString::from("key"), true);
    let url = "https://api.unleashedsoftware.com/Customers?pageSize=1".parse().unwrap();
    let mut request = ProbeRequest::bare(Method::GET, url, String::new());
    sign(&signing, &mut request, &values, SUITE).unwrap();
    assert_eq!(
        request.headers["api-auth-signature"],
        "e2166d076f87599300674a3ce8f54fc52def497242b270782fc83bfb12b467ca"
    );
}
