//! The list.

use super::{Field, FieldKind, Scheme, answers, header, wants};
use credenza_testing::http_service::Placement;
use serde_json::json;

const BASE: (&str, &str, &str) = ("base_url", "Base URL", "");
const IN_QUERY: &str = "In the query (servers tend to log it)";
const SERVER: (&str, &str, &str) = ("url", "Server URL", "");

const fn field(name: &'static str, label: &'static str, value: &'static str) -> Field {
    Field { name, label, value, kind: FieldKind::Public }
}

const fn secret(name: &'static str, label: &'static str, value: &'static str) -> Field {
    Field { name, label, value, kind: FieldKind::Secret }
}

const fn choice(
    name: &'static str,
    label: &'static str,
    value: &'static str,
    option: &'static str,
) -> Field {
    Field { name, label, value, kind: FieldKind::Choice(option) }
}

/// Header, query, path, Basic, form, JSON; a login that gives a token; OAuth 2.0 without a browser.
pub const SCHEMES: &[Scheme] = &[
    Scheme {
        connector: "http-bearer",
        query: "http bearer",
        method: None,
        file: None,
        addresses: &[BASE],
        fields: &[secret("token", "Token", "tok-5f0c2a94be71")],
        wants: || vec![wants("GET", "/", vec![header("authorization", "Bearer tok-5f0c2a94be71")])],
    },
    Scheme {
        connector: "http-api-key",
        query: "http api key",
        method: None,
        file: None,
        addresses: &[BASE],
        fields: &[
            choice("placement", "Where the key goes", "query", IN_QUERY),
            field("parameter", "Name of the header or parameter", "x-token"),
            secret("api_key", "API key", "key-77aa19c3e0"),
        ],
        wants: || {
            let key = Placement::Query("x-token".to_owned(), "key-77aa19c3e0".to_owned());
            vec![wants("GET", "/", vec![key, Placement::NoHeader("x-token".to_owned())])]
        },
    },
    Scheme {
        connector: "http-basic",
        query: "http basic",
        method: None,
        file: None,
        addresses: &[BASE],
        fields: &[
            field("username", "User name", "ana"),
            secret("password", "Password", "open sesame"),
        ],
        wants: || vec![wants("GET", "/", vec![Placement::Basic("ana:open sesame".to_owned())])],
    },
    Scheme {
        connector: "matomo",
        query: "matomo",
        method: None,
        file: None,
        addresses: &[SERVER],
        fields: &[secret("token_auth", "Auth token", "form-41d9c07fa2")],
        wants: || {
            let form = Placement::Form("token_auth".to_owned(), "form-41d9c07fa2".to_owned());
            vec![wants("POST", "/index.php", vec![form])]
        },
    },
    Scheme {
        connector: "metabase",
        query: "metabase",
        method: Some(("login", "User name and password")),
        file: None,
        addresses: &[SERVER],
        fields: &[
            field("username", "Email", "ana@example.com"),
            secret("password", "Password", "session sesame"),
        ],
        wants: || {
            let typed = |name: &str, value: &str| Placement::Json(name.to_owned(), json!(value));
            let login =
                vec![typed("/username", "ana@example.com"), typed("/password", "session sesame")];
            vec![
                answers("POST", "/api/session", login, &json!({"id": "session-0c55"})),
                wants(
                    "GET",
                    "/api/user/current",
                    vec![header("x-metabase-session", "session-0c55")],
                ),
            ]
        },
    },
    Scheme {
        connector: "http-oauth2",
        query: "http oauth 2.0",
        method: Some(("client_credentials", "Client credentials")),
        file: None,
        addresses: &[BASE, ("token_url", "Token URL", "/token")],
        fields: &[
            field("client_id", "Client ID", "app-1"),
            secret("client_secret", "Client secret", "client-9b2e71"),
        ],
        wants: || {
            let client = vec![
                Placement::Basic("app-1:client-9b2e71".to_owned()),
                Placement::Form("grant_type".to_owned(), "client_credentials".to_owned()),
            ];
            let token = json!({"access_token": "at-77", "token_type": "Bearer", "expires_in": 600});
            vec![
                answers("POST", "/token", client, &token),
                wants("GET", "/", vec![header("authorization", "Bearer at-77")]),
            ]
        },
    },
    Scheme {
        connector: "placed-in-path",
        query: "placed in path",
        method: None,
        file: Some(concat!(
            "format = 1\nid = \"placed-in-path\"\nname = \"Placed in path\"\n",
            include_str!("placed.toml"),
            "place = [{ in = \"path\", value = \"/bot{token}\" }]\n",
            include_str!("placed-fields.toml"),
        )),
        addresses: &[SERVER],
        fields: &[secret("token", "Token", "path-8d21ab")],
        wants: || vec![wants("GET", "/botpath-8d21ab/me", vec![])],
    },
    Scheme {
        connector: "placed-in-json",
        query: "placed in json",
        method: None,
        file: Some(concat!(
            "format = 1\nid = \"placed-in-json\"\nname = \"Placed in JSON\"\n",
            include_str!("placed.toml"),
            "place = [{ in = \"body_json\", name = \"key\", value = \"{token}\" }]\n",
            include_str!("placed-fields.toml"),
            "method = \"POST\"\n",
        )),
        addresses: &[SERVER],
        fields: &[secret("token", "Token", "json-3e90fc")],
        wants: || {
            let key = Placement::Json("/key".to_owned(), json!("json-3e90fc"));
            vec![wants("POST", "/me", vec![key])]
        },
    },
];
