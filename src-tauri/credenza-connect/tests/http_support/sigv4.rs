//! AWS's side of Signature Version 4, written from its specification: recomputes the signature of a
//! request as it arrived. It shares no code with what signs.

use credenza_testing::http_service::RecordedRequest;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// Whether the request is signed with this secret key.
pub fn is_signed_with(request: &RecordedRequest, secret: &str) -> bool {
    check(request, secret).unwrap_or(false)
}

fn check(request: &RecordedRequest, secret: &str) -> Option<bool> {
    let parts = request.find_header("authorization")?.strip_prefix("AWS4-HMAC-SHA256 ")?;
    let part =
        |name: &str| parts.split(", ").find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    let (credential, signed, signature) =
        (part("Credential")?, part("SignedHeaders")?, part("Signature")?);
    let scope = credential.split_once('/')?.1;
    let moment = request.find_header("x-amz-date")?;
    let mut headers = String::new();
    for name in signed.split(';') {
        headers.push_str(&format!("{name}:{}\n", request.find_header(name)?.trim()));
    }
    // Every service but S3 encodes the path once more than it travels.
    let path = if scope.contains("/s3/") {
        request.path.clone()
    } else {
        request.path.replace('%', "%25")
    };
    let mut query: Vec<&str> = request.query.split('&').filter(|pair| !pair.is_empty()).collect();
    query.sort_unstable();
    let query: Vec<String> = query
        .iter()
        .map(|pair| if pair.contains('=') { (*pair).to_owned() } else { format!("{pair}=") })
        .collect();
    let canonical = format!(
        "{}\n{path}\n{}\n{headers}\n{signed}\n{}",
        request.method,
        query.join("&"),
        hex::encode(Sha256::digest(&request.body))
    );
    let to_sign =
        format!("AWS4-HMAC-SHA256\n{moment}\n{scope}\n{}", hex::encode(Sha256::digest(canonical)));
    let mut key = format!("AWS4{secret}").into_bytes();
    for step in scope.split('/') {
        key = mac(&key, step);
    }
    Some(hex::encode(mac(&key, &to_sign)) == signature)
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = <Hmac<Sha256>>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}
