//! The parameters of a token request.

use crate::manifest::Lookup;
use secrecy::SecretString;

/// The grant type of RFC 7523, section 2.1.
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Parameters in the order in which they were put; each name once.
pub(in crate::oauth) struct Parameters {
    pub(super) pairs: Vec<(String, SecretString)>,
}

impl Parameters {
    pub(in crate::oauth) const fn empty() -> Self {
        Self { pairs: Vec::new() }
    }

    pub(super) fn new(grant_type: &str) -> Self {
        let mut parameters = Self::empty();
        parameters.put("grant_type", grant_type);
        parameters
    }

    pub(in crate::oauth) fn put(&mut self, name: &str, value: &str) {
        self.put_secret(name, &SecretString::from(value));
    }

    /// A later value replaces an earlier one.
    pub(in crate::oauth) fn put_secret(&mut self, name: &str, value: &SecretString) {
        self.pairs.retain(|(known, _)| known != name);
        self.pairs.push((name.to_owned(), value.clone()));
    }

    /// A field's value under its own name, if it is filled in.
    pub(super) fn put_field(&mut self, name: &str, values: &dyn Lookup) {
        if let Some(value) = values.find(name).filter(|value| !value.text.is_empty()) {
            self.put(name, value.text);
        }
    }
}

/// The parameters of a request with an assertion.
pub(crate) fn assertion_form(assertion: SecretString) -> [(&'static str, SecretString); 2] {
    [("grant_type", SecretString::from(JWT_BEARER)), ("assertion", assertion)]
}
