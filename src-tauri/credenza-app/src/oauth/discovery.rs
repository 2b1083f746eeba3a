//! Addresses that a person left to the issuer, and what it promises: read once, when the OAuth app is
//! registered or changed, and kept as its fields. From then on they are what the client secret is bound to.
//!
//! Decision: an address at another host than the issuer's is not taken. Whoever wants it enters it, and has
//! seen it then.

use super::access::context;
use super::app::invalid;
use crate::App;
use credenza_connect::manifest::{AuthScheme, OAuth};
use credenza_connect::oauth::{DiscoveryFailure, discover};
use credenza_model::HostPort;
use credenza_protocol::Failure;
use serde_json::{Map, Value};
use url::Url;

/// The field that names the issuer.
pub(super) const ISSUER: &str = "issuer";

/// What stands for a promise, where others have an address.
const PROMISED: &str = "true";

/// The fields of an OAuth app, with the addresses that its issuer says where none were entered. Asks nobody
/// when the addresses to sign in at are there.
///
/// # Errors
/// By field: an issuer that publishes nothing usable, an address at another host.
pub(crate) async fn discovered(
    app: &App,
    scheme: &AuthScheme,
    fields: &Map<String, Value>,
    private: &[HostPort],
) -> Result<Map<String, Value>, Failure> {
    let mut fields = fields.clone();
    let issuer = text(&fields, ISSUER).to_owned();
    let Some(oauth) = scheme.oauth.as_ref().filter(|oauth| lacks_endpoint(oauth, &fields)) else {
        return Ok(fields);
    };
    if issuer.is_empty() {
        return Ok(fields);
    }
    let found = discover(&issuer, &context(app, private)).await;
    let found = found.map_err(|error| invalid(vec![not_found(&error)]))?;
    let known = found.fields();
    let mut elsewhere = Vec::new();
    for (field, endpoint) in &oauth.discovery {
        let Some(address) = known.get(endpoint.as_str()) else { continue };
        if address == PROMISED {
            fields.insert(field.clone(), true.into());
            continue;
        }
        if !text(&fields, field).is_empty() {
            continue;
        }
        if origin(address) == origin(&issuer) {
            fields.insert(field.clone(), address.as_str().into());
        } else {
            let text = format!(
                "is at another host than the issuer, which says {address}: enter that here if it is right"
            );
            elsewhere.push((format!("/fields/{field}"), text));
        }
    }
    if elsewhere.is_empty() { Ok(fields) } else { Err(invalid(elsewhere)) }
}

/// Whether an address without which nobody can sign in is left to the issuer.
fn lacks_endpoint(oauth: &OAuth, fields: &Map<String, Value>) -> bool {
    let needed = [oauth.authorize_url.as_ref(), Some(&oauth.token_url)];
    let named = needed.into_iter().flatten().filter_map(|template| template.as_bare_field());
    let mut lacking = named.filter(|name| text(fields, name).is_empty());
    lacking.any(|name| oauth.discovery.contains_key(name))
}

fn not_found(error: &DiscoveryFailure) -> (String, String) {
    let text = match error {
        DiscoveryFailure::OtherIssuer { named } => {
            format!(
                "is not what this issuer calls itself: enter {named}, exactly so, if you trust it"
            )
        }
        _ => format!("does not help: {error}; enter the addresses by hand, or mend it"),
    };
    (format!("/fields/{ISSUER}"), text)
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default().trim()
}

fn origin(address: &str) -> Option<url::Origin> {
    Some(Url::parse(address).ok()?.origin())
}
