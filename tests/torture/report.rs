//! What a harness found, and the one table.

use std::time::Duration;

/// What a harness found.
pub(crate) struct Outcome {
    /// How many cases.
    pub(crate) cases: u64,
    /// What went wrong, one line each.
    pub(crate) failures: Vec<String>,
    /// What the broken variant showed.
    pub(crate) control: Control,
}

/// What the broken variant showed.
pub(crate) enum Control {
    /// It was caught so many times.
    Caught(u64),
    /// The harness would not notice.
    Missed,
    /// The control is part of what is run.
    Elsewhere(&'static str),
}

impl Control {
    pub(crate) fn of(caught: u64) -> Self {
        if caught == 0 { Self::Missed } else { Self::Caught(caught) }
    }
}

impl Outcome {
    /// The harness itself could not run.
    pub(crate) fn broken(why: String) -> Self {
        Self { cases: 0, failures: vec![why], control: Control::Missed }
    }
}

/// A line of the table.
pub(crate) struct Row {
    pub(crate) id: &'static str,
    pub(crate) outcome: Outcome,
    pub(crate) seed: u64,
    pub(crate) took: Duration,
}

impl Row {
    pub(crate) fn is_good(&self) -> bool {
        self.outcome.failures.is_empty() && !matches!(self.outcome.control, Control::Missed)
    }
}

pub(crate) fn print(rows: &[Row]) {
    println!(
        "{:<4} {:>10} {:>9} {:>16} {:<24} {:>9}",
        "ID", "run", "failures", "seed", "control", "time"
    );
    for row in rows {
        let control = match row.outcome.control {
            Control::Caught(count) => format!("caught ({count})"),
            Control::Missed => "NOT CAUGHT".to_owned(),
            Control::Elsewhere(place) => place.to_owned(),
        };
        let failures = row.outcome.failures.len();
        let time = row.took.as_secs_f64();
        println!(
            "{:<4} {:>10} {failures:>9} {:>16} {control:<24} {time:>7.1} s",
            row.id, row.outcome.cases, row.seed
        );
    }
}
