//! F1 to F4: everything that reads what a person, a file or a provider wrote.

use crate::Run;
use crate::fuzz::{self, Target};
use crate::random::Seeded;
use crate::report::Outcome;
use anyhow::{Context, Result};
use credenza_connect::catalogue::Catalogue;
use credenza_connect::manifest::{Connector, FieldValues, Path, Pattern, Template, render_target};
use credenza_connect::protocols::postgresql::PostgresTarget;
use credenza_connect::protocols::sftp::parse_private_key;
use credenza_model::HostPort;
use credenza_vault::{DataKey, KeyRing, SealContext};
use secrecy::SecretString;
use std::path::PathBuf;

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| (*text).to_owned()).collect()
}

/// Connector files that ship with Credenza, of every size.
fn connector_files() -> Result<Vec<String>> {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/credenza-connect/catalogue");
    let names = [
        "postgresql",
        "sftp",
        "smtp",
        "aws-ses",
        "http-bearer",
        "http-api-key",
        "http-oauth2",
        "petstore",
    ];
    names
        .iter()
        .map(|name| {
            let path = folder.join(format!("{name}.toml"));
            std::fs::read_to_string(&path).with_context(|| path.display().to_string())
        })
        .collect()
}

/// A file is imported only under an id that no built-in connector has.
fn under_other_ids(files: Vec<String>) -> Vec<String> {
    files.into_iter().map(|text| text.replacen("id = \"", "id = \"my-", 1)).collect()
}

const FLOWS: [&str; 3] = [
    "name: Nightly\ntrigger: {type: schedule, cron: '0 3 * * *', time_zone: Europe/Vienna}\nsteps:\n  - id: fetch\n    connector: sftp\n    action: read\n    credential: Prod\n    input: {path: /out/orders.csv}\n",
    r#"{"name": "n", "steps": [{"id": "a", "connector": "http-bearer", "action": "request", "input": {"url": "https://api.example.com"}}]}"#,
    "name: &a [*a]\nsteps: []\n",
];

/// F1: connector files and flow documents.
pub(crate) fn manifests(run: &Run) -> Result<Outcome> {
    let connector = |text: &str| Connector::parse("fuzz.toml", text).is_ok();
    let import = |text: &str| Catalogue::import(text).is_ok();
    let flow = |text: &str| credenza_flow::parse(text).is_ok();
    Ok(fuzz::run(
        run,
        &[
            Target { name: "connector", corpus: connector_files()?, parse: &connector },
            Target { name: "import", corpus: under_other_ids(connector_files()?), parse: &import },
            Target { name: "flow", corpus: texts(&FLOWS), parse: &flow },
        ],
    ))
}

const DRAFTS: [&str; 4] = [
    r#"{"host": "db.example.com", "port": 5432, "database": "app", "username": "u", "password": "p", "tls_mode": "verify-full"}"#,
    r#"{"connection_string": "postgresql://u:p@db.example.com:5432/app?sslmode=require"}"#,
    r#"{"host": "sftp.example.com", "username": "u", "private_key_data": "-----BEGIN OPENSSH PRIVATE KEY-----\n", "auth_type": "key_file"}"#,
    r#"{"base_url": "https://api.example.com", "token": "t", "header": "X-Api-Key", "probe_path": "/me"}"#,
];

/// F2: drafts against the schemas of connectors, and regular expressions.
pub(crate) fn schemas_and_patterns(run: &Run) -> Result<Outcome> {
    let catalogue = Catalogue::builtin();
    let named = ["postgresql", "sftp", "http-bearer", "http-api-key"];
    let connectors: Vec<&Connector> = named.iter().filter_map(|id| catalogue.get(id)).collect();
    let draft = |text: &str| {
        let Ok(value) = serde_json::from_str(text) else { return false };
        let mut taken = false;
        for connector in &connectors {
            for scheme in &connector.auth {
                if let Ok(prepared) = connector.prepare(&scheme.id, &value) {
                    let values = connector.field_values(&scheme.id, &prepared);
                    taken |= connector.allowed_hosts(&scheme.id, &values).is_ok();
                }
            }
        }
        taken
    };
    let pattern = |text: &str| Pattern::parse(text).is_ok_and(|pattern| pattern.check().is_ok());
    let patterns =
        texts(&["^[A-Za-z0-9_-]{20,64}$", "^(sk|pk)_(live|test)_\\w+$", "(a|b)*c", "\\p{L}+"]);
    Ok(fuzz::run(
        run,
        &[
            Target { name: "draft", corpus: texts(&DRAFTS), parse: &draft },
            Target { name: "pattern", corpus: patterns, parse: &pattern },
        ],
    ))
}

/// F3: URL templates, JSON paths, host and port.
pub(crate) fn templates_and_addresses(run: &Run) -> Result<Outcome> {
    let mut values = FieldValues::default();
    values.insert("host", SecretString::from("api.example.com"), false);
    values.insert("token", SecretString::from("s3cret%2F"), true);
    let base = Template::parse("https://{host}").map_err(|error| anyhow::anyhow!("{error}"))?;
    let template = |text: &str| {
        let Ok(template) = Template::parse(text) else { return false };
        let as_target = render_target(&base, &[], &template, &values).is_ok();
        let as_base = render_target(&template, &[], &base, &values).is_ok();
        as_target || as_base
    };
    let path = |text: &str| {
        let value = serde_json::json!({"a": [{"b": [1, 2, {"c": null}]}], "d": "e"});
        Path::parse(text).is_ok_and(|path| !path.list_all(&value).is_empty())
    };
    let address = |text: &str| text.parse::<HostPort>().is_ok();
    let templates = texts(&[
        "/v1/{token}/me?q={host}",
        "https://{host}/x",
        "{host}",
        "/a/{token|upper}",
        "{@uuid}",
    ]);
    Ok(fuzz::run(
        run,
        &[
            Target { name: "template", corpus: templates, parse: &template },
            Target {
                name: "path",
                corpus: texts(&["$.a[0].b", "$..c", "$.a[?(@.b)]", "$['d']"]),
                parse: &path,
            },
            Target {
                name: "host:port",
                corpus: texts(&["127.0.0.1:5432", "[::1]:22", "a.b:1"]),
                parse: &address,
            },
        ],
    ))
}

const KEYS: [&str; 4] = [
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\nQyNTUxOQAAACCzPq7zfqLffKoBDe/eo04kH2XxtSmk9D7RQyf1xUqrYgAAAJgAIAxdACAM\nXQAAAAtzc2gtZWQyNTUxOQAAACCzPq7zfqLffKoBDe/eo04kH2XxtSmk9D7RQyf1xUqrYg\nAAAEC2BsIi0QwW2uFscKTUUXNHLsYX4FxlaSDSblbAj7WR7bM+rvN+ot98qgEN796jTiQf\nZfG1KaT0PtFDJ/XFSqtiAAAAEHVzZXJAZXhhbXBsZS5jb20BAgMEBQ==\n-----END OPENSSH PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n",
    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
    "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: c\nPublic-Lines: 1\nAAAA\n",
];

const CONNECTIONS: [&str; 4] = [
    "postgresql://u:p%40@db.example.com:5432/app?sslmode=verify-full&connect_timeout=3",
    "host=db.example.com port=5432 user=u password='p a\\'s' dbname=app",
    "postgres://[::1]/app",
    "postgresql:///app?host=/run/postgresql",
];

/// F4: private keys, connection strings, sealed blobs.
pub(crate) fn keys_strings_and_blobs(run: &Run) -> Result<Outcome> {
    let key = |text: &str| parse_private_key(&SecretString::from(text), None).is_ok();
    let locked = |text: &str| {
        parse_private_key(&SecretString::from(text), Some(&SecretString::from("x"))).is_ok()
    };
    let connection =
        |text: &str| PostgresTarget::from_connection_string(&SecretString::from(text)).is_ok();
    let (ring, context, sealed) = sealed(run)?;
    let envelope = |text: &str| {
        // Bytes, not text: every character is one of the blob's.
        let blob: Vec<u8> = text.chars().map(|c| u32::from(c).to_le_bytes()[0]).collect();
        let opened = ring.open(&context, &blob).is_ok();
        assert!(!opened || blob == sealed, "a forged blob was opened");
        opened
    };
    let blob = sealed.iter().map(|byte| char::from(*byte)).collect();
    Ok(fuzz::run(
        run,
        &[
            Target { name: "key", corpus: texts(&KEYS), parse: &key },
            Target { name: "locked key", corpus: texts(&KEYS), parse: &locked },
            Target { name: "connection string", corpus: texts(&CONNECTIONS), parse: &connection },
            Target { name: "envelope", corpus: vec![blob], parse: &envelope },
        ],
    ))
}

fn sealed(run: &Run) -> Result<(KeyRing, SealContext<'static>, Vec<u8>)> {
    let mut random = Seeded::new(run.seed);
    let ring = KeyRing::new(DataKey::make(1, &mut random)?);
    let context = SealContext {
        vault_id: [1; 16],
        org_id: [2; 16],
        table: "credential",
        column: "secret",
        record_id: [3; 16],
        record_version: 4,
        policy_hash: [5; 32],
    };
    let blob = ring.seal(&context, b"plaintext", &mut random)?;
    Ok((ring, context, blob))
}
