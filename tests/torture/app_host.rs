//! The application, hosted here: with a keyring in a folder, so that the next process finds its key.

use anyhow::{Result, anyhow};
use credenza_app::{App, AppConfig, Clock, Host, SystemClock, VaultPurpose, dispatch};
use credenza_connect::egress::{SystemResolver, TlsRoots};
use credenza_model::{Actor, ActorKind};
use credenza_protocol::Failure;
use credenza_vault::{KeyringError, KeyringItem, KeyringItems, Namespace, Patience};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Keyring items as files.
pub(crate) struct FolderKeyring(pub(crate) PathBuf);

impl FolderKeyring {
    fn file(&self, item: &KeyringItem) -> PathBuf {
        self.0.join(hex::encode(item.name()))
    }
}

impl KeyringItems for FolderKeyring {
    fn probe(&self, _: &Patience) -> Result<(), KeyringError> {
        Ok(())
    }

    fn write(
        &self,
        item: &KeyringItem,
        text: &SecretString,
        _: &Patience,
    ) -> Result<(), KeyringError> {
        std::fs::write(self.file(item), text.expose_secret()).map_err(|_| KeyringError::NotFound)
    }

    fn read(&self, item: &KeyringItem, _: &Patience) -> Result<SecretString, KeyringError> {
        std::fs::read_to_string(self.file(item))
            .map(SecretString::from)
            .map_err(|_| KeyringError::NotFound)
    }

    fn remove(&self, item: &KeyringItem, _: &Patience) -> Result<(), KeyringError> {
        let _ = std::fs::remove_file(self.file(item));
        Ok(())
    }
}

/// The harness as a host.
pub(crate) struct Harness {
    app: App,
    door: ActorKind,
}

impl Host for Harness {
    fn app(&self) -> &App {
        &self.app
    }

    fn actor(&self) -> Actor {
        let program = "torture".to_owned();
        Actor { kind: self.door, user: "torture".to_owned(), pid: std::process::id(), program }
    }
}

impl Harness {
    /// Opens the application on `folder/vault`, its keyring in `folder/keyring`.
    pub(crate) async fn open(folder: &Path) -> Result<Self> {
        Self::open_with(folder, folder).await
    }

    /// Opens the application on `folder/vault`, its keyring in `beside/keyring`.
    pub(crate) async fn open_with(folder: &Path, beside: &Path) -> Result<Self> {
        Self::open_clocked(folder, beside, Arc::new(SystemClock)).await
    }

    /// As [`open_with`](Self::open_with), with a clock of the harness.
    pub(crate) async fn open_clocked(
        folder: &Path,
        beside: &Path,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let keyring = beside.join("keyring");
        std::fs::create_dir_all(&keyring)?;
        let config = AppConfig {
            folder: folder.join("vault"),
            namespace: Namespace::Development,
            keyring: Arc::new(FolderKeyring(keyring)),
            resolver: Arc::new(SystemResolver),
            roots: TlsRoots::Platform,
            clock,
            purpose: VaultPurpose::Own,
        };
        let app = App::open(config).await.map_err(|failure| said(&failure))?;
        Ok(Self { app, door: ActorKind::CommandLine })
    }

    /// The same as the window's page.
    pub(crate) fn through_the_window(self) -> Self {
        Self { door: ActorKind::Window, ..self }
    }

    /// Runs an operation; its refusal is a value.
    pub(crate) async fn ask(&self, name: &str, request: Value) -> Result<Value, Failure> {
        dispatch(self, name, request).await
    }

    /// Runs an operation that must succeed.
    pub(crate) async fn must(&self, name: &str, request: Value) -> Result<Value> {
        self.ask(name, request).await.map_err(|failure| said(&failure).context(name.to_owned()))
    }

    pub(crate) async fn create(&self) -> Result<()> {
        self.must("vault.create", json!({"method": "keyring"})).await?;
        Ok(())
    }

    pub(crate) async fn unlock(&self) -> Result<()> {
        self.must("vault.unlock", json!({})).await?;
        Ok(())
    }

    pub(crate) async fn close(self) {
        self.app.shutdown().await;
    }
}

pub(crate) fn said(failure: &Failure) -> anyhow::Error {
    anyhow!("{}: {}", failure.code.as_str(), failure.message)
}

/// A draft for `http-bearer` at a loopback port.
pub(crate) fn bearer_draft(port: u16, token: &str) -> Value {
    json!({
        "fields": {"base_url": format!("http://127.0.0.1:{port}"), "probe_path": "/me", "token": token},
        "approvals": {"private": [format!("127.0.0.1:{port}")]},
    })
}
