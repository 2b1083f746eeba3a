//! O6: many processes, one renewal. In each round the token is due, and all processes try the credential at
//! once; the provider must see one refresh token, and never one twice. Then a thousand callers of one process.
//! The control has each process on a copy of the vault: a lock that is scoped otherwise than the credential.

use super::world::{NAME, Renewer, World, open};
use crate::report::{Control, Outcome};
use crate::{Run, scratch};
use anyhow::{Result, ensure};
use serde_json::json;
use std::path::Path;

const PROCESSES: [usize; 4] = [2, 8, 16, 32];
const CALLERS: usize = 1_000;

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    let rounds = run.size(10, 200);
    let runtime = scratch::runtime()?;
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    for processes in PROCESSES {
        match runtime.block_on(race(processes, rounds, &mut outcome.cases)) {
            Ok(()) => {}
            Err(error) => outcome.failures.push(format!("{processes} processes: {error:#}")),
        }
    }
    if let Err(error) = runtime.block_on(thousand()) {
        outcome.failures.push(format!("{CALLERS} callers: {error:#}"));
    }
    outcome.cases += 1;
    outcome.control = Control::of(runtime.block_on(copies())?);
    Ok(outcome)
}

async fn race(processes: usize, rounds: u64, cases: &mut u64) -> Result<()> {
    let mut world = World::make(&json!({})).await?;
    let mut renewers =
        (0..processes).map(|_| Renewer::start(world.folder.path())).collect::<Result<Vec<_>>>()?;
    for round in 1..=rounds {
        world.expire()?;
        renewers.iter_mut().try_for_each(Renewer::go)?;
        for renewer in &mut renewers {
            let said = renewer.hear()?;
            ensure!(said == "passed", "round {round}: {said}");
        }
        *cases += 1;
        let asked = world.renewals() as u64;
        ensure!(asked == round, "{asked} token requests in {round} rounds");
        ensure!(world.reuses() == 0, "a refresh token was used twice");
    }
    Ok(())
}

/// Everybody at once, in one process.
async fn thousand() -> Result<()> {
    let mut world = World::make(&json!({})).await?;
    world.expire()?;
    let request = || world.app.ask("credential.refresh", json!({"credential": NAME}));
    let answers = futures::future::join_all((0..CALLERS).map(|_| request())).await;
    let failed = answers.iter().filter(|answer| answer.is_err()).count();
    ensure!(failed == 0, "{failed} were refused");
    let asked = world.renewals();
    ensure!(asked == 1, "{asked} token requests");
    Ok(())
}

/// The same token in several vaults: the provider must notice. How often it did.
async fn copies() -> Result<u64> {
    let mut world = World::make(&json!({})).await?;
    world.app.must("vault.lock", json!({})).await?;
    let folders = (0..4).map(|_| scratch::folder()).collect::<Result<Vec<_>>>()?;
    world.expire()?;
    for folder in &folders {
        copy(world.folder.path(), folder.path())?;
        let app = open(folder.path()).await?;
        app.unlock().await?;
        app.ask("credential.verify", json!({"credentials": [NAME]})).await.ok();
        app.close().await;
    }
    Ok(world.reuses())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            std::fs::create_dir_all(&place)?;
            copy(&entry.path(), &place)?;
        } else {
            std::fs::copy(entry.path(), place)?;
        }
    }
    std::fs::set_permissions(to, std::fs::metadata(from)?.permissions())?;
    Ok(())
}
