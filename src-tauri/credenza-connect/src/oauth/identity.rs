//! Who signed in, from an identity token (OpenID Connect Core, section 2).
//!
//! The token is only decoded, never verified by signature: it came over TLS from the token endpoint itself, which is
//! what section 3.1.3.7 accepts instead. One from anywhere else must not be given to this file.

use crate::egress::foreign::one_line;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// The account that a grant belongs to, as the provider tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignedInAs {
    /// Who says so (`iss`).
    pub issuer: Option<String>,
    /// The account's stable id at the issuer (`sub`); what identity pinning compares.
    pub subject: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its tenant (`tid` at Microsoft, `hd` at Google).
    pub tenant: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) audience: Vec<String>,
}

impl SignedInAs {
    /// What to show behind "Signed in as".
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        [&self.email, &self.name, &self.subject].into_iter().find_map(|one| one.as_deref())
    }

    /// Reads the claims of an identity token; `None` when it is none.
    pub(super) fn decode(id_token: &str) -> Option<Self> {
        let mut parts = id_token.split('.');
        let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        let claims: Value = serde_json::from_slice(&bytes).ok()?;
        let text = |names: &[&str]| {
            let found = names.iter().find_map(|name| claims.get(*name)?.as_str());
            found.map(one_line).filter(|text| !text.is_empty())
        };
        Some(Self {
            issuer: text(&["iss"]),
            subject: text(&["sub"]),
            email: text(&["email", "preferred_username", "upn"]),
            name: text(&["name", "nickname"]),
            tenant: text(&["tid", "hd"]),
            nonce: claims.get("nonce").and_then(Value::as_str).map(str::to_owned),
            audience: audience(claims.get("aud")),
        })
    }
}

fn audience(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => {
            all.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> String {
        format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn the_account_is_read_from_the_claims() {
        let read = SignedInAs::decode(&token(
            r#"{"iss":"https://id.example","sub":"42","email":"ana@example.com","aud":["a","b"],"nonce":"n"}"#,
        ))
        .unwrap();
        assert_eq!(read.label(), Some("ana@example.com"));
        assert_eq!(read.subject.as_deref(), Some("42"));
        assert_eq!(read.audience, ["a", "b"]);
        assert_eq!(read.nonce.as_deref(), Some("n"));
    }

    #[test]
    fn what_is_no_identity_token_names_nobody() {
        for text in ["", "a.b", "e30.%%%.x", "e30.e30.x.y", &token("[1"), &token("\"text\"")] {
            let read = SignedInAs::decode(text);
            assert!(read.is_none_or(|one| one.label().is_none()), "{text}");
        }
    }
}
