//! Files that break a rule, and what they are told.

use super::{GOOD, good, with};
use crate::manifest::Connector;

#[track_caller]
fn refused(from: &str, to: &str, key: &str, words: &str) {
    let message = with(from, to).err().unwrap_or_else(|| panic!("accepted: {to}"));
    assert!(message.starts_with("acme.toml: "), "{message}");
    assert!(message.contains(key), "no key {key}: {message}");
    assert!(message.contains(words), "no words {words}: {message}");
}

#[test]
fn the_good_file_is_good() {
    assert_eq!(good().id, "acme");
}

#[test]
fn a_scheme_without_a_probe_is_refused() {
    refused("[auth.probe]\nurl = \"/me\"", "", "auth", "missing field `probe`");
    refused(
        "url = \"/me\"",
        "method = \"GET\"",
        "auth[0].probe",
        "Add the url of a harmless request",
    );
    refused("url = \"/me\"", "by = \"exchange\"", "auth[0].probe", "no exchange");
    refused("url = \"/me\"", "by = \"driver\"", "auth[0].probe", "protocol connectors");
}

#[test]
fn a_probe_that_costs_or_changes_something_is_refused() {
    refused(
        "url = \"/me\"",
        "url = \"/me\"\nbillable = true",
        "auth[0].probe",
        "must not cost anything",
    );
    refused(
        "url = \"/me\"",
        "url = \"/me\"\nmethod = \"DELETE\"",
        "auth[0].probe.method (line",
        "unknown variant `DELETE`",
    );
    refused(
        "url = \"/me\"",
        "url = \"/me\"\nrejected_status = []",
        "auth[0].probe",
        "proves nothing",
    );
    refused(
        "url = \"/me\"",
        "url = \"/me\"\nrejected_status = [200]",
        "auth[0].probe",
        "both success and rejection",
    );
}

#[test]
fn a_free_field_must_not_name_the_host() {
    let bare = GOOD.replace("{region}.api.acme.example", "{region}");
    let message = Connector::parse("acme.toml", &bare).unwrap_err().to_string();
    assert!(message.contains("hosts[0]: a free field would name the whole host"), "{message}");
    let one_label = GOOD.replace("{region}.api.acme.example", "{region}.example");
    assert!(
        Connector::parse("acme.toml", &one_label).is_err(),
        "a registry is no domain of the vendor"
    );
    let own = bare.replace("hosts =", "self_hosted = true\nhosts =");
    assert!(Connector::parse("acme.toml", &own).is_ok(), "unless the person is asked");
}

#[test]
fn every_address_stands_on_a_listed_host() {
    refused(
        "url = \"/me\"",
        "url = \"https://evil.example/me\"",
        "auth[0].probe.url",
        "`evil.example` is not among the hosts",
    );
    refused(
        "url = \"/me\"",
        "url = \"http://{region}.api.acme.example/me\"",
        "auth[0].probe.url",
        "starts with https://",
    );
    refused(
        "hosts = [\"{region}.api.acme.example\"]",
        "hosts = [\"{token}.api.acme.example\"]",
        "hosts[0]",
        "a secret cannot be part of a host",
    );
}

#[test]
fn slips_are_named_with_their_key() {
    refused("Bearer {token}", "Bearer {tokn}", "auth[0].place[0]", "there is no field `tokn`");
    refused(
        "Acme-Team = \"{team}\"",
        "Host = \"{team}\"",
        "headers.Host",
        "belongs to the transport",
    );
    refused(
        "required = [\"token\", \"region\"]",
        "required = [\"tokne\"]",
        "auth[0].fields.required",
        "no field `tokne`",
    );
    refused("id = \"acme\"", "id = \"Acme!\"", "id", "a-z");
    refused("format = 1", "format = 2", "format", "format 1");
    refused("docs_url = \"https:", "docs_url = \"http:", "docs_url", "no https://");
    refused("2026-11-21", "yesterday", "date_checked", "YYYY-MM-DD");
    refused(
        "category = \"crm\"",
        "category = \"magic\"",
        "category (line 5)",
        "unknown variant `magic`",
    );
    refused("url = \"/me\"", "urll = \"/me\"", "auth[0].probe.urll (line", "unknown field `urll`");
    refused(
        "kind = \"bearer\"",
        "kind = \"session\"",
        "auth[0].kind",
        "`session` do not go together",
    );
    refused(
        "value = \"Bearer {token}\"",
        "value = \"Bearer {token|magic}\"",
        "auth[0].place (line",
        "unknown filter `magic`",
    );
}

#[test]
fn secrets_stay_secret_in_the_file_too() {
    refused(
        "minLength = 8",
        "default = \"abc\"",
        "auth[0].fields.properties.token",
        "must not have a default",
    );
    refused("writeOnly = true\n", "", "auth[0].fields", "no field is secret");
}

#[test]
fn texts_cannot_hide_what_they_say() {
    refused("name = \"Acme\"", "name = \"Ac\\u202Eme\"", "name", "visible characters");
    refused("name = \"Acme\"", "name = \"\"", "name", "visible characters");
}

#[test]
fn the_hash_follows_the_meaning_and_not_the_layout() {
    let same =
        Connector::parse("other.toml", &format!("# a comment\n{}", GOOD.replace(" = ", "  =  ")))
            .unwrap();
    assert_eq!(good().manifest_hash(), same.manifest_hash());
    let moved = GOOD.replace("api.acme.example", "api.evil.example");
    assert_ne!(
        good().manifest_hash(),
        Connector::parse("acme.toml", &moved).unwrap().manifest_hash()
    );
}

#[test]
fn the_guide_tells_the_truth() {
    let guide = include_str!("../../../../../docs/guides/adding-a-connector.md");
    let example = guide.split("```toml\n").find(|block| block.starts_with("format = 1")).unwrap();
    let example = example.split("```").next().unwrap();
    assert_eq!(Connector::parse("acme-desk.toml", example).unwrap().id, "acme-desk");
    let slip = example.replace("token={api_token}", "token={api_tokn}");
    let message = Connector::parse("acme-desk.toml", &slip).unwrap_err().to_string();
    assert!(guide.contains(&message), "the guide shows another message than {message}");
}
