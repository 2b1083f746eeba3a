//! The system browser, for sign-ins, and only for them: the address comes from the core, which made it
//! from the connector's data; the web view has no say in it.

use crate::window;
use credenza_model::SignInId;
use credenza_protocol::sign_in::SignInView;
use credenza_protocol::{ErrorCode, Event, Failure};
use serde_json::Value;
use std::collections::HashSet;
use std::sync::Mutex;
use tauri::{AppHandle, Manager, Url};
use tauri_plugin_opener::OpenerExt;

/// In builds for the end-to-end tests: the file to which addresses go instead of to a browser.
const FILE: &str = "CREDENZA_E2E_OPENED";

/// Sign-ins whose browser this window opened, and which have not come back yet.
#[derive(Default)]
pub(crate) struct Away(Mutex<HashSet<SignInId>>);

/// Opens the address of a sign-in that has just begun; a device sign-in has none for here. That no browser
/// opens is no failure: the window shows the address as well.
pub(crate) fn begin(app: &AppHandle, answer: &Value) {
    let Ok(view) = serde_json::from_value::<SignInView>(answer.clone()) else { return };
    if view.device.is_none()
        && let Err(failure) = open(app, &view)
    {
        tracing::warn!(code = failure.code.as_str(), "no browser could be opened");
    }
}

/// Opens it because the person asked for it, and says when that does not work.
///
/// # Errors
/// `sign_in.no_browser`.
pub(crate) fn open_again(app: &AppHandle, answer: &Value) -> Result<(), Failure> {
    let view = serde_json::from_value::<SignInView>(answer.clone()).map_err(|_| no_browser())?;
    open(app, &view)
}

fn open(app: &AppHandle, view: &SignInView) -> Result<(), Failure> {
    let address = view.address.as_deref().unwrap_or_default();
    if !may_be_opened(address, &view.host) {
        tracing::warn!(host = view.host, "a sign-in address was not opened");
        return Err(no_browser());
    }
    if let Ok(mut away) = app.state::<Away>().0.lock() {
        away.insert(view.id);
    }
    let opened = match told_file() {
        Some(file) => std::fs::write(file, address).map_err(|error| error.to_string()),
        None => app.opener().open_url(address, None::<&str>).map_err(|error| error.to_string()),
    };
    opened.map_err(|error| {
        tracing::warn!(error, "the system gave no browser");
        no_browser()
    })
}

fn no_browser() -> Failure {
    Failure::new(ErrorCode::SignInNoBrowser, "The browser could not be opened")
        .hint("Copy the link, and open it yourself.")
}

/// The browser came back, or the sign-in ended otherwise: the person looks at the window again.
pub(crate) fn notice(app: &AppHandle, event: &Event) {
    let Event::SignInChanged { sign_in } = event else { return };
    let came_back = app.state::<Away>().0.lock().is_ok_and(|mut away| away.remove(sign_in));
    if came_back {
        window::focus(app);
    }
}

/// https, or plain http to this computer, which the core allows only to approved addresses; and to the host
/// that is shown.
fn may_be_opened(address: &str, host: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let found = url.host_str().unwrap_or_default();
    let scheme = match url.scheme() {
        "https" => true,
        "http" => matches!(found, "127.0.0.1" | "[::1]" | "localhost"),
        _ => false,
    };
    scheme && found == host && url.username().is_empty() && url.password().is_none()
}

fn told_file() -> Option<std::ffi::OsString> {
    if cfg!(feature = "e2e") { std::env::var_os(FILE) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_shown_host_is_opened_and_only_over_https() {
        assert!(may_be_opened("https://accounts.example.com/auth?x=1", "accounts.example.com"));
        assert!(may_be_opened("http://127.0.0.1:9000/auth", "127.0.0.1"));
        for (address, host) in [
            ("https://evil.example/auth", "accounts.example.com"),
            ("http://accounts.example.com/auth", "accounts.example.com"),
            ("https://accounts.example.com@evil.example/", "accounts.example.com"),
            ("https://me@accounts.example.com/", "accounts.example.com"),
            ("file:///etc/passwd", ""),
            ("javascript:alert(1)", ""),
            ("not an address", ""),
        ] {
            assert!(!may_be_opened(address, host), "{address}");
        }
    }
}
