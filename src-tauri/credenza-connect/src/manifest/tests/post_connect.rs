//! Requests after a sign-in that break a rule.

use super::built_in;
use crate::manifest::Connector;

const DOCUSIGN: &str = include_str!("../../../catalogue/docusign.toml");

#[track_caller]
fn refused(from: &str, to: &str, key: &str, words: &str) {
    assert!(DOCUSIGN.contains(from), "no {from}");
    let text = DOCUSIGN.replacen(from, to, 1);
    let message = Connector::parse("docusign.toml", &text).err().map(|error| error.to_string());
    let message = message.unwrap_or_else(|| panic!("accepted: {to}"));
    assert!(message.contains(key), "no key {key}: {message}");
    assert!(message.contains(words), "no words {words}: {message}");
}

#[test]
fn the_file_itself_is_good() {
    assert_eq!(Connector::parse("docusign.toml", DOCUSIGN).unwrap(), *built_in("docusign"));
}

#[test]
fn a_host_that_the_provider_names_is_bounded() {
    let within = "within = { base_uri = [\"docusign.net\"] }";
    let key = "auth[1].oauth.post_connect[0].within";
    refused(within, "", key, "could name any host in `base_uri`");
    refused(within, "within = { base_uri = [] }", key, "could name any host");
    refused(within, "within = { base_uri = [\"net\"] }", key, "two labels");
    refused(within, "within = { base_url = [\"docusign.net\"] }", key, "stores no such value");
}

#[test]
fn a_choice_has_an_id_and_a_field_in_which_a_person_names_one() {
    let key = "auth[1].oauth.post_connect[0].choose";
    refused("id = \"account_id\"", "id = \"other\"", key, "stores no such value");
    refused("field = \"account\"", "field = \"other\"", key, "optional public field");
    refused("field = \"account\"", "field = \"client_secret\"", key, "optional public field");
    refused("field = \"account\"", "field = \"client_id\"", key, "optional public field");
    refused("noun = \"account\"", "noun = \"\"", key, "1 to 30");
}

#[test]
fn what_is_stored_takes_no_field_s_place() {
    let key = "auth[1].oauth.post_connect[0].store";
    let id = "store = { account_id = \"$.account_id\",";
    refused(
        id,
        "store = { client_id = \"$.x\", account_id = \"$.account_id\",",
        key,
        "name of its own",
    );
    refused(
        id,
        "store = { access_token = \"$.x\", account_id = \"$.account_id\",",
        key,
        "name of its own",
    );
}

#[test]
fn the_address_stands_on_a_host_of_the_file() {
    let url = "url = \"https://{auth_host}/oauth/userinfo\"\nstore";
    let other = "url = \"https://other.example/oauth/userinfo\"\nstore";
    refused(url, other, "oauth.post_connect", "`other.example` is not among the hosts");
    let place = "place = [{ in = \"header\", name = \"Host\", value = \"{access_token}\" }]\nstore";
    refused("store = { account_id", &format!("{place} = {{ account_id"), "place[0]", "headers");
}
