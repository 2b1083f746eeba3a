//! G3: random operations on the store and on a model in memory give the same; at three crash points
//! the store falls back to the last commit.

use crate::Run;
use crate::model::perform::{Manner, change, perform, record};
use crate::model::{Op, State, read};
use crate::random::Seeded;
use crate::report::{Control, Outcome};
use crate::scratch;
use anyhow::{Result, ensure};
use credenza_store::{Scope, Store};
use std::path::Path;

/// Operations per vault, and how often everything is compared.
const STEPS: u64 = 500;
const COMPARED_EVERY: u64 = 25;

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    let vaults = run.size(10_000, 1_000_000).div_ceil(STEPS);
    let results =
        scratch::in_parallel(vaults, 2, |index| sequence(run.seed ^ (index << 40), false));
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    for result in results {
        match result {
            Ok(()) => outcome.cases += STEPS,
            Err(error) => outcome.failures.push(format!("{error:#}")),
        }
    }
    // Control: a model with another rule must be found out.
    outcome.control = Control::of(u64::from(sequence(run.seed, true).is_err()));
    Ok(outcome)
}

fn sequence(seed: u64, forgetful: bool) -> Result<()> {
    scratch::runtime()?.block_on(async {
        let folder = scratch::folder()?;
        let scope = scratch::scope(seed)?;
        let mut store = scratch::create(folder.path(), &scope).await?;
        let (mut random, mut state) = (Seeded::new(seed), State::default());
        for step in 0..STEPS {
            let op = state.random_op(&mut random, u32::try_from(step)?);
            if random.below(40) == 0 {
                store = crash(store, folder.path(), &scope, &mut random, op).await?;
                ensure!(
                    read::read(&store, &scope).await? == state,
                    "step {step}: a crash before commit left something"
                );
            }
            let done = perform(&store, &scope, &mut random, op, Manner::Sound, || {}).await?;
            let allowed = state.apply(op);
            ensure!(done == allowed, "step {step}: {op:?} was done: {done}, should be: {allowed}");
            if forgetful && matches!(op, Op::Pause { .. }) && allowed {
                state.entries -= 1;
            }
            if step % COMPARED_EVERY == 0 || step + 1 == STEPS {
                ensure!(
                    read::read(&store, &scope).await? == state,
                    "step {step}: store and model differ (seed {seed})"
                );
            }
        }
        store.close().await;
        Ok(())
    })
}

/// Ends a transaction before its commit in one of three ways; gives the store to go on with.
async fn crash(
    store: Store,
    folder: &Path,
    scope: &Scope,
    random: &mut Seeded,
    op: Op,
) -> Result<Store> {
    let point = random.below(3);
    let mut tx = store.write().await?;
    let changed = change(&mut tx, scope, random, op).await?;
    if point > 0 && changed {
        record(&mut tx, scope, op).await?;
    }
    if point == 2 {
        // What a power cut would leave: the files as they are in the middle of the transaction.
        let image = scratch::folder()?;
        for name in ["vault.db", "vault.db-wal"] {
            std::fs::copy(folder.join(name), image.path().join(name))?;
        }
        let copy = scratch::open(image.path()).await?;
        drop(tx);
        ensure!(
            read::read(&copy, scope).await? == read::read(&store, scope).await?,
            "the image differs"
        );
        copy.close().await;
        return Ok(store);
    }
    drop(tx);
    if point == 1 {
        store.close().await;
        return scratch::open(folder).await;
    }
    Ok(store)
}
