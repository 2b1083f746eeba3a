//! The answer of the authorization endpoint (RFC 6749, section 4.1.2; RFC 9207), and the one judge that
//! decides whether it belongs to a sign-in that was begun here.

mod refusal;
mod signature;

pub use refusal::CallbackRefusal;

use super::authorization::hash_state;
use super::method::OAuthMethod;
use super::pending::{PendingSignIn, SIGN_IN_LIFE};
use crate::egress::foreign::one_line;
use secrecy::SecretString;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// The longest query of a callback, in bytes.
pub(super) const LONGEST_QUERY: usize = 8 * 1024;
/// The most parameters it may have.
const MOST_PARAMETERS: usize = 64;
/// The longest value that is kept beside the code, in characters.
const LONGEST_STORED: usize = 1000;

/// A callback's parameters. No `Debug`: one of them is the code.
pub struct Callback {
    pairs: Vec<(String, Zeroizing<String>)>,
}

/// A code that may be exchanged, and what came with it.
pub struct Authorized {
    pub(super) code: SecretString,
    /// Values of the callback that become fields of the credential (`callback_store`).
    pub stored: BTreeMap<String, String>,
}

impl Callback {
    /// Reads the query of a callback, without `?`.
    ///
    /// # Errors
    /// [`CallbackRefusal::Unreadable`] when it is too long, has too many parameters, or has one twice
    /// (RFC 6749, section 3.1).
    pub fn parse(query: &str) -> Result<Self, CallbackRefusal> {
        if query.len() > LONGEST_QUERY {
            return Err(CallbackRefusal::Unreadable);
        }
        let pairs: Vec<(String, Zeroizing<String>)> = url::form_urlencoded::parse(query.as_bytes())
            .take(MOST_PARAMETERS + 1)
            .map(|(name, value)| (name.into_owned(), Zeroizing::new(value.into_owned())))
            .collect();
        let names: BTreeSet<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        if pairs.len() > MOST_PARAMETERS || names.len() != pairs.len() {
            return Err(CallbackRefusal::Unreadable);
        }
        Ok(Self { pairs })
    }

    /// By which the pending sign-in is found. Whoever finds it removes it, whatever the verdict will be.
    #[must_use]
    pub fn state_hash(&self) -> Option<[u8; 32]> {
        self.find("state").map(hash_state)
    }

    pub(super) fn find(&self, name: &str) -> Option<&str> {
        let value = self.pairs.iter().find(|(key, _)| key == name);
        value.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// Whether a callback belongs to a pending sign-in, and what it brings.
///
/// The pending sign-in has been consumed before: a second callback finds none. `age` is how long ago it was begun,
/// by a clock that nobody sets: what is older than [`SIGN_IN_LIFE`] is not accepted.
///
/// # Errors
/// [`CallbackRefusal`]; the provider's own words only where the callback is known to be the provider's.
pub fn judge_callback(
    callback: &Callback,
    pending: &PendingSignIn,
    method: &OAuthMethod<'_>,
    age: Duration,
) -> Result<Authorized, CallbackRefusal> {
    let state = callback.state_hash().ok_or(CallbackRefusal::NoState)?;
    if !bool::from(state.ct_eq(&pending.state_hash)) {
        return Err(CallbackRefusal::WrongState);
    }
    if age > SIGN_IN_LIFE {
        return Err(CallbackRefusal::Expired);
    }
    check_issuer(callback, pending)?;
    if let Some(signed) = &method.oauth.callback_hmac {
        signature::check(&callback.pairs, &signed.param, method.app.client_secret.as_ref())?;
    }
    if let Some(error) = callback.find("error") {
        return Err(provider_error(callback, error, method));
    }
    let code = callback.find(method.oauth.code_param.as_deref().unwrap_or("code"));
    let code = code.filter(|code| code.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
    let code = code.ok_or(CallbackRefusal::NoCode)?;
    Ok(Authorized { code: SecretString::from(code), stored: stored(callback, method) })
}

/// RFC 9207, section 2.4: plain comparison, no normalisation. Without a known issuer there is nothing to compare
/// with; the redirect address of this sign-in, which no other provider was told, then keeps mix-ups out
/// (RFC 9700, section 4.4.2.2).
fn check_issuer(callback: &Callback, pending: &PendingSignIn) -> Result<(), CallbackRefusal> {
    let Some(expected) = &pending.issuer else { return Ok(()) };
    match callback.find("iss") {
        Some(issuer) if issuer == expected.issuer => Ok(()),
        Some(_) => Err(CallbackRefusal::WrongIssuer { expected: expected.issuer.clone() }),
        None if expected.is_advertised => {
            Err(CallbackRefusal::NoIssuer { expected: expected.issuer.clone() })
        }
        None => Ok(()),
    }
}

fn provider_error(callback: &Callback, error: &str, method: &OAuthMethod<'_>) -> CallbackRefusal {
    let scrubber = method.scrubber();
    let quote = callback.find("error_description").or_else(|| callback.find("error_message"));
    let quote = quote.map(|text| one_line(&scrubber.scrub(text))).filter(|text| !text.is_empty());
    match error {
        "access_denied" | "user_denied" | "user_cancelled_login" | "user_cancelled_authorize" => {
            CallbackRefusal::Denied { quote }
        }
        other => CallbackRefusal::Refused { error: one_line(&scrubber.scrub(other)), quote },
    }
}

fn stored(callback: &Callback, method: &OAuthMethod<'_>) -> BTreeMap<String, String> {
    let kept = method.oauth.callback_store.iter().filter_map(|(field, parameter)| {
        let value = callback.find(parameter)?;
        let plain = value.chars().count() <= LONGEST_STORED && !value.chars().any(char::is_control);
        plain.then(|| (field.clone(), value.to_owned()))
    });
    kept.collect()
}
