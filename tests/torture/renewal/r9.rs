//! R9: the clock is set, in every direction, while a token is fresh, due, just renewed, waiting after trouble,
//! or leased to a process that is gone. No storm of renewals, nothing that waits for years, and the record
//! keeps its order. The control is a clock that is set before every look: it must cost more than one renewal.

use super::world::World;
use crate::report::{Control, Outcome};
use crate::{Run, scratch};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

/// Jumps, in milliseconds; the last two are to 1970 and 2038, as far as they are from 2026.
const JUMPS: [i64; 8] = [HOUR, -HOUR, DAY, -DAY, 10 * YEAR, -10 * YEAR, -56 * YEAR, 12 * YEAR];

const SITUATIONS: [&str; 5] = ["fresh", "due", "renewed", "pausing", "orphaned"];

pub(crate) fn run(_: &Run) -> Result<Outcome> {
    let runtime = scratch::runtime()?;
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    let mut world = runtime.block_on(World::make(&json!({})))?;
    for jump in JUMPS {
        for situation in SITUATIONS {
            outcome.cases += 1;
            if let Err(error) = runtime.block_on(jump_once(&mut world, jump, situation)) {
                outcome.failures.push(format!("{situation}, {} h: {error:#}", jump / HOUR));
                world = runtime.block_on(World::make(&json!({})))?;
            }
        }
    }
    let mut world = runtime.block_on(World::make(&json!({})))?;
    outcome.control = Control::of(runtime.block_on(always_expired(&mut world))?);
    Ok(outcome)
}

async fn jump_once(world: &mut World, jump: i64, situation: &str) -> Result<()> {
    let start = world.wall;
    prepare(world, situation).await?;
    let before = world.renewals();
    world.set_wall(world.wall + jump)?;
    for _ in 0..3 {
        let outcome = world.verify().await?;
        ensure!(outcome == "passed", "it is {:?}", world.state().await?);
    }
    let asked = world.renewals() - before;
    ensure!(asked <= 1, "{asked} renewals after one jump");
    // Back to where it was, and an hour on: it goes on as if nothing had been.
    world.set_wall(start + 2 * HOUR)?;
    ensure!(world.verify().await? == "passed", "afterwards it is {:?}", world.state().await?);
    let total = world.renewals() - before;
    ensure!(total <= 2, "{total} renewals after two jumps");
    let chain: Value = world.app.must("activity.verify", json!({})).await?;
    ensure!(chain["intact"] == true, "the record is broken: {chain}");
    Ok(())
}

async fn prepare(world: &mut World, situation: &str) -> Result<()> {
    // Whatever the case before left: one renewal, long ago.
    world.expire()?;
    ensure!(
        world.verify().await? == "passed",
        "it does not begin well: {:?}",
        world.state().await?
    );
    world.move_clock(60_000, 0)?;
    match situation {
        "due" => world.expire()?,
        "renewed" => {
            world.expire()?;
            ensure!(world.verify().await? == "passed", "it was not renewed");
        }
        "pausing" => {
            world
                .sql("UPDATE oauth_grant SET attempts = 3, next_try = refresh_at + 600000")
                .await?;
        }
        "orphaned" => {
            world.expire()?;
            world.sql(
                "UPDATE oauth_grant SET lease_owner = '00000000-0000-0000-0000-000000000000/pid:[1]/1/1/0', \
                 lease_until = 32503680000000, lease_until_uptime = 9000000000000, intent_at = 0",
            )
            .await
            .context("no lease could be left behind")?;
        }
        _ => {}
    }
    Ok(())
}

/// How many renewals a clock costs that jumps before every look.
async fn always_expired(world: &mut World) -> Result<u64> {
    let before = world.renewals();
    for _ in 0..3 {
        world.expire()?;
        world.verify().await?;
    }
    let asked = (world.renewals() - before) as u64;
    Ok(if asked > 1 { asked } else { 0 })
}
