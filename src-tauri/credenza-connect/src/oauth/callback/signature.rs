//! Callbacks that are signed with the client secret: HMAC-SHA-256, in hex, over the sorted other parameters.
//! Libraries of the same provider disagree on whether the parameters are encoded first; both forms are taken.

use super::CallbackRefusal;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Checks the signature that stands in `param`.
pub(super) fn check(
    pairs: &[(String, Zeroizing<String>)],
    param: &str,
    secret: Option<&SecretString>,
) -> Result<(), CallbackRefusal> {
    let given = pairs.iter().find(|(name, _)| name == param).map(|(_, value)| value.as_str());
    let given = given.and_then(|text| hex::decode(text).ok());
    let (Some(given), Some(secret)) = (given, secret) else {
        return Err(CallbackRefusal::WrongSignature);
    };
    let mut signed: Vec<(&str, &str)> = pairs
        .iter()
        .filter(|(name, _)| name != param)
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    signed.sort_unstable();
    let plain: Vec<String> = signed.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let encoded =
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&signed).finish();
    // Exposed to compare what the provider made with it.
    let key = secret.expose_secret().as_bytes();
    if fits(key, &plain.join("&"), &given) || fits(key, &encoded, &given) {
        return Ok(());
    }
    Err(CallbackRefusal::WrongSignature)
}

/// In constant time.
fn fits(key: &[u8], text: &str, given: &[u8]) -> bool {
    Hmac::<Sha256>::new_from_slice(key)
        .is_ok_and(|mac| mac.chain_update(text.as_bytes()).verify_slice(given).is_ok())
}
