//! K6: wrong passphrases open nothing; hostile Argon2 parameters cost neither time nor memory.

use crate::random::Seeded;
use crate::report::{Control, Outcome};
use crate::{Run, process, scratch};
use anyhow::Result;
use credenza_vault::{Argon2Params, KeySlot, SlotMethod};
use secrecy::SecretString;
use std::time::{Duration, Instant};

const RIGHT: &str = "correct horse battery staple lamp";
const HOSTILE: [(u32, u32, u32); 9] = [
    (4 * 1024 * 1024, 3, 4),
    (u32::MAX, 1, 1),
    (64 * 1024, 1_000_000, 4),
    (64 * 1024, u32::MAX, 1),
    (64 * 1024, 3, u32::MAX),
    (64 * 1024, 3, 0xFF_FFFF),
    (0, 3, 4),
    (64 * 1024, 0, 4),
    (64 * 1024, 3, 0),
];

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    let mut random = Seeded::new(run.seed);
    // The cheapest that is accepted: how many wrong guesses open it does not depend on the cost.
    let params = Argon2Params { m_kib: 19 * 1024, t: 1, p: 1, salt: random.bytes() };
    let (slot, _) = KeySlot::passphrase(&SecretString::from(RIGHT), params)?;
    let wrong = run.size(1_000, 1_000);
    let guesses = scratch::in_parallel(wrong, 2, |index| guess(&slot, run.seed, index));
    let mut failures: Vec<String> = guesses.into_iter().flatten().collect();
    failures.extend(HOSTILE.iter().filter_map(|params| refuse(&slot, *params)));
    let control = slot.derive_kek(&SecretString::from(RIGHT)).is_ok();
    let cases = wrong + HOSTILE.len() as u64;
    Ok(Outcome { cases, failures, control: Control::of(u64::from(control)) })
}

fn guess(slot: &KeySlot, seed: u64, index: u64) -> Option<String> {
    let mut random = Seeded::new(seed ^ index.rotate_left(17));
    let mut text: Vec<char> = RIGHT.chars().collect();
    let place = random.below(text.len());
    match random.below(4) {
        0 => text[place] = char::from(b'A' + (random.next() % 26) as u8),
        1 => drop(text.remove(place)),
        2 => text.insert(place, 'é'),
        _ => text.truncate(place),
    }
    let text: String = text.into_iter().collect();
    let refused = slot.derive_kek(&SecretString::from(text)).err().map(|error| error.code());
    (refused != Some("E_WRONG_KEY")).then(|| format!("guess {index}: {refused:?}"))
}

fn refuse(slot: &KeySlot, (m_kib, t, p): (u32, u32, u32)) -> Option<String> {
    let SlotMethod::Passphrase(params) = &slot.method else {
        return Some("not a passphrase".to_owned());
    };
    let hostile = Argon2Params { m_kib, t, p, ..params.clone() };
    let slot = KeySlot { method: SlotMethod::Passphrase(hostile), ..slot.clone() };
    let (before, start) = (process::resident_kib(), Instant::now());
    let refused = slot.derive_kek(&SecretString::from(RIGHT)).err().map(|error| error.code());
    let grown = process::resident_kib().saturating_sub(before);
    let cheap = start.elapsed() < Duration::from_millis(50) && grown < 1024;
    (refused != Some("E_KDF_PARAMETERS") || !cheap)
        .then(|| format!("m={m_kib} t={t} p={p}: {refused:?}, {grown} KiB"))
}
