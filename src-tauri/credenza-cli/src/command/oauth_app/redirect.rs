//! How the browser comes back, as it is typed: told by its form.

use serde_json::{Value, json};

/// A redirect, and the path that was proposed, if it was typed with it.
#[derive(Debug, PartialEq)]
pub(super) struct TypedRedirect {
    pub(super) redirect: Value,
    pub(super) path: Option<String>,
}

impl TypedRedirect {
    /// "loopback", an address of this computer with or without port and path, or an address elsewhere.
    pub(super) fn read(text: &str) -> Self {
        let here = |redirect, path: &str| Self {
            redirect,
            path: (!path.is_empty()).then(|| path.to_owned()),
        };
        if text == "loopback" {
            return here(json!({"kind": "loopback"}), "");
        }
        match (port_and_path(text, "http://127.0.0.1"), port_and_path(text, "http://localhost")) {
            (Some((None, path)), _) => here(json!({"kind": "loopback"}), path),
            (Some((Some(port), path)), _) => {
                here(json!({"kind": "loopback_port", "port": port}), path)
            }
            (_, Some((Some(port), path))) => {
                here(json!({"kind": "localhost_port", "port": port}), path)
            }
            _ => here(json!({"kind": "address", "address": text}), ""),
        }
    }
}

/// What follows the host: a port, a path, both or neither. `None` where it is something else.
fn port_and_path<'a>(text: &'a str, host: &str) -> Option<(Option<u16>, &'a str)> {
    let rest = text.strip_prefix(host)?;
    let (port, path) = rest.split_once('/').unwrap_or((rest, ""));
    match port.strip_prefix(':') {
        Some(port) => Some((Some(port.parse().ok()?), path)),
        None => port.is_empty().then_some((None, path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_is_told_by_its_form() {
        let redirect = |text: &str| TypedRedirect::read(text).redirect;
        assert_eq!(redirect("loopback")["kind"], "loopback");
        assert_eq!(redirect("http://127.0.0.1")["kind"], "loopback");
        assert_eq!(redirect("http://127.0.0.1:4711/")["port"], 4711);
        assert_eq!(redirect("http://localhost:4711")["kind"], "localhost_port");
        for elsewhere in [
            "https://example.com/back",
            "http://127.0.0.1:99999",
            "http://localhost",
            "http://127.0.0.10/x",
        ] {
            assert_eq!(redirect(elsewhere)["kind"], "address", "{elsewhere}");
        }
    }

    #[test]
    fn an_address_that_was_proposed_is_taken_back_whole() {
        for (text, kind) in [
            ("http://127.0.0.1/0af3", "loopback"),
            ("http://127.0.0.1:47931/0af3", "loopback_port"),
            ("http://localhost:47931/0af3", "localhost_port"),
        ] {
            let typed = TypedRedirect::read(text);
            assert_eq!(
                (typed.redirect["kind"].as_str(), typed.path.as_deref()),
                (Some(kind), Some("0af3"))
            );
        }
        assert_eq!(TypedRedirect::read("http://127.0.0.1:4711/").path, None);
    }
}
