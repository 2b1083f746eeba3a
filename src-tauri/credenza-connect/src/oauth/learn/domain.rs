//! Hosts that the provider names: taken only where the connector's file expects them.

use crate::egress::foreign::one_line;
use crate::manifest::PostConnect;
use crate::oauth::method::OAuthMethod;
use crate::stage::StageFailure;
use credenza_model::FailureCode;
use secrecy::SecretString;
use std::collections::BTreeMap;
use url::Url;

/// A stored address must lie within the step's domains for it.
pub(super) fn check(
    step: &PostConnect,
    name: &str,
    text: &str,
    provider: &str,
) -> Result<(), StageFailure> {
    match step.within.get(name) {
        Some(domains) if !is_within(text, domains) => Err(foreign(provider, text)),
        _ => Ok(()),
    }
}

/// `https`, the usual port, nobody's name and password, and a host at or below one of the domains.
fn is_within(address: &str, domains: &[String]) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let plain = url.scheme() == "https"
        && url.port().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let host = url.domain().unwrap_or_default();
    let below = |domain: &String| {
        host.strip_suffix(domain.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    plain && domains.iter().any(below)
}

/// A value that is one part of a host must be a part of a host.
pub(super) fn check_hosts(
    method: &OAuthMethod<'_>,
    stored: &BTreeMap<String, String>,
) -> Result<(), StageFailure> {
    let templates = method.connector.host_templates(Some(method.auth));
    let parts: Vec<&str> =
        templates.filter(|one| one.as_bare_field().is_none()).flat_map(|one| one.names()).collect();
    for (name, text) in stored.iter().filter(|(name, _)| parts.contains(&name.as_str())) {
        let mut values = crate::manifest::FieldValues::default();
        values.insert(name, SecretString::from(text.as_str()), false);
        if method.connector.allowed_hosts(&method.auth.id, &values).is_err() {
            return Err(foreign(&method.connector.name, text));
        }
    }
    Ok(())
}

fn foreign(provider: &str, text: &str) -> StageFailure {
    let host = Url::parse(text).ok().and_then(|url| url.host_str().map(str::to_owned));
    let named = one_line(host.as_deref().unwrap_or(text));
    StageFailure::new(
        FailureCode::EgressHostNotAllowed,
        format!("{provider} named “{named}” as the place of its API, which is not one of this connector's hosts"),
    )
    .hint("Nothing was sent there. If the provider has moved, the connector's file has to say so.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_taken_only_within_the_declared_domains() {
        let domains = ["docusign.net".to_owned()];
        for fine in ["https://na3.docusign.net", "https://docusign.net/", "https://EU.DocuSign.net"]
        {
            assert!(is_within(fine, &domains), "{fine}");
        }
        for foreign in [
            "https://evil.example",
            "https://evildocusign.net",
            "https://docusign.net.evil.example",
            "https://na3.docusign.net@evil.example",
            "https://ana@na3.docusign.net",
            "https://na3.docusign.net:8443",
            "https://na3.docusign.net?x=https://na3.docusign.net",
            "http://na3.docusign.net",
            "https://127.0.0.1",
            "na3.docusign.net",
            "",
        ] {
            assert!(!is_within(foreign, &domains), "{foreign}");
        }
    }
}
