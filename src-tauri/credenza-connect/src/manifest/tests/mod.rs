//! Tests of connector files, one file per room. Each harness has a case that must fail.

mod draft;
mod hostile;
mod hosts;
mod post_connect;
mod rules;
mod schema;
mod template;

use serde_json::{Map, Value};

use super::Connector;
use crate::catalogue::Catalogue;

/// A small connector that keeps every rule.
const GOOD: &str = r#"
format = 1
id = "acme"
name = "Acme"
category = "crm"
description = "For tests."
docs_url = "https://docs.acme.example"
hosts = ["{region}.api.acme.example"]
base_url = "https://{region}.api.acme.example/v1"
date_checked = "2026-11-21"

[headers]
Acme-Team = "{team}"

[[auth]]
id = "token"
title = "Token"
kind = "bearer"
place = [{ in = "header", name = "Authorization", value = "Bearer {token}" }]

[auth.normalise]
region = ["trim", "strip_scheme", "strip_path", { strip_suffix = ".api.acme.example" }]

[auth.fields]
required = ["token", "region"]

[auth.fields.properties.token]
title = "Token"
writeOnly = true
minLength = 8

[auth.fields.properties.region]
title = "Region"

[auth.fields.properties.team]
title = "Team"

[auth.fields.properties.limit]
title = "Limit"
type = "integer"
default = 50
minimum = 1
maximum = 100

[auth.probe]
url = "/me"
"#;

fn good() -> Connector {
    Connector::parse("acme.toml", GOOD).unwrap()
}

/// The good connector with one piece of its text replaced.
fn with(from: &str, to: &str) -> Result<Connector, String> {
    assert!(GOOD.contains(from), "the test's own connector has no {from}");
    Connector::parse("acme.toml", &GOOD.replacen(from, to, 1)).map_err(|error| error.to_string())
}

fn built_in(id: &str) -> &'static Connector {
    Catalogue::builtin().get(id).unwrap()
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}
