//! What a provider expects, read from the cross-checked facts (`fixtures/placement-facts.json`) and
//! from nothing of the code under test: addresses by plain text replacement, placements by the
//! facts' own words.

use credenza_testing::http_service::{Placement, Reply, Route};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The name every accepted answer gives.
pub const ACCOUNT: &str = "ana@example.com";
/// The token every login and grant gives.
pub const TOKEN: &str = "T0ken-got-on-the-way-4711";

/// The facts, by provider.
pub fn facts() -> BTreeMap<String, Value> {
    let list: Vec<Value> =
        serde_json::from_str(include_str!("../fixtures/placement-facts.json")).unwrap();
    list.into_iter().map(|fact| (fact["id"].as_str().unwrap().to_owned(), fact)).collect()
}

/// The authentication method of the facts that a scheme of the catalogue stands for.
pub fn find_method<'f>(fact: &'f Value, scheme_id: &str, kind: &str) -> Option<&'f Value> {
    let kinds: &[&str] = match kind {
        "bearer" => &[
            "bearer",
            "oauth2_code",
            "oauth2_client_credentials",
            "service_account_jwt",
            "user_password",
            "api_key",
        ],
        "api_key" => &["api_key", "bearer"],
        "basic" => &["basic"],
        "oauth2" => &["oauth2_code"],
        "oauth2_client_credentials" => &["oauth2_client_credentials", "user_password"],
        "session" => &["user_password"],
        "signature" => &["aws_sigv4", "api_key"],
        _ => return None,
    };
    let nth = scheme_id.rsplit('_').next().and_then(|text| text.parse::<usize>().ok()).unwrap_or(1);
    let methods = fact["auth"].as_array()?;
    kinds
        .iter()
        .find_map(|kind| methods.iter().filter(|method| method["type"] == *kind).nth(nth - 1))
}

/// The values of one credential.
pub type Values = BTreeMap<String, String>;

/// `text` with every `{name}` replaced; `None` when one has no value.
pub fn fill(text: &str, values: &Values) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let close = open + rest[open..].find('}')?;
        let name = &rest[open + 1..close];
        out.push_str(&rest[..open]);
        match name {
            "app_user_agent" => out.push_str("Credenza"),
            "session" | "jwt" => out.push_str(TOKEN),
            _ => out.push_str(find_value(values, name)?),
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    Some(out)
}

/// A value by its name in the facts; the catalogue spells `cloudId` as `cloud_id`.
fn find_value<'v>(values: &'v Values, name: &str) -> Option<&'v String> {
    let plain = |text: &str| text.replace('_', "").to_ascii_lowercase();
    values.get(name).or_else(|| {
        values.iter().find(|(key, _)| plain(key) == plain(name)).map(|(_, value)| value)
    })
}

/// Host, path and query of an address of the facts.
fn address(base: &str, path: &str, values: &Values) -> Option<url::Url> {
    let whole = if path.starts_with("http") || path.starts_with('{') {
        fill(path, values)?
    } else {
        format!("{}{}", fill(base, values)?.trim_end_matches('/'), fill(path, values)?)
    };
    let whole = if whole.contains("://") { whole } else { format!("https://{whole}") };
    whole.parse().ok()
}

/// The routes of the check itself: the facts' request, and its stated alternatives.
pub fn check_routes(fact: &Value, method: &Value, values: &Values) -> Vec<Route> {
    let alternatives = fact["verify_alt"].as_array().cloned().unwrap_or_default();
    let checks = std::iter::once(fact["verify"].clone()).chain(alternatives);
    checks.filter_map(|check| check_route(fact, method, &check, values)).collect()
}

fn check_route(fact: &Value, method: &Value, check: &Value, values: &Values) -> Option<Route> {
    let base = method["base_url_override"]
        .as_str()
        .unwrap_or_else(|| fact["base_url"].as_str().unwrap_or_default());
    let placed_in_path = method["placement"]["in"] == "path";
    let url = address(base, check["path_or_url"].as_str()?, values)?;
    let mut placements: Vec<Placement> = url
        .query_pairs()
        .map(|(name, value)| Placement::Query(name.into_owned(), value.into_owned()))
        .collect();
    if !placed_in_path {
        placements.extend(credential_placements(method, check, values)?);
    }
    placements.extend(constant_headers(&fact["default_headers"], values));
    placements.extend(constant_headers(&method["extra_headers"], values));
    placements.extend(constant_headers(&check["headers"], values));
    if let Some(query) = fact["default_query"].as_object() {
        let filled = query
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), fill(value.as_str()?, values)?)));
        placements.extend(filled.map(|(name, value)| Placement::Query(name, value)));
    }
    placements.extend(body_placements(&check["body"], check["body_format"].as_str(), values));
    Some(Route {
        method: check["method"].as_str()?.to_owned(),
        host: url.host_str().map(str::to_owned),
        path: url.path().to_owned(),
        placements,
        accepted: accepted(check),
        rejected: rejected(check),
    })
}

/// Where the facts say that the credential goes.
fn credential_placements(method: &Value, check: &Value, values: &Values) -> Option<Vec<Placement>> {
    let place = &method["placement"];
    let (name, format) = (place["name"].as_str()?, place["format"].as_str()?);
    if method["type"] == "aws_sigv4" {
        return Some(vec![Placement::AuthorizationScheme("AWS4-HMAC-SHA256".to_owned())]);
    }
    let pairs: Vec<(String, String)> = name
        .split(", ")
        .zip(format.split(", "))
        .map(|(name, format)| Some((fill(name, values)?, fill(format, values)?)))
        .collect::<Option<_>>()?;
    Some(match place["in"].as_str()? {
        "header" => vec![header_or_cookie(&fill(name, values)?, &fill(format, values)?)],
        "basic" => vec![Placement::Basic(fill(format, values)?)],
        "query" => pairs.into_iter().map(|(name, value)| Placement::Query(name, value)).collect(),
        "body" => {
            let form = check["body_format"] == "form";
            let place = |(name, value)| {
                if form {
                    Placement::Form(name, value)
                } else {
                    Placement::Json(format!("/{name}"), Value::from(value))
                }
            };
            pairs.into_iter().map(place).collect()
        }
        _ => return None,
    })
}

fn header_or_cookie(name: &str, value: &str) -> Placement {
    match (name.eq_ignore_ascii_case("cookie"), value.split_once('=')) {
        (true, Some((key, value))) => Placement::Cookie(key.to_owned(), value.to_owned()),
        _ => Placement::Header(name.to_owned(), value.to_owned()),
    }
}

/// Headers that are sent with every request; one without its value is not sent at all.
fn constant_headers(headers: &Value, values: &Values) -> Vec<Placement> {
    let Some(headers) = headers.as_object() else { return Vec::new() };
    // What changes with the moment or the build is not compared.
    let varies = |value: &Value| {
        ["{app_user_agent", "{now", "{uuid", "{random"]
            .iter()
            .any(|name| value.to_string().contains(name))
    };
    let expected = headers.iter().filter(|(_, value)| !varies(value));
    expected
        .map(|(name, value)| match fill(value.as_str().unwrap_or_default(), values) {
            Some(value) => Placement::Header(name.clone(), value),
            None => Placement::NoHeader(name.clone()),
        })
        .collect()
}

/// Every leaf of a body that the facts state.
pub fn body_placements(body: &Value, format: Option<&str>, values: &Values) -> Vec<Placement> {
    let mut leaves = Vec::new();
    collect(body, String::new(), &mut leaves);
    leaves
        .into_iter()
        .map(|(pointer, leaf)| {
            let leaf = match &leaf {
                // A GraphQL query is no template.
                Value::String(text) if !text.contains("{ ") => {
                    fill(text, values).map_or(leaf.clone(), Value::from)
                }
                _ => leaf,
            };
            match format {
                Some("form") => Placement::Form(
                    pointer[1..].to_owned(),
                    leaf.as_str().map_or_else(|| leaf.to_string(), str::to_owned),
                ),
                _ => Placement::Json(pointer, leaf),
            }
        })
        .collect()
}

fn collect(value: &Value, pointer: String, leaves: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(name, member)| collect(member, format!("{pointer}/{name}"), leaves));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| collect(item, format!("{pointer}/{index}"), leaves));
        }
        Value::Null => {}
        leaf => leaves.push((pointer, leaf.clone())),
    }
}

/// The route of a two-step login.
pub fn login_route(method: &Value, values: &Values) -> Option<Route> {
    let session = &method["session"];
    let url = address("", session["url"].as_str()?, values)?;
    let token_path = session["token_path"].as_str()?;
    let mut accepted = Reply::json(200, &with(json!({}), token_path, TOKEN.into()));
    if session["token_from"] == "cookie" {
        accepted = accepted.header("set-cookie", &format!("B1SESSION={TOKEN}; Path=/; HttpOnly"));
    }
    Some(Route {
        method: session["method"].as_str()?.to_owned(),
        host: url.host_str().map(str::to_owned),
        path: url.path().to_owned(),
        placements: body_placements(&session["body"], session["body_format"].as_str(), values),
        accepted,
        rejected: Reply::json(401, &json!({"message": "wrong"})),
    })
}

/// The route of a grant without a browser.
pub fn token_route(method: &Value, values: &Values) -> Option<Route> {
    let url = address("", method["token_url"].as_str()?, values)?;
    let mut form: BTreeMap<String, String> = BTreeMap::new();
    form.insert("grant_type".to_owned(), "client_credentials".to_owned());
    for table in [&method["grant"], &method["extra_token_params"]] {
        for (name, value) in table.as_object().into_iter().flatten() {
            form.insert(name.clone(), fill(value.as_str()?, values)?);
        }
    }
    if form["grant_type"] == "password" {
        for name in ["username", "password"] {
            form.entry(name.to_owned()).or_insert(values.get(name)?.clone());
        }
    }
    let mut placements = Vec::new();
    let (id, secret) = (values.get("client_id"), values.get("client_secret"));
    if let (Some(id), Some(secret)) = (id, secret) {
        if method["token_endpoint_auth"] == "basic" {
            placements.push(Placement::Basic(format!("{id}:{secret}")));
        } else {
            form.insert("client_id".to_owned(), id.clone());
            form.insert("client_secret".to_owned(), secret.clone());
        }
    }
    let json_body = method["token_body_format"] == "json";
    placements.extend(form.into_iter().map(|(name, value)| {
        if json_body {
            Placement::Json(format!("/{name}"), value.into())
        } else {
            Placement::Form(name, value)
        }
    }));
    placements.extend(
        constant_headers(&method["token_headers"], values)
            .into_iter()
            .filter(|one| !matches!(one, Placement::NoHeader(_))),
    );
    let mut granted = json!({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600});
    for stored in
        method["token_response"]["store"].as_array().into_iter().flatten().filter_map(Value::as_str)
    {
        granted[stored] = find_value(values, stored).cloned().into();
    }
    Some(Route {
        method: "POST".to_owned(),
        host: url.host_str().map(str::to_owned),
        path: url.path().to_owned(),
        placements,
        accepted: Reply::json(200, &granted),
        // Not `invalid_client`: a second try in another form must not hide a wrong first one.
        rejected: Reply::json(
            400,
            &json!({"error": "invalid_grant", "error_description": "wrong"}),
        ),
    })
}

/// An answer that fulfils every condition of the facts.
fn accepted(check: &Value) -> Reply {
    let status = check["expect_status"]
        .as_u64()
        .and_then(|status| u16::try_from(status).ok())
        .unwrap_or(200);
    let conditions = check["success_when"].as_array().cloned().unwrap_or_default();
    match check["response_format"].as_str() {
        Some("text") => return Reply::new(status, "text/plain", ACCOUNT),
        Some("xml") => {
            let inside: String =
                conditions.iter().filter_map(|one| one["body_contains"].as_str()).collect();
            return Reply::new(status, "application/xml", format!("<answer>{inside}</answer>"));
        }
        _ => {}
    }
    let mut body = Value::Object(Map::new());
    if let Some(path) = check["label_path"].as_str() {
        body = with(body, path, ACCOUNT.into());
    }
    for condition in conditions {
        let Some(path) = condition["path"].as_str() else { continue };
        let wanted = if condition.get("equals").is_some() {
            Some(condition["equals"].clone())
        } else if let Some(list) = condition["in"].as_array() {
            list.first().cloned()
        } else if condition["exists"] == false {
            None
        } else {
            Some(Value::from(ACCOUNT)).filter(|_| find(&body, path).is_none())
        };
        if let Some(wanted) = wanted {
            body = with(body, path, wanted);
        }
    }
    Reply::json(status, &body)
}

fn rejected(check: &Value) -> Reply {
    let status = check["auth_failure_status"][0]
        .as_u64()
        .and_then(|status| u16::try_from(status).ok())
        .unwrap_or(401);
    Reply::json(status, &json!({"error": {"message": "wrong"}}))
}

fn steps(path: &str) -> Vec<String> {
    let spaced = path
        .trim_start_matches('$')
        .replace("['", ".")
        .replace("']", "")
        .replace('[', ".")
        .replace(']', "");
    spaced
        .split('.')
        .filter(|step| !step.is_empty())
        .map(|step| step.trim_matches('\'').to_owned())
        .collect()
}

fn find<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    steps(path).iter().try_fold(value, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        other => other.get(step.as_str()),
    })
}

/// `root` with `value` at `path`.
fn with(root: Value, path: &str, value: Value) -> Value {
    fn put(root: Value, steps: &[String], value: Value) -> Value {
        let Some((first, rest)) = steps.split_first() else { return value };
        if let Ok(index) = first.parse::<usize>() {
            let mut items = match root {
                Value::Array(items) => items,
                _ => Vec::new(),
            };
            items.resize(items.len().max(index + 1), Value::Null);
            items[index] = put(items[index].take(), rest, value);
            return Value::Array(items);
        }
        let mut members = match root {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        let old = members.remove(first).unwrap_or(Value::Null);
        members.insert(first.clone(), put(old, rest, value));
        Value::Object(members)
    }
    put(root, &steps(path), value)
}
