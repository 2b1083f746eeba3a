//! Loopback and private addresses among the fields of an OAuth app, names included. They are asked about when
//! it is saved: at a sign-in a person would already be in the browser.
//!
//! Deliberately absent: the last word. A name that leads nowhere now passes, and wherever it leads later is
//! judged again before each request.

use super::app::app_only;
use super::discovery::ISSUER;
use crate::App;
use credenza_connect::egress::{EgressPolicy, resolve};
use credenza_connect::manifest::{AuthScheme, Connector};
use credenza_connect::stage::StageFailure;
use credenza_model::{FailureCode, HostPort};
use credenza_protocol::{ErrorCode, Failure};
use serde_json::{Map, Value, json};
use std::time::Duration;
use url::Url;

/// How long a name is looked up; a slow answer is none.
const PATIENCE: Duration = Duration::from_secs(3);

/// Refuses addresses on this computer or in a private network that nobody approved, the first one found.
///
/// # Errors
/// [`ErrorCode::OAuthAppInvalid`] with the code of the egress guard and the host and port to approve.
pub(crate) async fn refuse_private(
    app: &App,
    connector: &Connector,
    scheme: &AuthScheme,
    fields: &Map<String, Value>,
    private: &[HostPort],
) -> Result<(), Failure> {
    for (field, target) in targets(connector, scheme, fields) {
        let policy =
            EgressPolicy { allowed: vec![target.clone()], private_approved: private.to_vec() };
        let resolver = &*app.config().resolver;
        let judged = resolve(&policy, resolver, target.host(), target.port());
        let Ok(Err(problem)) = tokio::time::timeout(PATIENCE, judged).await else { continue };
        if problem.code == FailureCode::EgressPrivateAddress {
            return Err(private_address(&field, problem));
        }
    }
    Ok(())
}

/// The hosts that fields name whole, each once.
fn targets(
    connector: &Connector,
    scheme: &AuthScheme,
    fields: &Map<String, Value>,
) -> Vec<(String, HostPort)> {
    let discovers = scheme.oauth.as_ref().is_some_and(|oauth| !oauth.discovery.is_empty());
    let names = app_only(connector, scheme).chain(discovers.then_some(ISSUER));
    let mut found: Vec<(String, HostPort)> = Vec::new();
    for name in names {
        let text = fields.get(name).and_then(Value::as_str).unwrap_or_default();
        let Some(target) = host_port(text) else { continue };
        if !found.iter().any(|(_, known)| *known == target) {
            found.push((name.to_owned(), target));
        }
    }
    found
}

fn host_port(text: &str) -> Option<HostPort> {
    let url =
        Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some(HostPort::new(url.host_str()?, url.port_or_known_default()?))
}

fn private_address(field: &str, problem: StageFailure) -> Failure {
    let failure =
        Failure::new(ErrorCode::OAuthAppInvalid, problem.message.clone()).details(json!({
            "errors": [{"field": format!("/fields/{field}"), "message": problem.message}],
            "code": problem.code,
            "address": problem.address,
        }));
    match problem.hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_is_named_whole_is_looked_at_with_its_port() {
        let target = |text: &str| host_port(text).map(|target| target.to_string());
        assert_eq!(target(" https://login.corp/token ").unwrap(), "login.corp:443");
        assert_eq!(target("http://[::1]:9000").unwrap(), "[::1]:9000");
        for other in ["login.corp", "ftp://login.corp", ""] {
            assert_eq!(target(other), None, "{other}");
        }
    }
}
