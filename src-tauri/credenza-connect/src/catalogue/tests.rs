//! Tests of the catalogue: what is in it, how it is searched, what an import shows.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{Best, Catalogue, ImportError, MatchedIn, SearchHit, best};
use crate::manifest::{ACCESS_TOKEN, AuthKind, AuthScheme, Category, Kind, ProbeBy};

fn catalogue() -> &'static Catalogue {
    Catalogue::builtin()
}

fn ids(hits: &[SearchHit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.connector.as_str()).collect()
}

#[test]
fn every_built_in_file_loads() {
    let problems: Vec<String> =
        catalogue().list_problems().iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{} files: {}", problems.len(), problems.join("\n"));
    assert!(catalogue().list(None).len() >= 350);
}

#[test]
fn the_connectors_of_the_seeds_are_there() {
    for (id, schemes) in [
        ("petstore", vec!["api_key"]),
        ("postgresql", vec!["password", "connection_string"]),
        ("sftp", vec!["password", "key_file"]),
        ("smtp", vec!["password"]),
        ("aws-ses", vec!["access_key"]),
        ("http-bearer", vec!["bearer"]),
        ("http-api-key", vec!["api_key"]),
        ("http-basic", vec!["basic"]),
        ("http-oauth2", vec!["client_credentials", "service_account", "authorization_code"]),
    ] {
        let found: Vec<&str> =
            catalogue().get(id).unwrap().auth.iter().map(|scheme| scheme.id.as_str()).collect();
        assert_eq!(found, schemes, "{id}");
    }
}

#[test]
fn the_best_known_providers_are_there() {
    for id in [
        "hubspot",
        "salesforce",
        "stripe",
        "slack",
        "github",
        "gitlab",
        "notion",
        "airtable",
        "asana",
        "zendesk",
        "freshdesk",
        "intercom",
        "mailchimp",
        "sendgrid",
        "mailgun",
        "postmark",
        "twilio",
        "shopify",
        "woocommerce",
        "pipedrive",
        "jira",
        "confluence",
        "trello",
        "monday",
        "linear",
        "clickup",
        "datadog",
        "pagerduty",
        "openai",
        "anthropic",
        "cloudflare",
        "digitalocean",
        "dropbox",
        "google-drive",
        "gmail",
        "microsoft-graph",
        "sharepoint",
        "typeform",
        "calendly",
        "algolia",
        "telegram",
        "discord",
        "xero",
        "quickbooks",
        "square",
        "paypal",
    ] {
        assert!(catalogue().get(id).is_some(), "{id}");
    }
}

#[test]
fn every_scheme_proves_its_credential() {
    for connector in catalogue().list(None) {
        for scheme in &connector.auth {
            let driver = scheme.probe.by == ProbeBy::Driver;
            assert_eq!(driver, connector.kind != Kind::Http, "{}", connector.id);
            assert!(!scheme.probe.billable);
            let secret = connector.secret_fields(&scheme.id);
            assert!(
                !secret.is_empty() || scheme.kind == AuthKind::Oauth2,
                "{}/{}",
                connector.id,
                scheme.id
            );
        }
    }
}

/// "zoho" of `https://api-console.zoho.com/x`, `accounts.zoho.{dc}` and the like.
fn owner(address: &str) -> Option<&str> {
    let host = address.trim_start_matches("https://").split('/').next()?;
    host.rsplit('.').nth(1)
}

#[test]
fn a_console_is_its_providers_own() {
    let mut known = 0;
    for connector in catalogue().list(None) {
        let hosts: Vec<String> = connector
            .hosts
            .iter()
            .chain(connector.auth.iter().flat_map(|scheme| &scheme.hosts))
            .map(ToString::to_string)
            .collect();
        for oauth in connector.auth.iter().filter_map(|scheme| scheme.oauth.as_ref()) {
            let Some(console) = &oauth.console_url else { continue };
            let authorize = oauth.authorize_url.as_ref().map(ToString::to_string);
            let own = hosts.iter().map(String::as_str).chain(authorize.as_deref());
            let mut owners = own.chain([connector.docs_url.as_str()]).filter_map(owner);
            let named = owner(console).unwrap();
            // "microsoftonline" is Microsoft's, too.
            assert!(owners.any(|one| one.starts_with(named)), "{}: {console}", connector.id);
            known += 1;
        }
    }
    assert!(known > 90, "{known} of the schemes that sign in lead to a console");
}

#[test]
fn the_petstore_takes_the_key_of_the_seed_guide() {
    let petstore = catalogue().get("petstore").unwrap();
    assert_eq!(petstore.validate_draft("api_key", &json!({"api_key": "secret"})), Ok(()));
}

#[test]
fn lists_are_by_name_and_by_category() {
    let databases = catalogue().list(Some(Category::Databases));
    assert!(databases.iter().any(|connector| connector.id == "postgresql"));
    assert!(databases.iter().all(|connector| connector.category == Category::Databases));
    let names: Vec<String> =
        catalogue().list(None).iter().map(|connector| connector.name.to_lowercase()).collect();
    assert!(names.is_sorted());
}

#[test]
fn a_name_finds_its_connector_first() {
    for (query, id) in [
        ("HubSpot", "hubspot"),
        ("hubspot", "hubspot"),
        ("postgres", "postgresql"),
        ("PG", "postgresql"),
        ("SFDC", "salesforce"),
        ("google sheets", "google-sheets"),
        ("aws_ses", "aws-ses"),
        ("my salesforce", "salesforce"),
        ("connect to Notion", "notion"),
        ("slak", "slack"),
        ("pagerdutty", "pagerduty"),
    ] {
        let hits = catalogue().search(query);
        assert!(
            matches!(best(&hits), Best::One(hit) if hit.connector == id),
            "{query}: {:?}",
            &ids(&hits)[..hits.len().min(4)]
        );
    }
}

#[test]
fn an_intent_gives_equals_and_never_picks() {
    for (query, some) in [
        ("CRM", vec!["hubspot", "salesforce", "pipedrive", "less-annoying-crm"]),
        ("send email", vec!["sendgrid", "mailgun", "postmark", "smtp", "aws-ses", "gmail"]),
        ("store files", vec!["dropbox", "google-drive", "sftp", "aws-s3"]),
        ("databases", vec!["postgresql", "snowflake"]),
        ("e-commerce", vec!["shopify", "woocommerce"]),
    ] {
        let hits = catalogue().search(query);
        let Best::Equals(equals) = best(&hits) else { panic!("{query} gave {:?}", best(&hits)) };
        for id in some {
            assert!(ids(equals).contains(&id), "{query}: {id} is not among {:?}", ids(equals));
        }
    }
}

#[test]
fn a_hit_says_why() {
    let hits = catalogue().search("send email");
    let sendgrid = hits.iter().find(|hit| hit.connector == "sendgrid").unwrap();
    assert!(
        sendgrid
            .reasons
            .iter()
            .any(|reason| reason.matched_in == MatchedIn::Keyword && reason.text == "send email")
    );
    let crm = catalogue().search("crm");
    let hubspot = crm.iter().find(|hit| hit.connector == "hubspot").unwrap();
    assert!(
        hubspot
            .reasons
            .iter()
            .any(|reason| reason.matched_in == MatchedIn::Category && reason.text == "CRM")
    );
}

#[test]
fn nonsense_finds_nothing() {
    for query in ["", "   ", "zzqxv", "!!!"] {
        assert_eq!(best(&catalogue().search(query)), Best::None, "{query}");
    }
}

#[test]
fn a_search_is_quick() {
    let warm = catalogue().search("warm up");
    drop(warm);
    let start = Instant::now();
    for query in ["send email", "p", &"very long words ".repeat(1000)] {
        drop(catalogue().search(query));
    }
    assert!(start.elapsed() < Duration::from_millis(1500), "{:?}", start.elapsed());
}

const IMPORTED: &str = r#"
format = 1
id = "own-crm"
name = "Own CRM"
category = "crm"
description = "A system of our own."
docs_url = "https://wiki.company.example/crm"
hosts = ["{tenant}.crm.elsewhere.example", "login.company.example"]
base_url = "https://{tenant}.crm.elsewhere.example"
date_checked = "2026-11-21"

[[auth]]
id = "key"
title = "Key"
kind = "api_key"
place = [{ in = "query", name = "key", value = "{key}" }]

[auth.fields]
required = ["key", "tenant"]

[auth.fields.properties.key]
title = "Key"
writeOnly = true

[auth.fields.properties.tenant]
title = "Tenant"

[auth.probe]
url = "/me"
"#;

#[test]
fn an_import_shows_hosts_and_what_to_think_about() {
    let preview =
        Catalogue::import(&IMPORTED.replace("elsewhere.example", "elsewhere.net")).unwrap();
    assert_eq!(preview.hosts, ["login.company.example", "{tenant}.crm.elsewhere.net"]);
    assert_eq!(
        preview.warnings,
        [
            "A secret is sent as part of the address, where servers tend to log it.",
            "Secrets can go to {tenant}.crm.elsewhere.net, which is not the domain of the documentation.",
        ]
    );
    let with = Catalogue::with_imported([preview.connector]);
    assert!(with.get("own-crm").is_some() && with.get("hubspot").is_some());
    assert!(ids(&with.search("own crm")).starts_with(&["own-crm"]));
    assert!(Catalogue::builtin().get("own-crm").is_none());
}

#[test]
fn an_import_cannot_take_the_name_of_a_built_in_connector() {
    let error = Catalogue::import(&IMPORTED.replace("own-crm", "stripe")).unwrap_err();
    assert_eq!(error, ImportError::IdTaken { id: "stripe".to_owned() });
    assert_eq!(error.code(), "connector.id_taken");
    let stolen =
        crate::manifest::Connector::parse("x", &IMPORTED.replace("own-crm", "stripe")).unwrap();
    assert_eq!(Catalogue::with_imported([stolen]).get("stripe").unwrap().name, "Stripe");
}

#[test]
fn a_broken_import_says_where_and_what() {
    let error =
        Catalogue::import(&IMPORTED.replace("url = \"/me\"", "path = \"/me\"")).unwrap_err();
    assert_eq!(error.code(), "connector.invalid");
    assert!(error.to_string().contains("auth[0].probe.path (line"), "{error}");
}

/// Everything that a request after a sign-in could name: fields, derived values, what a sign-in stores, built-ins.
fn known_after_sign_in(scheme: &AuthScheme, name: &str) -> bool {
    let stored = scheme.oauth.iter().flat_map(|oauth| {
        let learned = oauth.post_connect.iter().flat_map(|step| step.store.keys());
        oauth.store.keys().chain(oauth.callback_store.keys()).chain(learned)
    });
    name.starts_with('@')
        || name == ACCESS_TOKEN
        || scheme.fields.properties.contains_key(name)
        || scheme.derive.contains_key(name)
        || stored.into_iter().any(|stored| stored == name)
}

#[test]
fn every_variable_that_a_signed_in_credential_needs_is_a_field_or_learned() {
    let mut learning = Vec::new();
    for connector in catalogue().list(None) {
        for scheme in connector.auth.iter().filter(|scheme| scheme.kind == AuthKind::Oauth2) {
            let probe = scheme.probe.url.iter().chain(scheme.probe.headers.values());
            let all = probe.chain(&scheme.hosts).chain([connector.base_url_for(scheme)]);
            for name in all.flat_map(|template| template.names()) {
                let known = known_after_sign_in(scheme, name);
                assert!(known, "{}/{}: nobody knows {{{name}}}", connector.id, scheme.id);
            }
            let steps = scheme.oauth.iter().flat_map(|oauth| &oauth.post_connect);
            learning.extend(steps.map(|_| connector.id.as_str()));
        }
    }
    learning.sort_unstable();
    let facts = ["basecamp", "confluence", "docusign", "harvest", "jira", "mailchimp", "xero"];
    assert_eq!(learning, facts, "those of facts/catalogue-facts.json");
    // The control: without its request, Jira's probe could not be made.
    let mut jira = catalogue().get("jira").unwrap().find_auth("oauth2").unwrap().clone();
    assert!(known_after_sign_in(&jira, "cloud_id"));
    jira.oauth.as_mut().unwrap().post_connect.clear();
    assert!(!known_after_sign_in(&jira, "cloud_id"));
}
