//! The torture harness: `cargo run -p credenza-tests --bin torture -- [--ci|--release] [ID…]`.
//!
//! One file per test of RELIABILITY. Each brings a positive control: a deliberately broken variant
//! that the same check must catch. Ends with one table; exits with 1 when anything failed or a
//! control was not caught. Deliberately absent: unit tests, which live beside the code.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a table on the terminal is what it makes"
)]

mod a_record;
mod app_host;
mod c1_bit_flips;
mod c2_swaps;
mod c3_policy;
mod c5_damage;
mod c6_vectors;
mod canary;
mod child;
mod f_parsers;
mod fuzz;
mod g1_guard_race;
mod g2_child;
mod g2_save;
mod g3_model;
mod k1_keyring;
mod k2_child;
mod k2_rotation;
mod k5_recovery;
mod k6_passphrase;
mod k7_backup;
mod keyed_vault;
mod l1_canaries;
mod l4_core;
mod l5_memory;
mod model;
mod oauth;
mod process;
mod provider;
mod r1_child;
mod r1_kill;
mod random;
mod renewal;
mod report;
mod scratch;
mod u1_commands;
mod u2_hostile;
mod u3_policy;
mod u4_ipc;

use anyhow::{Context, Result, bail};
use report::{Outcome, Row};
use std::process::ExitCode;
use std::time::Instant;

/// How much, and from which seed.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    /// The sizes of RELIABILITY's "REL" column instead of "CI".
    pub(crate) release: bool,
    /// Everything random comes from it.
    pub(crate) seed: u64,
}

impl Run {
    pub(crate) fn size(&self, ci: u64, release: u64) -> u64 {
        if self.release { release } else { ci }
    }
}

type Harness = fn(&Run) -> Result<Outcome>;

const HARNESSES: &[(&str, Harness)] = &[
    ("R1", r1_kill::run),
    ("C1", c1_bit_flips::run),
    ("C2", c2_swaps::run),
    ("C3", c3_policy::run),
    ("C5", c5_damage::run),
    ("C6", c6_vectors::run),
    ("K1", k1_keyring::run),
    ("K2", k2_rotation::run),
    ("K5", k5_recovery::run),
    ("K6", k6_passphrase::run),
    ("K7", k7_backup::run),
    ("A1", a_record::entries),
    ("A2", a_record::rollback),
    ("A3", a_record::checkpoints),
    ("G1", g1_guard_race::run),
    ("G2", g2_save::run),
    ("G3", g3_model::run),
    ("F1", f_parsers::manifests),
    ("F2", f_parsers::schemas_and_patterns),
    ("F3", f_parsers::templates_and_addresses),
    ("F4", f_parsers::keys_strings_and_blobs),
    ("O1", oauth::o1_callbacks::run),
    ("O2", oauth::o2_listener::run),
    ("O3", oauth::o3_sign_ins::run),
    ("O4", oauth::o4_strangers::run),
    ("O5", oauth::o5_faults::run),
    ("O6", renewal::o6::run),
    ("O7", renewal::o7::run),
    ("O8", oauth::o8_device::run),
    ("R9", renewal::r9::run),
    ("L1", l1_canaries::run),
    ("L4", l4_core::run),
    ("L5", l5_memory::run),
    ("U1", u1_commands::run),
    ("U2", u2_hostile::run),
    ("U3", u3_policy::run),
    ("U4", u4_ipc::run),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some("--child") = arguments.first().map(String::as_str) {
        return child(&arguments[1..]);
    }
    match parse(&arguments).and_then(|(run, wanted)| run_all(&run, &wanted)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("torture: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// The hidden mode: this program as the process that is killed, crashes, or is looked into.
fn child(arguments: &[String]) -> ExitCode {
    let done = match arguments.split_first() {
        Some((kind, rest)) if kind == "r1" => r1_child::run(rest),
        Some((kind, rest)) if kind == "g2" => g2_child::run(rest),
        Some((kind, rest)) if kind == "k2" => k2_child::run(rest),
        Some((kind, rest)) if kind == "renew" => renewal::child::run(rest),
        Some((kind, rest)) if kind == "crash" => process::crash(rest),
        Some((kind, rest)) if kind == "wait" => process::wait(rest),
        _ => Err(anyhow::anyhow!("unknown child")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("child: {error:#}");
            ExitCode::from(3)
        }
    }
}

fn parse(arguments: &[String]) -> Result<(Run, Vec<&'static (&'static str, Harness)>)> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).context("no randomness")?;
    let mut run = Run { release: false, seed: u64::from_le_bytes(bytes) >> 16 };
    let mut wanted = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--ci" => run.release = false,
            "--release" => run.release = true,
            "--seed" => run.seed = rest.next().context("--seed needs a number")?.parse()?,
            id => match HARNESSES.iter().find(|(known, _)| known.eq_ignore_ascii_case(id)) {
                Some(harness) => wanted.push(harness),
                None => bail!("'{id}' is none of {}", ids()),
            },
        }
    }
    if wanted.is_empty() {
        wanted = HARNESSES.iter().collect();
    }
    Ok((run, wanted))
}

fn ids() -> String {
    HARNESSES.iter().map(|(id, _)| *id).collect::<Vec<_>>().join(", ")
}

fn run_all(run: &Run, wanted: &[&(&'static str, Harness)]) -> Result<bool> {
    let mut rows = Vec::new();
    for (id, harness) in wanted {
        eprintln!("{id} …");
        let start = Instant::now();
        let outcome = harness(run).unwrap_or_else(|error| Outcome::broken(format!("{error:#}")));
        for failure in outcome.failures.iter().take(10) {
            eprintln!("{id}: {failure} (--seed {})", run.seed);
        }
        rows.push(Row { id, outcome, seed: run.seed, took: start.elapsed() });
    }
    report::print(&rows);
    Ok(rows.iter().all(Row::is_good))
}
