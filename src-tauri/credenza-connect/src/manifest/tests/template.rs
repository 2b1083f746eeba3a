//! Templates, bodies and addresses.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::manifest::{
    BodyTemplate, FieldValues, Rendered, Template, TemplateError, render, render_form, render_json,
    render_required, render_target,
};

fn values(pairs: &[(&str, &str, bool)]) -> FieldValues {
    let mut values = FieldValues::default();
    for (name, text, secret) in pairs {
        values.insert(name, SecretString::from(*text), *secret);
    }
    values
}

fn template(text: &str) -> Template {
    Template::parse(text).unwrap()
}

fn rendered(text: &str, pairs: &[(&str, &str, bool)]) -> Option<(String, bool)> {
    render(&template(text), &values(pairs))
        .unwrap()
        .map(|found| (found.expose().to_owned(), found.is_secret()))
}

#[test]
fn a_field_stands_where_it_is_named() {
    let found = rendered("Bearer {token}", &[("token", "abc", true)]);
    assert_eq!(found, Some(("Bearer abc".to_owned(), true)));
    assert_eq!(
        rendered("{a}:{b}", &[("a", "1", false), ("b", "2", false)]),
        Some(("1:2".to_owned(), false))
    );
}

#[test]
fn doubled_braces_are_braces() {
    assert_eq!(
        rendered("{{ viewer {{ id }} }}", &[]),
        Some(("{ viewer { id } }".to_owned(), false))
    );
}

#[test]
fn an_absent_or_empty_field_drops_the_whole_text() {
    assert_eq!(rendered("org {organization}", &[]), None);
    assert_eq!(rendered("org {organization}", &[("organization", "", false)]), None);
    assert_eq!(
        rendered("{user}:{password|or_empty}", &[("user", "ana", false)]),
        Some(("ana:".to_owned(), false))
    );
}

#[test]
fn a_required_field_that_is_absent_is_named() {
    let error = render_required(&template("{a}-{b}"), &values(&[("a", "1", false)])).err().unwrap();
    assert_eq!(error, TemplateError::Missing { field: "b".to_owned() });
}

#[test]
fn filters_apply_from_left_to_right_and_keep_the_secret_flag() {
    let pairs = [("key", " us21-ab:cd ", true)];
    for (filters, expected) in [
        ("trim|base64", "dXMyMS1hYjpjZA=="),
        ("trim|before:-", "us21"),
        ("trim|after::", "cd"),
        ("trim|hex", "757332312d61623a6364"),
        ("trim|urlencode", "us21-ab%3Acd"),
        ("trim|upper", "US21-AB:CD"),
    ] {
        let found = rendered(&format!("{{key|{filters}}}"), &pairs);
        assert_eq!(found, Some((expected.to_owned(), true)), "{filters}");
    }
}

#[test]
fn broken_templates_are_refused_with_a_reason() {
    for text in
        ["{", "a}b", "{a", "{A}", "{a|nonsense}", "{}", "{a b}", "{@nonsense}", "{a|before:}"]
    {
        assert!(Template::parse(text).is_err(), "{text}");
    }
    assert!(Template::parse("{a}").is_ok(), "the control");
    assert!(Template::parse(&"x".repeat(5000)).is_err());
}

fn address(
    base: &str,
    target: &str,
    pairs: &[(&str, &str, bool)],
) -> Result<String, TemplateError> {
    render_target(&template(base), &[], &template(target), &values(pairs))
        .map(|found| found.url.to_string())
}

#[test]
fn values_are_encoded_for_the_place_they_stand_in() {
    let pairs = [("id", "a/b?c=d#e", false), ("q", "x&y=z", false)];
    let url = address("https://api.acme.example/v1/", "/things/{id}?q={q}", &pairs).unwrap();
    assert_eq!(url, "https://api.acme.example/v1/things/a%2Fb%3Fc%3Dd%23e?q=x%26y%3Dz");
}

#[test]
fn no_value_leaves_its_place() {
    let base = "https://{sub}.acme.example";
    for hostile in [
        "evil.example/",
        "evil.example#",
        "a@evil.example",
        "evil.example?",
        "a\\b",
        "a b",
        ".",
        "-",
        "a:b",
    ] {
        assert!(address(base, "/", &[("sub", hostile, false)]).is_err(), "{hostile}");
    }
    for climb in [".", ".."] {
        assert!(
            address("https://a.example", "/x/{id}/y", &[("id", climb, false)]).is_err(),
            "{climb}"
        );
    }
    assert!(address(base, "/", &[("sub", "fine", false)]).is_ok(), "the control");
}

#[test]
fn a_path_a_person_gives_stays_on_its_host() {
    let base = [("base_url", "https://api.acme.example/v2/", false)];
    for (path, fine) in [
        ("/me", true),
        ("/me?fields=id&x=1", true),
        ("me", false),
        ("//evil.example", false),
        ("/a/../b", false),
        ("/a/%2e%2e/b", false),
        ("/a%252fb", false),
        ("/a\\b", false),
        ("/a b", false),
        ("/a#b", false),
        ("https://evil.example/", false),
    ] {
        let pairs = [base[0], ("probe_path", path, false)];
        assert_eq!(address("{base_url}", "{probe_path|path}", &pairs).is_ok(), fine, "{path}");
    }
}

#[test]
fn a_whole_base_url_is_an_origin_with_a_path_prefix() {
    for (url, expected) in [
        ("https://git.acme.example", Some("https://git.acme.example/api/v4/user")),
        ("http://127.0.0.1:8080/prefix/", Some("http://127.0.0.1:8080/prefix/api/v4/user")),
        ("https://user:pass@git.acme.example", None),
        ("https://git.acme.example?x=1", None),
        ("ftp://git.acme.example", None),
        ("git.acme.example", None),
    ] {
        assert_eq!(
            address("{url}/api/v4", "/user", &[("url", url, false)]).ok().as_deref(),
            expected,
            "{url}"
        );
    }
}

#[test]
fn a_secret_in_an_address_is_not_in_what_is_shown() {
    let placed = template("/bot{token}");
    let found = render_target(
        &template("https://api.telegram.example"),
        &[&placed],
        &template("/getMe"),
        &values(&[("token", "12:ab", true)]),
    )
    .unwrap();
    assert_eq!(found.url.as_str(), "https://api.telegram.example/bot12%3Aab/getMe");
    assert_eq!(
        (found.shown.as_str(), found.secret),
        ("https://api.telegram.example/bot{token}/getMe", true)
    );
}

fn body(value: Value) -> BodyTemplate {
    BodyTemplate::parse(value).unwrap()
}

#[test]
fn a_json_body_is_escaped_and_loses_absent_members() {
    let template_body = body(
        json!({"user": "{user}", "note": "{note}", "n": 1, "deep": [{"x": "{user}"}, "{note}"]}),
    );
    let text =
        render_json(Some(&template_body), &[], &values(&[("user", "a\"b\\c\n", false)])).unwrap();
    let parsed: Value = serde_json::from_str(text.expose_secret()).unwrap();
    assert_eq!(parsed, json!({"user": "a\"b\\c\n", "n": 1, "deep": [{"x": "a\"b\\c\n"}]}));
}

#[test]
fn members_placed_in_a_body_join_it_and_replace_its_own() {
    let key = template("{key}");
    let pairs = values(&[("key", "k", true)]);
    let text =
        render_json(Some(&body(json!({"apiKey": "x", "a": 1}))), &[("apiKey", &key)], &pairs)
            .unwrap();
    assert_eq!(text.expose_secret(), r#"{"a":1,"apiKey":"k"}"#);
    let alone = render_json(None, &[("apiKey", &key)], &pairs).unwrap();
    assert_eq!(alone.expose_secret(), r#"{"apiKey":"k"}"#);
    assert_eq!(
        render_json(Some(&body(json!([1]))), &[("k", &key)], &pairs).err(),
        Some(TemplateError::BodyNotAnObject)
    );
}

#[test]
fn a_form_body_is_flat() {
    let pairs = values(&[("key", "k", true)]);
    let flat = body(json!({"format": "json", "n": 2, "gone": "{absent}"}));
    let form: BTreeMap<String, String> =
        render_form(Some(&flat), &[("api_key", &template("{key}"))], &pairs)
            .unwrap()
            .into_iter()
            .map(|(name, value)| (name, value.expose_secret().to_owned()))
            .collect();
    let expected = [("api_key", "k"), ("format", "json"), ("n", "2")];
    assert_eq!(
        form,
        expected.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    );
    assert!(render_form(Some(&body(json!({"a": {"b": 1}}))), &[], &pairs).is_err());
}

#[test]
fn a_secret_text_is_wrapped_as_one() {
    let found =
        render(&template("{key|base64}"), &values(&[("key", "s3cret", true)])).unwrap().unwrap();
    assert!(matches!(found, Rendered::Secret(_)));
}
