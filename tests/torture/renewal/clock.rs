//! The clock of every process of a harness: the real one, and what a file says beside it.

use anyhow::{Context, Result};
use credenza_app::{Clock, SystemClock};
use credenza_model::Timestamp;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Reads `WALL UPTIME` (milliseconds to add) from a file at every look.
pub(super) struct FileClock(pub(super) PathBuf);

impl FileClock {
    /// What the file says; a file that is being replaced says what it said.
    fn offsets(&self) -> (i64, u64) {
        let text = std::fs::read_to_string(&self.0).unwrap_or_default();
        let mut words = text.split_whitespace();
        let wall = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        let uptime = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        (wall, uptime)
    }
}

impl Clock for FileClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(SystemClock.now().as_millis().saturating_add(self.offsets().0))
    }

    fn uptime(&self) -> Option<Duration> {
        Some(SystemClock.uptime()? + Duration::from_millis(self.offsets().1))
    }
}

/// Sets both, at once.
pub(super) fn set(path: &Path, wall: i64, uptime: u64) -> Result<()> {
    let next = path.with_extension("next");
    std::fs::write(&next, format!("{wall} {uptime}"))?;
    std::fs::rename(next, path).context("the clock could not be set")
}
