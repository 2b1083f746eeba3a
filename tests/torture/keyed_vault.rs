//! A vault of the application with credentials whose secrets can be seen where they are used, and with a recovery kit.

use crate::app_host::{Harness, bearer_draft};
use crate::provider::{self, Answers};
use anyhow::{Context, Result, ensure};
use credenza_testing::http_service::HttpService;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// The provider that the credentials lead to, and what it was sent.
pub(crate) struct Tokens {
    service: HttpService,
    answers: Answers,
    expected: BTreeSet<String>,
}

impl Tokens {
    pub(crate) async fn start() -> Result<Self> {
        let (service, answers) = provider::start(|_, _| true).await?;
        Ok(Self { service, answers, expected: BTreeSet::new() })
    }

    pub(crate) fn port(&self) -> u16 {
        self.service.address().port()
    }

    /// Makes a vault with `count` credentials and a kit, and closes it.
    pub(crate) async fn fill(&mut self, folder: &Path, count: usize) -> Result<()> {
        let app = Harness::open(folder).await?;
        app.create().await?;
        for number in 0..count {
            let token = format!("tok-{number}-of-this-vault");
            let draft = bearer_draft(self.port(), &token);
            let add =
                json!({"connector": "http-bearer", "name": format!("n{number}"), "draft": draft});
            app.must("credential.add", add).await?;
            self.expected.insert(token);
        }
        let kit = json!({"kit": {"file": kit_file(folder)}});
        app.must("vault.create_recovery_kit", kit).await?;
        app.close().await;
        Ok(())
    }

    /// Everything is there, opens to what was saved, and the record is intact.
    pub(crate) async fn check(&self, app: &Harness) -> Result<()> {
        self.answers.take();
        app.must("credential.verify", json!({"all": true})).await?;
        let sent: BTreeSet<String> = self.answers.take().into_keys().collect();
        ensure!(sent == self.expected, "{} of {} secrets open", sent.len(), self.expected.len());
        let chain: Value = app.must("activity.verify", json!({})).await?;
        ensure!(chain["intact"] == true, "the record is broken: {chain}");
        Ok(())
    }

    /// What was sent since the last look.
    pub(crate) fn take(&self) -> BTreeSet<String> {
        self.answers.take().into_keys().collect()
    }
}

pub(crate) fn kit_file(folder: &Path) -> String {
    folder.join("kit.txt").display().to_string()
}

/// The kit's text, as a person would type it in.
pub(crate) fn kit(folder: &Path) -> Result<String> {
    std::fs::read_to_string(kit_file(folder)).context("no kit")
}

/// Copies a vault with its keyring, as it lies there closed.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            std::fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
