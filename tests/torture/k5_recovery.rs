//! K5: the keyring is wiped; the kit brings every secret back. A wrong kit, and a kit with one wrong character at any
//! place, do not.

use crate::app_host::{Harness, said};
use crate::keyed_vault::{Tokens, kit};
use crate::random::Seeded;
use crate::report::{Control, Outcome};
use crate::{Run, scratch};
use anyhow::{Context, Result, ensure};
use credenza_vault::RecoveryKit;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use std::path::Path;

const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    for drill in 0..run.size(3, 50) {
        if let Err(error) = drill_once() {
            outcome.failures.push(format!("drill {drill}: {error:#}"));
        }
        outcome.cases += 1;
    }
    let mut random = Seeded::new(run.seed);
    let mut careless = 0;
    for _ in 0..run.size(2, 100) {
        let (cases, accepted, fooled) = typos(&mut random);
        outcome.cases += cases;
        careless += fooled;
        if accepted > 0 {
            outcome.failures.push(format!("{accepted} kits with a wrong character were accepted"));
        }
    }
    outcome.control = Control::of(careless);
    Ok(outcome)
}

fn drill_once() -> Result<()> {
    let (runtime, folder) = (scratch::runtime()?, scratch::folder()?);
    runtime.block_on(async {
        let mut tokens = Tokens::start().await?;
        tokens.fill(folder.path(), 5).await?;
        wipe_keyring(folder.path())?;
        let app = Harness::open(folder.path()).await?;
        let Err(failure) = app.ask("vault.unlock", json!({})).await else {
            anyhow::bail!("it opens without its key")
        };
        ensure!(failure.code.as_str() == "keyring.key_missing", "{}", said(&failure));
        let strange = RecoveryKit::draw().to_text();
        let request = json!({"recovery_kit": strange.expose_secret(), "method": "keyring"});
        ensure!(app.ask("vault.recover", request).await.is_err(), "a wrong kit opens it");
        let request = json!({"recovery_kit": kit(folder.path())?, "method": "keyring"});
        app.must("vault.recover", request).await?;
        tokens.check(&app).await?;
        app.close().await;
        let app = Harness::open(folder.path()).await?;
        app.unlock().await.context("the new key does not open it")?;
        tokens.check(&app).await?;
        app.close().await;
        Ok(())
    })
}

fn wipe_keyring(folder: &Path) -> Result<()> {
    std::fs::remove_dir_all(folder.join("keyring"))?;
    Ok(std::fs::create_dir(folder.join("keyring"))?)
}

/// Every place, every other letter: how many, how many were accepted, and how many a reader without a checksum would
/// take for a kit.
fn typos(random: &mut Seeded) -> (u64, u64, u64) {
    let key = RecoveryKit::draw().to_text().expose_secret().to_owned();
    let (mut cases, mut accepted, mut fooled) = (0, 0, 0);
    for (place, right) in key.char_indices() {
        for wrong in LETTERS.chars().filter(|letter| *letter != right) {
            let typed: String = key
                .char_indices()
                .map(|(at, letter)| if at == place { wrong } else { letter })
                .collect();
            fooled += u64::from(typed.len() == key.len());
            cases += 1;
            accepted += u64::from(RecoveryKit::read(&SecretString::from(typed)).is_ok());
        }
    }
    // Two neighbours changed places, the mistake that people make most.
    let at = random.below(key.len() - 1);
    let mut letters: Vec<char> = key.chars().collect();
    letters.swap(at, at + 1);
    let swapped: String = letters.into_iter().collect();
    let taken = swapped != key && RecoveryKit::read(&SecretString::from(swapped)).is_ok();
    (cases + 1, accepted + u64::from(taken), fooled)
}
