//! What registering and changing an OAuth app share: what was typed, checked against the connector.

use crate::oauth::{app_hosts, invalid, prepare_fields};
use crate::policy::Policy;
use crate::session::OpenVault;
use credenza_connect::manifest::{AuthScheme, Connector};
use credenza_connect::oauth::RedirectPlan;
use credenza_model::{HostPort, RedirectRule, Timestamp};
use credenza_protocol::oauth_app::Redirect;
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::oauth_app::OAuthApp;
use credenza_vault::SecretDocument;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::oauth::{CLIENT_ID, CLIENT_SECRET, random};

/// The longest client id, client secret or scope.
const LONGEST: usize = 4_000;

/// Ports below are the system's.
const FIRST_PORT: u16 = 1_024;

/// The port where a provider wants one that was registered. Nothing well known listens there.
const USUAL_PORT: u16 = 47_931;

/// How long the path of a redirect address is: 128 bits in hex.
const PATH_LENGTH: usize = 32;

/// The parts that are checked; all that is wrong is told at once.
pub(crate) struct Typed<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) client_secret: Option<&'a SecretString>,
    pub(crate) scopes: Option<&'a [String]>,
    pub(crate) redirect: &'a Redirect,
    pub(crate) redirect_path: &'a str,
    pub(crate) fields: &'a Map<String, Value>,
    pub(crate) secret_expires_at: Option<Timestamp>,
    pub(crate) now: Timestamp,
}

impl Typed<'_> {
    /// Checks everything against the connector.
    pub(crate) fn check(&self, connector: &Connector, scheme: &AuthScheme) -> Result<(), Failure> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, text: &str| errors.push((field.to_owned(), text.to_owned()));
        if !is_line(self.client_id) {
            wrong("/client_id", "is needed, on one line, as the provider shows it");
        }
        // Exposed only to look at its form.
        if self.client_secret.is_some_and(|secret| !is_line(secret.expose_secret())) {
            wrong("/client_secret", "must stand on one line, without spaces at its ends");
        }
        for (index, scope) in self.scopes.unwrap_or_default().iter().enumerate() {
            if !is_scope(scope) {
                wrong(&format!("/scopes/{index}"), "is no scope: no spaces, quotes or backslashes");
            }
        }
        if let Some(text) = redirect_problem(self.redirect) {
            wrong("/redirect", text);
        }
        if !is_path(self.redirect_path) {
            wrong(
                "/redirect_path",
                "is none that was proposed: 32 of the digits 0 to 9 and a to f",
            );
        }
        if self.secret_expires_at.is_some_and(|end| end <= self.now) {
            wrong("/secret_expires_at", "lies in the past");
        }
        errors.extend(self.field_errors(connector, scheme));
        if errors.is_empty() { Ok(()) } else { Err(invalid(errors)) }
    }

    /// Fields may be left to each sign-in; those that are given have to fit.
    fn field_errors(&self, connector: &Connector, scheme: &AuthScheme) -> Vec<(String, String)> {
        let mut errors = Vec::new();
        for name in self.fields.keys() {
            let field = scheme.fields.properties.get(name);
            let own = name == CLIENT_ID || name == CLIENT_SECRET;
            match field {
                Some(field) if field.write_only || own => {
                    errors.push((format!("/fields/{name}"), "does not belong here".to_owned()));
                }
                Some(_) => {}
                None => errors
                    .push((format!("/fields/{name}"), "is no field of this connector".to_owned())),
            }
        }
        if let Err(failure) = prepare_fields(connector, scheme, self.fields, self.client_id) {
            let list = failure.details["errors"].as_array().cloned().unwrap_or_default();
            for error in list {
                let name = error["field"].as_str().unwrap_or_default().trim_start_matches('/');
                if self.fields.contains_key(name) {
                    let message = error["message"].as_str().unwrap_or_default().to_owned();
                    errors.push((format!("/fields/{name}"), message));
                }
            }
        }
        errors.sort();
        errors.dedup_by(|one, other| one.0 == other.0);
        errors
    }
}

/// Where the client secret may go, and which private addresses a person approved.
pub(crate) fn app_policy(
    connector: &Connector,
    scheme: &AuthScheme,
    fields: &Map<String, Value>,
    private: &[HostPort],
) -> Result<Policy, Failure> {
    let mut private = private.to_vec();
    private.sort();
    private.dedup();
    Ok(Policy {
        connector: connector.id.clone(),
        auth: scheme.id.clone(),
        hosts: app_hosts(connector, scheme, fields)?,
        private,
        host_key: None,
    })
}

/// The client secret as the one document that is sealed.
pub(crate) fn secret_document(secret: &SecretString) -> SecretDocument {
    let mut document = SecretDocument::new();
    document.set_text(CLIENT_SECRET, secret);
    document
}

/// How the browser comes back, where nobody said: as the provider takes it. `None` where only the person
/// knows an address.
pub(crate) const fn usual_redirect(rule: RedirectRule) -> Option<Redirect> {
    match rule {
        RedirectRule::Registered => Some(Redirect::LoopbackPort { port: USUAL_PORT }),
        RedirectRule::AnyLoopback | RedirectRule::AnyPort => Some(Redirect::Loopback),
        // Any port would do for the first; one has to be written down all the same.
        RedirectRule::Localhost | RedirectRule::RegisteredLocalhost => {
            Some(Redirect::LocalhostPort { port: USUAL_PORT })
        }
        RedirectRule::Pasted => None,
    }
}

/// The redirect that was chosen, or the usual one.
pub(crate) fn chosen_redirect(
    chosen: Option<&Redirect>,
    scheme: &AuthScheme,
) -> Result<Redirect, Failure> {
    let rule = scheme.oauth.as_ref().map(|oauth| oauth.redirect).unwrap_or_default();
    chosen.cloned().or_else(|| usual_redirect(rule)).ok_or_else(|| {
        let text = "is needed: this provider sends the browser to an https address of yours";
        invalid(vec![("/redirect".to_owned(), text.to_owned())])
    })
}

/// The path of a redirect address: 128 random bits, made once, when it is proposed or saved.
pub(crate) fn make_path() -> Result<String, Failure> {
    let bytes = random().ok_or_else(|| {
        Failure::new(ErrorCode::Internal, "The operating system gives no randomness")
    })?;
    Ok(bytes[..16].iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A name that no OAuth app of the connector has: "Gmail app 2".
pub(crate) async fn free_app_name(
    vault: &OpenVault,
    connector: &Connector,
) -> Result<String, Failure> {
    use crate::failure::OrFailure;
    let mut connection = vault.store.read().await.or_failure()?;
    let apps =
        credenza_store::table::oauth_app::list(&mut connection, &vault.scope, Some(&connector.id));
    let apps: Vec<OAuthApp> = apps.await.or_failure()?;
    let names = (1_u32..).map(|number| match number {
        1 => format!("{} app", connector.name),
        _ => format!("{} app {number}", connector.name),
    });
    let free = |name: &String| !apps.iter().any(|app| app.name == *name);
    Ok(names.into_iter().find(free).unwrap_or_default())
}

fn is_line(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST
        && text.trim() == text
        && !text.chars().any(char::is_control)
}

/// RFC 6749, section 3.3.
fn is_scope(text: &str) -> bool {
    let fits = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    !text.is_empty() && text.len() <= LONGEST && text.bytes().all(fits)
}

/// As [`make_path`] makes it: nobody can guess where a sign-in comes back to.
fn is_path(text: &str) -> bool {
    text.len() == PATH_LENGTH && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn redirect_problem(redirect: &Redirect) -> Option<&'static str> {
    match redirect {
        Redirect::Loopback => None,
        Redirect::LoopbackPort { port } | Redirect::LocalhostPort { port } => {
            (*port < FIRST_PORT).then_some("must have a port from 1024 to 65535")
        }
        Redirect::Address { address } => match RedirectPlan::parse(address) {
            Ok(RedirectPlan::Pasted(_)) if !address.starts_with("http://") => None,
            Ok(RedirectPlan::Pasted(_)) => Some("must start with https://"),
            Ok(RedirectPlan::Loopback { .. }) => {
                Some("leads to this computer: choose the loopback kind instead")
            }
            Err(_) => Some("must be an address without spaces"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_what_the_standard_allows() {
        assert!(is_scope("https://www.googleapis.com/auth/drive") && is_scope("read:user"));
        for bad in ["", "two words", "quote\"", "back\\slash", "umlaut-ä"] {
            assert!(!is_scope(bad), "{bad}");
        }
    }

    #[test]
    fn each_rule_of_a_provider_has_its_usual_redirect() {
        let port = USUAL_PORT;
        for (rule, usual) in [
            (RedirectRule::Registered, Some(Redirect::LoopbackPort { port })),
            (RedirectRule::AnyLoopback, Some(Redirect::Loopback)),
            (RedirectRule::AnyPort, Some(Redirect::Loopback)),
            (RedirectRule::Localhost, Some(Redirect::LocalhostPort { port })),
            (RedirectRule::RegisteredLocalhost, Some(Redirect::LocalhostPort { port })),
            (RedirectRule::Pasted, None),
        ] {
            assert_eq!(usual_redirect(rule), usual, "{rule:?}");
        }
    }

    #[test]
    fn a_path_is_one_that_was_made() {
        assert!(is_path(&make_path().unwrap()));
        for bad in ["", "callback", "../../../../../../../../../../etc", &"A".repeat(PATH_LENGTH)] {
            assert!(!is_path(bad), "{bad}");
        }
    }

    #[test]
    fn a_redirect_address_elsewhere_is_https_or_a_name_of_the_providers() {
        let problem =
            |address: &str| redirect_problem(&Redirect::Address { address: address.to_owned() });
        assert_eq!(problem("https://example.com/back"), None);
        assert_eq!(problem("Ana_Lee-AnaLee-Shop-1"), None);
        assert!(problem("http://example.com/back").is_some());
        assert!(problem("http://127.0.0.1/x").is_some());
        assert!(problem("has space").is_some() && problem("").is_some());
        assert!(redirect_problem(&Redirect::LoopbackPort { port: 80 }).is_some());
    }
}
