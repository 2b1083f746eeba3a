//! Mutated inputs for parsers, and the limits that each has to keep: no panic, bounded time, bounded
//! memory.

use crate::random::Seeded;
use crate::report::{Control, Outcome};
use crate::{Run, process};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// A parser under test, and inputs to begin with.
pub(crate) struct Target<'a> {
    pub(crate) name: &'a str,
    pub(crate) corpus: Vec<String>,
    /// Whether it takes the input.
    pub(crate) parse: &'a dyn Fn(&str) -> bool,
}

/// RELIABILITY: 50 ms per input. A build without optimisation is given ten times that.
const SLOWEST: Duration = Duration::from_millis(if cfg!(debug_assertions) { 500 } else { 50 });
const MOST_KIB: u64 = 64 * 1024;
/// The peak is asked once for so many inputs.
const BATCH: u64 = 64;
const LONGEST: usize = 64 * 1024;

/// What tends to confuse parsers of this kind.
const WORDS: [&str; 30] = [
    "{",
    "}",
    "{{",
    "${",
    "[",
    "]",
    "\"",
    "'",
    "\\",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "%00",
    "%",
    "&",
    "://",
    "@",
    ":",
    "-1",
    "9223372036854775808",
    "1e999",
    "(a{1000}){1000}",
    "(?=a)",
    "\\u{10FFFF}",
    "-----BEGIN ",
    "-----END ",
    "\r\n",
    "\n- &a [*a]",
    "null",
    "é\u{301}",
];

/// Runs `count` inputs through every target.
pub(crate) fn run(run: &Run, targets: &[Target<'_>]) -> Outcome {
    let count = run.size(100_000, 1_000_000);
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    for (index, target) in targets.iter().enumerate() {
        let found = attack(target, run.seed ^ (index as u64), count);
        outcome.cases += count;
        outcome.failures.extend(found);
    }
    let fragile = |text: &str| {
        assert!(!text.contains('%'), "a parser that panics");
        true
    };
    let control = Target { name: "control", corpus: vec!["a=b".to_owned()], parse: &fragile };
    let slow = |_: &str| {
        std::thread::sleep(SLOWEST + Duration::from_millis(5));
        true
    };
    let control_of_time = Target { name: "control", corpus: vec!["a".to_owned()], parse: &slow };
    let caught =
        [attack(&control, run.seed, 2_000).len(), attack(&control_of_time, run.seed, 2).len()];
    std::panic::set_hook(hook);
    outcome.control =
        Control::of(if caught.contains(&0) { 0 } else { caught.iter().sum::<usize>() as u64 });
    outcome
}

fn attack(target: &Target<'_>, seed: u64, count: u64) -> Vec<String> {
    let mut random = Seeded::new(seed);
    let mut failures = Vec::new();
    if !target.corpus.iter().any(|input| (target.parse)(input)) {
        failures
            .push(format!("{} takes nothing that it begins with: nothing is shown", target.name));
    }
    let mut case = 0;
    while case < count && failures.len() < 5 {
        process::reset_peak();
        let before = process::resident_kib();
        for _ in 0..BATCH.min(count - case) {
            let input = mutate(&mut random, &target.corpus);
            case += 1;
            if let Some(why) = try_one(target, &input) {
                failures.push(format!(
                    "{} input {case}: {why}: {:?}",
                    target.name,
                    shortened(&input)
                ));
            }
        }
        let grown = process::peak_kib().saturating_sub(before);
        if grown > MOST_KIB {
            failures.push(format!("{} inputs up to {case} took {grown} KiB", target.name));
        }
    }
    failures
}

fn try_one(target: &Target<'_>, input: &str) -> Option<String> {
    let start = Instant::now();
    if catch_unwind(AssertUnwindSafe(|| (target.parse)(input))).is_err() {
        return Some("panicked".to_owned());
    }
    // Another process may have had the processor: slow is what is slow again.
    let slow = start.elapsed() > SLOWEST && {
        let again = Instant::now();
        (target.parse)(input);
        again.elapsed() > SLOWEST
    };
    slow.then(|| format!("took {:?}", start.elapsed()))
}

fn shortened(input: &str) -> String {
    input.chars().take(200).collect()
}

fn mutate(random: &mut Seeded, corpus: &[String]) -> String {
    let mut bytes = random.one_of(corpus).clone().into_bytes();
    for _ in 0..=random.below(6) {
        let place = random.below(bytes.len() + 1);
        let end = bytes.len().min(place + random.below(40));
        match random.below(8) {
            0 if place < bytes.len() => bytes[place] ^= 1 << random.below(8),
            1 => drop(bytes.drain(place..end)),
            2 => insert(&mut bytes, place, random.one_of(&WORDS).as_bytes()),
            3 => {
                let word = random.one_of(&WORDS).repeat(1 << random.below(10));
                insert(&mut bytes, place, word.as_bytes());
            }
            4 => {
                let piece = bytes[place..end].to_vec();
                let target = random.below(bytes.len() + 1);
                insert(&mut bytes, target, &piece);
            }
            5 => bytes.truncate(place),
            6 => {
                let other = random.one_of(corpus).as_bytes().to_vec();
                let start = random.below(other.len() + 1);
                insert(&mut bytes, place, &other[start..]);
            }
            _ => {
                let noise: [u8; 12] = random.bytes();
                insert(&mut bytes, place, &noise);
            }
        }
        bytes.truncate(LONGEST);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn insert(bytes: &mut Vec<u8>, place: usize, piece: &[u8]) {
    bytes.splice(place..place, piece.iter().copied());
}
