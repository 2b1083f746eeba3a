//! From options to a draft: `--set`, `--secret…`, `--draft`, and questions at a terminal.

use crate::args::DraftArgs;
use crate::input::{ask_line, ask_secret, can_ask, read_secret_fd, read_secret_file, read_text};
use credenza_protocol::connector::{AuthSchemeView, ConnectorDetail};
use credenza_protocol::{ErrorCode, Failure};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use std::path::Path;

/// The draft of a request. It may hold secrets; the application zeroizes the request it becomes.
pub(crate) fn draft(
    connector: &ConnectorDetail,
    args: &DraftArgs,
    clear: &[String],
    no_input: bool,
) -> Result<Value, Failure> {
    let mut fields = match &args.draft {
        Some(path) => read_fields(path)?,
        None => Map::new(),
    };
    for pair in &args.set {
        let (name, text) = split(pair, "--set")?;
        if is_secret(connector, name) && !args.allow_secret_args {
            return Err(secret_in_arguments(name));
        }
        fields.insert(name.to_owned(), typed(connector, name, text));
    }
    for name in &args.secret {
        insert_secret(&mut fields, name, &ask_secret(&title(connector, name), no_input)?);
    }
    for pair in &args.secret_file {
        let (name, path) = split(pair, "--secret-file")?;
        insert_secret(&mut fields, name, &read_secret_file(Path::new(path))?);
    }
    for pair in &args.secret_fd {
        let (name, number) = split(pair, "--secret-fd")?;
        let fd = number.parse().map_err(|_| {
            wrong(format!("--secret-fd {name}: '{number}' is not a number of a file descriptor"))
        })?;
        insert_secret(&mut fields, name, &read_secret_fd(fd)?);
    }
    Ok(json!({
        "auth": args.auth,
        "fields": fields,
        "clear": clear,
        "approvals": {"private": args.allow_private, "host_key": args.accept_host_key},
    }))
}

/// Asks for the fields of the recommended scheme when nothing was given and somebody is there.
pub(crate) fn ask_fields(
    connector: &ConnectorDetail,
    args: &DraftArgs,
    no_input: bool,
) -> Result<Option<Map<String, Value>>, Failure> {
    let given = !args.set.is_empty()
        || !args.secret.is_empty()
        || !args.secret_file.is_empty()
        || !args.secret_fd.is_empty()
        || args.draft.is_some();
    if given || !can_ask(no_input) {
        return Ok(None);
    }
    let Some(scheme) = scheme(connector, args.auth.as_deref()) else { return Ok(None) };
    let mut fields = Map::new();
    fields.insert("auth_type".to_owned(), scheme.id.clone().into());
    for name in required(scheme) {
        let label = title(connector, &name);
        if is_secret(connector, &name) {
            insert_secret(&mut fields, &name, &ask_secret(&label, no_input)?);
        } else {
            fields.insert(name.clone(), typed(connector, &name, &ask_line(&label)?));
        }
    }
    Ok(Some(fields))
}

fn scheme<'a>(connector: &'a ConnectorDetail, wanted: Option<&str>) -> Option<&'a AuthSchemeView> {
    match wanted {
        Some(id) => connector.auth.iter().find(|scheme| scheme.id == id),
        None => connector.auth.first(),
    }
}

fn required(scheme: &AuthSchemeView) -> Vec<String> {
    let names = scheme.schema["required"].as_array();
    names.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn read_fields(path: &Path) -> Result<Map<String, Value>, Failure> {
    let text = read_text(path)?;
    // Serde's text could quote a secret; its place is enough.
    serde_json::from_str(&text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        wrong(format!("The draft is not a JSON object: see line {line}, column {column}"))
    })
}

fn insert_secret(fields: &mut Map<String, Value>, name: &str, secret: &SecretString) {
    // Exposed into the request, which the application zeroizes.
    fields.insert(name.to_owned(), secret.expose_secret().into());
}

fn split<'a>(pair: &'a str, option: &str) -> Result<(&'a str, &'a str), Failure> {
    pair.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(|| {
        let name = pair.split('=').next().unwrap_or_default();
        wrong(format!("{option} takes FIELD=VALUE; '{name}' has no '='"))
    })
}

fn properties<'a>(
    connector: &'a ConnectorDetail,
    name: &'a str,
) -> impl Iterator<Item = &'a Value> {
    connector
        .auth
        .iter()
        .map(move |scheme| &scheme.schema["properties"][name])
        .filter(|p| !p.is_null())
}

fn is_secret(connector: &ConnectorDetail, name: &str) -> bool {
    properties(connector, name).any(|property| property["writeOnly"] == true)
}

fn title(connector: &ConnectorDetail, name: &str) -> String {
    let title = properties(connector, name).find_map(|property| property["title"].as_str());
    title.unwrap_or(name).to_owned()
}

/// Numbers and booleans as the schema wants them; what does not fit stays text, for the schema to say so.
fn typed(connector: &ConnectorDetail, name: &str, text: &str) -> Value {
    let kind = properties(connector, name).find_map(|property| property["type"].as_str());
    match kind {
        Some("integer") => text.parse::<i64>().map_or_else(|_| text.into(), Value::from),
        Some("number") => text.parse::<f64>().map_or_else(|_| text.into(), Value::from),
        Some("boolean") => text.parse::<bool>().map_or_else(|_| text.into(), Value::from),
        _ => text.into(),
    }
}

fn secret_in_arguments(name: &str) -> Failure {
    wrong(format!("'{name}' is secret, and other programs can read the argument list")).hint(format!(
        "Use --secret {name} (asks), --secret-file {name}=PATH or --secret-fd {name}=N; or add --allow-secret-args."
    ))
}

fn wrong(text: String) -> Failure {
    Failure::new(ErrorCode::RequestInvalid, text)
}
