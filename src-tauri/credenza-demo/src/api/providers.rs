//! The providers that the API plays: where each probe arrives, where its key has to stand, and what a
//! good answer looks like. One entry a provider; an OAuth provider would add its endpoints here.

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// Where the key stands in a request.
pub(crate) enum Place {
    /// The whole value of this header.
    Header(&'static str),
    /// After `Bearer ` in `Authorization`.
    Bearer,
    /// The password of HTTP Basic authentication (RFC 7617).
    BasicPassword,
}

/// One address of one provider.
pub(crate) struct Provider {
    /// The connector's id.
    pub(crate) connector: &'static str,
    host: &'static str,
    method: &'static str,
    path: &'static str,
    place: Place,
    /// The answer for an account of that name.
    pub(crate) accepted: fn(&str) -> Value,
}

/// A `*` in `host` or `path` stands for anything.
const PROVIDERS: &[Provider] = &[
    Provider {
        connector: "petstore",
        host: "petstore.swagger.io",
        method: "GET",
        path: "/v2/store/inventory",
        place: Place::Header("api_key"),
        accepted: |_| json!({"available": 12, "pending": 3, "sold": 7}),
    },
    Provider {
        connector: "stripe",
        host: "api.stripe.com",
        method: "GET",
        path: "/v1/account",
        place: Place::Bearer,
        accepted: |name| json!({"id": "acct_demo", "settings": {"dashboard": {"display_name": name}}}),
    },
    Provider {
        connector: "slack",
        host: "slack.com",
        method: "POST",
        path: "/api/auth.test",
        place: Place::Bearer,
        accepted: |name| json!({"ok": true, "team": name, "user": "credenza"}),
    },
    Provider {
        connector: "github",
        host: "api.github.com",
        method: "GET",
        path: "/user",
        place: Place::Bearer,
        accepted: |name| json!({"login": name, "id": 1}),
    },
    Provider {
        connector: "hubspot",
        host: "api.hubapi.com",
        method: "GET",
        path: "/account-info/v3/details",
        place: Place::Bearer,
        accepted: |name| json!({"portalId": name, "timeZone": "Europe/Berlin"}),
    },
    Provider {
        connector: "shopify",
        host: "*.myshopify.com",
        method: "GET",
        path: "/admin/api/*/shop.json",
        place: Place::Header("x-shopify-access-token"),
        accepted: |name| json!({"shop": {"id": 1, "name": name}}),
    },
    Provider {
        connector: "openai",
        host: "api.openai.com",
        method: "GET",
        path: "/v1/models",
        place: Place::Bearer,
        accepted: |_| json!({"object": "list", "data": []}),
    },
    Provider {
        connector: "notion",
        host: "api.notion.com",
        method: "GET",
        path: "/v1/users/me",
        place: Place::Bearer,
        accepted: |name| json!({"object": "user", "bot": {"workspace_name": name}}),
    },
    Provider {
        connector: "sendgrid",
        host: "api.sendgrid.com",
        method: "GET",
        path: "/v3/scopes",
        place: Place::Bearer,
        accepted: |_| json!({"scopes": ["mail.send", "templates.read"]}),
    },
    Provider {
        connector: "jira",
        host: "*.atlassian.net",
        method: "GET",
        path: "/rest/api/3/myself",
        place: Place::BasicPassword,
        accepted: |name| json!({"accountId": "demo", "emailAddress": name}),
    },
    Provider {
        connector: "http-bearer",
        host: "api.demo.example",
        method: "GET",
        path: "*",
        place: Place::Bearer,
        accepted: |name| json!({"name": name}),
    },
    Provider {
        connector: "http-api-key",
        host: "weather.demo.example",
        method: "GET",
        path: "*",
        place: Place::Header("x-api-key"),
        accepted: |name| json!({"name": name}),
    },
    Provider {
        connector: "http-basic",
        host: "erp.demo.example",
        method: "GET",
        path: "*",
        place: Place::BasicPassword,
        accepted: |name| json!({"name": name}),
    },
];

/// The names in the API's certificate.
pub(super) const NAMES: &[&str] = &[
    "petstore.swagger.io",
    "api.stripe.com",
    "slack.com",
    "api.github.com",
    "api.hubapi.com",
    "*.myshopify.com",
    "api.openai.com",
    "api.notion.com",
    "api.sendgrid.com",
    "*.atlassian.net",
    "api.demo.example",
    "weather.demo.example",
    "erp.demo.example",
];

/// Whether the API plays this host.
pub(crate) fn is_played(host: &str) -> bool {
    PROVIDERS.iter().any(|provider| fits(provider.host, host))
}

/// The provider that listens there.
pub(super) fn find(host: &str, method: &str, path: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| {
        fits(provider.host, host) && provider.method == method && fits(provider.path, path)
    })
}

impl Provider {
    /// The key in a request, if it stands where this provider looks for it.
    pub(super) fn find_key(&self, headers: &HeaderMap) -> Option<String> {
        let header = |name: &str| headers.get(name)?.to_str().ok();
        match self.place {
            Place::Header(name) => header(name).map(str::to_owned),
            Place::Bearer => header("authorization")?.strip_prefix("Bearer ").map(str::to_owned),
            Place::BasicPassword => {
                let encoded = header("authorization")?.strip_prefix("Basic ")?;
                let pair = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
                pair.split_once(':').map(|(_, password)| password.to_owned())
            }
        }
    }
}

fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, end)) => {
            text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_is_named_in_the_certificate() {
        let hosts: Vec<_> = PROVIDERS.iter().map(|provider| provider.host).collect();
        assert_eq!(hosts, NAMES);
    }

    #[test]
    fn only_played_hosts_are_played() {
        assert!(is_played("main-store.myshopify.com") && is_played("slack.com"));
        assert!(!is_played("myshopify.com") && !is_played("api.slack.com"));
        assert!(!is_played("untrusted.demo.example"));
    }
}
