//! What shows the desktop's notifications: dunst, which also writes down what it has shown.

use super::PATIENCE;
use super::process::Running;
use super::session::Session;
use std::fs::File;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;

/// The notifications of a session.
pub struct Notifications {
    shown: NamedTempFile,
    _daemon: Running,
}

impl Notifications {
    /// Starts the daemon `dunst`, a command of the session on its display, and waits until it would show something.
    pub(super) fn start(mut dunst: Command, session: &Session) -> Self {
        let shown = NamedTempFile::new().unwrap();
        let out = File::create(shown.path()).unwrap();
        dunst.arg("-print").stdin(Stdio::null()).stdout(out).stderr(Stdio::null());
        let daemon = Running::start(&mut dunst, "dunst");
        let begun = Instant::now();
        while !session.names().contains("org.freedesktop.Notifications") {
            assert!(begun.elapsed() < PATIENCE, "dunst did not come up");
            std::thread::sleep(Duration::from_millis(50));
        }
        Self { shown, _daemon: daemon }
    }

    /// The words of those that were shown so far, oldest first.
    #[must_use]
    pub fn shown(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.shown.path()).unwrap();
        let words = |line: &str| {
            Some(line.trim().strip_prefix("body: '")?.trim_end_matches('\'').to_owned())
        };
        text.lines().filter_map(words).collect()
    }
}
