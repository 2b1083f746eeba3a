//! What each step came to, and the table at the end.

use anyhow::Result;
use std::time::{Duration, Instant};

/// How a step ended.
pub(crate) enum Outcome {
    Passed,
    /// Passed, and something has to be said about what it did not look at.
    PassedBut(String),
    Failed(String),
    /// There was nothing to run, or it was not reached.
    NotRun(String),
}

/// The steps so far.
#[derive(Default)]
pub(crate) struct Report {
    rows: Vec<(&'static str, Outcome, Duration)>,
}

impl Report {
    pub(crate) fn add(&mut self, name: &'static str, outcome: Outcome) {
        self.add_timed(name, outcome, Duration::ZERO);
    }

    pub(crate) fn add_timed(&mut self, name: &'static str, outcome: Outcome, took: Duration) {
        self.rows.push((name, outcome, took));
    }

    /// Runs the work, notes how it ended, and returns its value.
    pub(crate) fn timed<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let start = Instant::now();
        let result = work();
        let outcome = match &result {
            Ok(_) => Outcome::Passed,
            Err(error) => Outcome::Failed(format!("{error:#}")),
        };
        self.add_timed(name, outcome, start.elapsed());
        result
    }

    pub(crate) fn has_failures(&self) -> bool {
        self.rows.iter().any(|(_, outcome, _)| matches!(outcome, Outcome::Failed(_)))
    }

    /// Prints the table and, as the last line, the count that CI reads.
    pub(crate) fn close(&self) {
        println!("\n{}", self.table());
        println!("{}", self.count());
    }

    fn table(&self) -> String {
        let mut text = String::new();
        for (name, outcome, took) in &self.rows {
            let (word, note) = match outcome {
                Outcome::Passed => ("passed", ""),
                Outcome::PassedBut(note) => ("passed", note.as_str()),
                Outcome::Failed(note) => ("FAILED", note.as_str()),
                Outcome::NotRun(note) => ("not run", note.as_str()),
            };
            text.push_str(
                format!("{name:<12} {word:<8} {:>7.1} s  {note}", took.as_secs_f64()).trim_end(),
            );
            text.push('\n');
        }
        text
    }

    fn count(&self) -> String {
        let of =
            |wanted: fn(&Outcome) -> bool| self.rows.iter().filter(|row| wanted(&row.1)).count();
        let passed = of(|outcome| matches!(outcome, Outcome::Passed | Outcome::PassedBut(_)));
        let failed = of(|outcome| matches!(outcome, Outcome::Failed(_)));
        format!("{passed} passed, {failed} failed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts_passed_and_failed_steps_and_nothing_else() {
        let mut report = Report::default();
        report.add("format", Outcome::Passed);
        report.add("deny", Outcome::PassedBut("advisories were not checked".to_owned()));
        assert_eq!(report.count(), "2 passed, 0 failed");
        report.add("test", Outcome::Failed("two tests failed".to_owned()));
        report.add("window", Outcome::NotRun("an earlier step failed".to_owned()));
        assert_eq!(report.count(), "2 passed, 1 failed");
        assert!(report.has_failures());
    }

    #[test]
    fn the_table_says_why() {
        let mut report = Report::default();
        report.add_timed(
            "window",
            Outcome::Failed("took too long".to_owned()),
            Duration::from_secs(61),
        );
        assert_eq!(report.table(), "window       FAILED      61.0 s  took too long\n");
    }
}
