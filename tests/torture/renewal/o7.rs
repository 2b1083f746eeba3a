//! O7: the renewer is killed at a random moment of its renewal, or stopped for longer than its lease. Whoever
//! comes next sends at most one more request. Where the provider lets a token be used again (it does not
//! rotate), everything goes on; where it does not, the credential says that the renewal was interrupted.

use super::world::{NAME, Renewer, World};
use crate::random::Seeded;
use crate::report::{Control, Outcome};
use crate::{Run, scratch};
use anyhow::{Result, ensure};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Each half of a token request at the provider takes so long, so that kills find every phase.
const PAUSE: u64 = 40;

/// A recovery that takes longer is none (RELIABILITY, O7).
const RECOVERY: Duration = Duration::from_secs(3);

/// Longer than any lease.
const STOPPED: u64 = 90_000;

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    let kills = run.size(16, 240);
    let stops = run.size(4, 20);
    let runtime = scratch::runtime()?;
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    let mut interrupted = 0;
    for rotation in [false, true] {
        let seed = run.seed ^ u64::from(rotation);
        match runtime.block_on(storm(rotation, kills, seed, &mut outcome.cases)) {
            Ok(count) => interrupted += count,
            Err(error) => outcome.failures.push(format!("killed, rotation {rotation}: {error:#}")),
        }
        match runtime.block_on(stopped(rotation, stops, &mut outcome.cases)) {
            Ok(count) => interrupted += count,
            Err(error) => outcome.failures.push(format!("stopped, rotation {rotation}: {error:#}")),
        }
    }
    // Interruptions that the provider noticed are the control: without them no kill ever hit the moment
    // between the provider's answer and the commit.
    outcome.control = Control::of(interrupted);
    Ok(outcome)
}

fn options(rotation: bool) -> Value {
    json!({"rotation": rotation, "token_pause_ms": PAUSE})
}

/// Kills at random moments; how often a renewal was interrupted for good.
async fn storm(rotation: bool, kills: u64, seed: u64, cases: &mut u64) -> Result<u64> {
    let mut world = World::make(&options(rotation)).await?;
    let mut random = Seeded::new(seed);
    let mut interrupted = 0;
    for kill in 0..kills {
        world.expire()?;
        let before = world.renewals();
        let mut renewer = Renewer::start(world.folder.path())?;
        renewer.go()?;
        std::thread::sleep(Duration::from_millis(random.below(4 * PAUSE as usize) as u64));
        renewer.child.kill()?;
        renewer.child.wait()?;
        let begun = Instant::now();
        let outcome = world.verify().await?;
        let took = begun.elapsed();
        let asked = world.renewals() - before;
        *cases += 1;
        ensure!(asked <= 2, "kill {kill}: {asked} token requests");
        interrupted += judge(&world, rotation, &outcome)
            .await
            .map_err(|error| error.context(format!("kill {kill}")))?;
        ensure!(outcome != "passed" || took < RECOVERY, "kill {kill}: recovery took {took:?}");
    }
    Ok(interrupted)
}

/// 1 if the renewal was interrupted for good, which only a provider that rotates may cause; then somebody
/// signs in again.
async fn judge(world: &World, rotation: bool, outcome: &str) -> Result<u64> {
    let (state, reason) = world.state().await?;
    if outcome == "passed" {
        ensure!(state == "connected", "it passed and is {state} ({reason})");
        return Ok(0);
    }
    ensure!(rotation, "the provider takes a token twice, and yet it is {state} ({reason})");
    ensure!(
        (state.as_str(), reason.as_str()) == ("disconnected", "auth.refresh_interrupted"),
        "it is {state} ({reason})"
    );
    world.sign_in(Some(NAME)).await?;
    Ok(1)
}

/// A renewer that is stopped with its request on the way, and goes on when its lease is long over: what it
/// brings is refused.
async fn stopped(rotation: bool, stops: u64, cases: &mut u64) -> Result<u64> {
    let mut world = World::make(&options(rotation)).await?;
    let mut interrupted = 0;
    for _ in 0..stops {
        world.expire()?;
        let (before, reuses) = (world.renewals(), world.reuses());
        let mut renewer = Renewer::start(world.folder.path())?;
        let pid = Pid::from_child(&renewer.child);
        renewer.go()?;
        // The request is at the provider, which takes its time.
        while !world.is_leased().await? {
            std::thread::sleep(Duration::from_millis(2));
        }
        kill_process(pid, Signal::STOP)?;
        world.move_clock(STOPPED as i64, STOPPED)?;
        let outcome = world.verify().await?;
        let generation = world.generation().await?;
        kill_process(pid, Signal::CONT)?;
        renewer.hear()?;
        ensure!(world.generation().await? == generation, "a late writer was let through");
        let asked = world.renewals() - before;
        *cases += 1;
        ensure!(asked <= 2, "{asked} token requests");
        // What the late one saw may have disconnected nothing that works.
        let now = if outcome == "passed" { world.verify().await? } else { outcome };
        // Stopped a moment before it sent anything, the late one sends its old token after all: no client
        // can take that back. A provider that rotates then ends everything, and the next look says so.
        let reused =
            rotation && world.state().await?.1 == "auth.rejected" && world.reuses() > reuses;
        if now == "failed" && reused {
            world.sign_in(Some(NAME)).await?;
            interrupted += 1;
            continue;
        }
        interrupted += judge(&world, rotation, &now).await?;
    }
    Ok(interrupted)
}
