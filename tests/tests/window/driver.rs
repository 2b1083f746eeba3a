//! One window with a vault of its own, and hands for it: buttons, fields, keys, and what is shown.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{Capabilities, Key};

/// How long anything may take to appear. Against hanging, not a measure of speed.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) const PASSPHRASE: &str = "correct horse battery staple yes";

/// A home of its own: vault, settings and the web view's profile.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn vault(&self) -> PathBuf {
        self.0.path().join("vault")
    }
}

/// A running window.
pub(crate) struct Window {
    pub(crate) driver: WebDriver,
    process: Child,
}

impl Window {
    pub(crate) async fn open(home: &Home) -> Self {
        credenza_connect::egress::install_crypto_provider();
        let port = credenza_testing::servers::free_port();
        let process = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("HOME", home.path())
            .env("XDG_DATA_HOME", home.path().join("data"))
            .env("XDG_CONFIG_HOME", home.path().join("config"))
            .env("XDG_CACHE_HOME", home.path().join("cache"))
            .env("CREDENZA_VAULT", home.vault())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver is in Debian's webkit2gtk-driver");
        let binary = std::env::var("CREDENZA_DESKTOP").expect("run by 'cargo xtask test window'");
        let mut capabilities = Capabilities::new();
        let options = serde_json::json!({"binary": binary, "args": []});
        capabilities.set("webkitgtk:browserOptions", options).unwrap();
        let address = format!("http://127.0.0.1:{port}");
        let begun = Instant::now();
        loop {
            match WebDriver::new(&address, capabilities.clone()).await {
                Ok(driver) => {
                    driver.set_script_timeout(PATIENCE).await.unwrap();
                    return Self { driver, process };
                }
                Err(error) => assert!(begun.elapsed() < PATIENCE, "no window: {error}"),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    pub(crate) async fn close(mut self) {
        let _ = self.driver.clone().quit().await;
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// All words on the screen.
    pub(crate) async fn words(&self) -> String {
        let answer = self.driver.execute("return document.body.innerText", vec![]).await.unwrap();
        answer.convert().unwrap_or_default()
    }

    /// Waits until `words` are on the screen.
    pub(crate) async fn shows(&self, words: &str) {
        let begun = Instant::now();
        loop {
            let shown = self.words().await;
            if shown.contains(words) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "'{words}' never appeared; shown was:\n{shown}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until `words` are gone from the document, not only from sight.
    pub(crate) async fn forgets(&self, words: &str) {
        let begun = Instant::now();
        loop {
            let answer =
                self.driver.execute("return document.documentElement.outerHTML", vec![]).await;
            let html: String = answer.unwrap().convert().unwrap();
            if !html.contains(words) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "'{words}' is still in the document");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Presses the first visible button or link whose name begins with `name`.
    pub(crate) async fn press(&self, name: &str) {
        let script = "const name = arguments[0]; const all = [...document.querySelectorAll(\
            'button, a[href], [role=menuitem], [role=option], [role=tab], [role=switch]')].reverse(); \
            const named = (e) => (e.getAttribute('aria-label') ?? e.innerText).trim().startsWith(name); \
            return all.find((e) => e.checkVisibility() && !e.closest('[inert], [data-base-ui-inert]') && named(e)) ?? null;";
        self.element(script, name).await.click().await.unwrap();
    }

    /// Types into the field with that label, in place of what stands there.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        let script = "const name = arguments[0]; const all = [...document.querySelectorAll('input, textarea')].reverse(); \
            const named = (e) => [...(e.labels ?? [])].some((l) => l.innerText.trim().startsWith(name)) \
            || (e.getAttribute('aria-labelledby') ?? '').split(' ').some((id) => document.getElementById(id)?.innerText.trim().startsWith(name)); \
            return all.find((e) => e.checkVisibility() && e.type !== 'radio' && named(e)) ?? null;";
        let field = self.element(script, label).await;
        field.send_keys(Key::Control + "a").await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Sends keys to whatever has the focus.
    pub(crate) async fn keys(&self, keys: impl Into<TypingData>) {
        let script = "return document.activeElement";
        let answer = self.driver.execute(script, vec![]).await.unwrap();
        answer.element().unwrap().send_keys(keys).await.unwrap();
    }

    /// Runs the body of an async function in the page; its value, or `{"denied": …}`.
    pub(crate) async fn run(&self, body: &str) -> serde_json::Value {
        let script = format!(
            "const done = arguments[arguments.length - 1]; (async () => {{ {body} }})()\
             .then((v) => done({{ok: v ?? null}}), (e) => done({{denied: String(e?.message ?? e?.code ?? e)}}))"
        );
        self.driver.execute_async(script, vec![]).await.unwrap().json().clone()
    }

    async fn element(&self, script: &str, name: &str) -> WebElement {
        let begun = Instant::now();
        loop {
            let found = self.driver.execute(script, vec![serde_json::json!(name)]).await;
            if let Ok(Ok(element)) = found.map(|answer| answer.element()) {
                return element;
            }
            let waited = begun.elapsed();
            assert!(
                waited < PATIENCE,
                "nothing called '{name}'; shown was:\n{}",
                self.words().await
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.process.kill();
    }
}

/// Creates a vault with a passphrase, as a person at the first start does.
pub(crate) async fn create_vault(window: &Window) {
    window.press("Set up the vault").await;
    window.shows("New passphrase").await;
    window.fill("New passphrase", PASSPHRASE).await;
    window.fill("Repeat the passphrase", PASSPHRASE).await;
    window.press("Create vault").await;
    window.shows("No credentials yet").await;
}
