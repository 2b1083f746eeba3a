//! Wrong passphrases cost bounded time and memory (RELIABILITY K6). A program of its own: it measures the
//! whole process, and other tests would grow it too.
#![allow(clippy::unwrap_used, reason = "a test says where it failed by panicking")]

use credenza_vault::{Argon2Params, KeySlot, SlotError};
use std::time::{Duration, Instant};

fn cheapest() -> Argon2Params {
    Argon2Params { m_kib: 19 * 1024, t: 1, p: 1, salt: [9; 16] }
}

#[test]
fn two_thousand_wrong_passphrases_are_refused_in_bounded_time_and_memory() {
    let (slot, _) = KeySlot::passphrase(&"marmot velvet oxbow".into(), cheapest()).unwrap();
    let start = Instant::now();
    guess_wrongly(&slot, 200);
    // Measured after a warm-up: what the allocator keeps for reuse is not growth.
    let warm = resident_kib();
    guess_wrongly(&slot, 1800);
    assert!(start.elapsed() < Duration::from_secs(300), "{:?}", start.elapsed());
    let grown = resident_kib().saturating_sub(warm);
    assert!(
        grown < 150 * 1024,
        "grew by {grown} KiB, a leak of one matrix per guess would be 34 GiB"
    );
    slot.derive_kek(&"marmot velvet oxbow".into()).unwrap();
}

fn guess_wrongly(slot: &KeySlot, guesses: usize) {
    std::thread::scope(|scope| {
        for half in 0..2 {
            scope.spawn(move || {
                for n in 0..guesses / 2 {
                    let guess = format!("guess {half} {n}").into();
                    assert_eq!(slot.derive_kek(&guess).unwrap_err(), SlotError::WrongKey);
                }
            });
        }
    });
}

/// Resident memory from `/proc`; zero where there is none, which makes the bound trivially true.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}
