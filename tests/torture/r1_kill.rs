//! R1: kill -9 storm. A child works on a vault and acknowledges on a pipe; it is killed at a random
//! moment; what is then in the vault must be what was acknowledged, or that and the one operation
//! that was under way, as a whole.

use crate::child::{From, kill_at_random};
use crate::model::{Op, State, read};
use crate::random::Seeded;
use crate::report::{Control, Outcome};
use crate::{Run, scratch};
use anyhow::{Context, Result};
use std::path::Path;

/// Kills per vault: it grows meanwhile.
const ROUNDS: u64 = 20;
const LANES: u64 = 4;

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    let vaults = run.size(1_000, 10_000).div_ceil(ROUNDS);
    let results = scratch::in_parallel(vaults, LANES, |index| {
        storm(run.seed ^ (index << 40), "sound", ROUNDS)
    });
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    let mut acknowledged = 0;
    for (cases, entries, failure) in results {
        outcome.cases += cases;
        acknowledged += entries;
        outcome.failures.extend(failure);
    }
    if acknowledged < outcome.cases {
        let lives = outcome.cases;
        outcome.failures.push(format!("{acknowledged} operations in {lives} lives show nothing"));
    }
    let caught = |manner| {
        let found = scratch::in_parallel(4, LANES, |index| storm(run.seed ^ index, manner, 50));
        found
            .iter()
            .filter(|(_, _, failure)| failure.as_ref().is_some_and(|text| text.contains("neither")))
            .count() as u64
    };
    let (early, splits) = (caught("acks-early"), caught("splits"));
    if early > 0 && splits > 0 {
        outcome.control = Control::Caught(early + splits);
    } else {
        outcome
            .failures
            .push(format!("controls: acks before commit {early}, two transactions {splits}"));
    }
    Ok(outcome)
}

/// Kills until something is wrong, `rounds` at most: how often, after how many operations, and what
/// is wrong.
fn storm(seed: u64, manner: &str, rounds: u64) -> (u64, u64, Option<String>) {
    let mut done = 0;
    let mut state = State::default();
    let result = try_storm(seed, manner, rounds, &mut done, &mut state);
    (
        done,
        state.entries,
        result.err().map(|error| format!("{manner}, vault seed {seed}, kill {done}: {error:#}")),
    )
}

fn try_storm(
    seed: u64,
    manner: &str,
    rounds: u64,
    done: &mut u64,
    state: &mut State,
) -> Result<()> {
    let folder = scratch::folder()?;
    let runtime = scratch::runtime()?;
    let scope = scratch::scope(seed)?;
    runtime.block_on(async {
        scratch::create(folder.path(), &scope).await?.close().await;
        anyhow::Ok(())
    })?;
    let mut random = Seeded::new(seed);
    while *done < rounds {
        let lines = kill_once(folder.path(), seed, &mut random, manner)?;
        *done += 1;
        let (before, after) = replay(state.clone(), &lines)?;
        let found = runtime.block_on(async {
            let store = scratch::open(folder.path()).await?;
            let found = read::read(&store, &scope).await;
            store.close().await;
            found
        })?;
        anyhow::ensure!(
            found == before || found == after,
            "the vault is neither as acknowledged nor one whole operation further; last lines: {:?}",
            lines.lines().rev().take(3).collect::<Vec<_>>()
        );
        *state = found;
    }
    Ok(())
}

/// What the child said until it was killed.
fn kill_once(folder: &Path, seed: u64, random: &mut Seeded, manner: &str) -> Result<String> {
    let words = [seed.to_string(), random.next().to_string(), manner.to_owned()];
    let arguments = [vec![folder.display().to_string()], words.to_vec()].concat();
    kill_at_random("r1", &arguments, From::Start, 1..201, random)
}

/// The state as acknowledged, and with the operation that was under way.
fn replay(mut state: State, lines: &str) -> Result<(State, State)> {
    let mut under_way: Option<Op> = None;
    for line in lines.lines() {
        match line.strip_prefix("> ") {
            // An operation that was refused gets no acknowledgement.
            Some(op) => under_way = Some(op.parse()?),
            None => {
                let op = under_way.take().context("an acknowledgement of nothing")?;
                anyhow::ensure!(state.apply(op), "a refused operation was acknowledged: {op:?}");
            }
        }
    }
    let mut after = state.clone();
    if let Some(op) = under_way {
        after.apply(op);
    }
    Ok((state, after))
}
