//! A running window, and what it shows.

use super::desk::Desk;
use super::home::Home;
use super::process::{Running, built};
use super::{PATIENCE, Screen};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use thirtyfour::{Capabilities, WebDriver};

const POLL: Duration = Duration::from_millis(60);

/// A running window. Its hands are in [`keyboard`](super::keyboard) and [`mouse`](super::mouse).
pub struct Window {
    session: Session,
    desk: Desk,
    _driver: Running,
}

/// WebDriver's session. Left alone after a failure: its client would wait for a driver that is gone.
struct Session(Option<WebDriver>);

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.0.take().map(WebDriver::leak);
    }
}

impl Window {
    /// Opens the application on a desk of its own, of the usual size, without a keyring.
    pub async fn open(home: &Home) -> Self {
        Self::open_on(Desk::new(Screen::WIDE), home).await
    }

    /// Opens the application on this desk, in full size.
    pub async fn open_on(desk: Desk, home: &Home) -> Self {
        credenza_connect::egress::install_crypto_provider();
        let port = credenza_testing::servers::free_port();
        let mut driver = desk.command("WebKitWebDriver", home);
        driver.arg(format!("--port={port}")).stdout(Stdio::null());
        driver.env("TAURI_WEBVIEW_AUTOMATION", "true").env("CREDENZA_E2E_OPENED", home.opened());
        driver.env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
        let process = Running::start(&mut driver, "webkit2gtk-driver");
        let driver = start_session(&format!("http://127.0.0.1:{port}")).await;
        let Screen(width, height) = desk.screen();
        let _ = driver.set_window_rect(0, 0, width, height).await;
        let session = Session(Some(driver));
        let window = Self { session, desk, _driver: process };
        window.count_hands().await;
        window
    }

    /// Ends the application; the desk stays for the next.
    pub async fn close(self) -> Desk {
        let Self { mut session, desk, _driver } = self;
        if let Some(driver) = session.0.take() {
            let _ = driver.quit().await;
        }
        desk.wait_until_free();
        desk
    }

    pub(super) fn driver(&self) -> &WebDriver {
        self.session.0.as_ref().unwrap()
    }

    /// The desk on which it stands.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// All words on the screen.
    pub async fn words(&self) -> String {
        self.value("return document.body.innerText").await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until `words` are on the screen.
    pub async fn shows(&self, words: &str) {
        self.shows_all(&[words]).await;
    }

    /// Waits until all of these are on the screen at once.
    pub async fn shows_all(&self, words: &[&str]) {
        let begun = Instant::now();
        loop {
            let shown = plain(&self.words().await);
            let missing = words.iter().find(|words| !shown.contains(&plain(words)));
            let Some(missing) = missing else { return };
            self.give_up(begun, &format!("'{missing}' never appeared")).await;
        }
    }

    /// Waits until `words` are gone from the document, not only from sight.
    pub async fn forgets(&self, words: &str) {
        let begun = Instant::now();
        loop {
            let html = self.value("return document.documentElement.outerHTML").await;
            if !html.as_str().unwrap_or_default().contains(words) {
                return;
            }
            self.give_up(begun, &format!("'{words}' is still in the document")).await;
        }
    }

    /// Waits until the body of a function is true in the page. `what` says it in words.
    pub async fn until(&self, what: &str, body: &str) {
        let begun = Instant::now();
        while self.value(body).await != Value::Bool(true) {
            self.give_up(begun, what).await;
        }
    }

    /// Waits until the focus is on something whose name begins like this.
    pub async fn focuses(&self, name: &str) {
        let begun = Instant::now();
        loop {
            let focused = self.focused().await;
            if focused.starts_with(name) {
                return;
            }
            self.give_up(begun, &format!("the focus is on '{focused}', not on '{name}'")).await;
        }
    }

    /// The accessible name of what has the focus.
    pub async fn focused(&self) -> String {
        let body = format!("{NAME_OF} return nameOf(document.activeElement)");
        self.value(&body).await.as_str().unwrap_or_default().to_owned()
    }

    /// What stands in the field with that label.
    pub async fn field(&self, label: &str) -> String {
        let body = format!(
            "{NAME_OF} const all = [...document.querySelectorAll('input, textarea')]; \
             return all.filter((e) => e.checkVisibility() && nameOf(e).startsWith({})).at(-1)?.value",
            json!(label)
        );
        self.value(&body).await.as_str().unwrap_or_default().to_owned()
    }

    /// What is said under the field with that label, and whether it is marked as wrong.
    pub async fn error_at(&self, label: &str) -> String {
        let body = format!(
            "{NAME_OF} const all = [...document.querySelectorAll('input, textarea, button')]; \
             const field = all.filter((e) => e.getAttribute('aria-invalid') === 'true' && nameOf(e).startsWith({})).at(-1); \
             const ids = (field?.getAttribute('aria-describedby') ?? '').split(' '); \
             return ids.map((id) => document.getElementById(id)?.innerText ?? '').join(' ')",
            json!(label)
        );
        self.value(&body).await.as_str().unwrap_or_default().to_owned()
    }

    /// Runs the body of a function in the page; its value.
    pub async fn value(&self, body: &str) -> Value {
        self.driver().execute(body, vec![]).await.unwrap().json().clone()
    }

    /// Runs the body of an async function in the page; its value, or `{"denied": …}`.
    pub async fn run(&self, body: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1]; (async () => {{ {body} }})()\
             .then((v) => done({{ok: v ?? null}}), (e) => done({{denied: String(e?.message ?? e?.code ?? e)}}))"
        );
        self.driver().execute_async(script, vec![]).await.unwrap().json().clone()
    }

    /// Makes it that large. Its desk has to be as large.
    pub async fn resize(&self, Screen(width, height): Screen) {
        let _ = self.driver().set_window_rect(0, 0, width, height).await;
        let large = format!("return innerWidth === {width} && innerHeight <= {height}");
        self.until(&format!("the window is {width}×{height}"), &large).await;
    }

    /// What a window of that size shows now, as a PNG file.
    pub fn picture(&self, screen: Screen, file: &Path) {
        self.desk.picture_of(screen, file);
    }

    /// Ends the test once patience is over; else waits a moment.
    pub(super) async fn give_up(&self, begun: Instant, why: &str) {
        assert!(begun.elapsed() < PATIENCE, "{why}; shown was:\n{}", self.words().await);
        tokio::time::sleep(POLL).await;
    }
}

/// The accessible name, as far as this application's own markup makes it.
pub(super) const NAME_OF: &str = "const plain = (t) => (t ?? '').replace(/\\s+/g, ' ').trim(); \
    const textOf = (ids) => ids.split(' ').map((id) => plain(document.getElementById(id)?.innerText)).join(' ').trim(); \
    const nameOf = (e) => !e || e === document.body ? '' : plain( \
      e.getAttribute('aria-label') || textOf(e.getAttribute('aria-labelledby') ?? '') \
      || [...(e.labels ?? [])].map((l) => l.innerText).join(' ') || e.innerText || e.title); ";

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn start_session(address: &str) -> WebDriver {
    let mut capabilities = Capabilities::new();
    let binary = built("CREDENZA_DESKTOP", "credenza-desktop");
    let options = json!({"binary": binary, "args": []});
    capabilities.set("webkitgtk:browserOptions", options).unwrap();
    let begun = Instant::now();
    loop {
        match WebDriver::new(address, capabilities.clone()).await {
            Ok(driver) => {
                driver.set_script_timeout(PATIENCE).await.unwrap();
                return driver;
            }
            Err(error) => assert!(begun.elapsed() < PATIENCE, "no window: {error}"),
        }
        tokio::time::sleep(POLL).await;
    }
}
