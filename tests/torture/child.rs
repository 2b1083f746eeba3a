//! This program as a child that works until it is killed, and what it said until then.

use crate::random::Seeded;
use anyhow::{Context, Result, ensure};
use std::io::{ErrorKind, Read, Write};
use std::ops::Range;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// From when the time until the kill is counted.
#[derive(Clone, Copy)]
pub(crate) enum From {
    /// The process's start, so that opening is hit as well.
    Start,
    /// The first thing it says: on a busy machine opening alone may take longer than the kill.
    FirstWord,
}

/// How long a child may take to say something.
const PATIENCE: Duration = Duration::from_secs(60);

/// Starts the hidden mode `kind` and kills it (SIGKILL) after a random number of milliseconds. What it said until then.
pub(crate) fn kill_at_random(
    kind: &str,
    arguments: &[String],
    from: From,
    after: Range<u64>,
    random: &mut Seeded,
) -> Result<String> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["--child", kind])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut pipe = child.stdout.take().context("no pipe")?;
    let (spoke, first_word) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut text = vec![0];
        let begun = pipe.read_exact(&mut text);
        let _ = spoke.send(());
        begun.or_else(|error| match error.kind() {
            // Killed before it said anything.
            ErrorKind::UnexpectedEof => {
                text.clear();
                Ok(())
            }
            _ => Err(error),
        })?;
        pipe.read_to_end(&mut text)?;
        String::from_utf8(text).map_err(std::io::Error::other)
    });
    if matches!(from, From::FirstWord) {
        first_word.recv_timeout(PATIENCE).context("the child says nothing")?;
    }
    let span = usize::try_from(after.end - after.start)?;
    std::thread::sleep(Duration::from_millis(after.start + random.below(span) as u64));
    child.kill()?;
    let status = child.wait()?;
    ensure!(status.code().is_none(), "the child ended by itself: {status}");
    reader.join().map_err(|_| anyhow::anyhow!("the reader panicked"))?.context("the pipe")
}

/// One write, so that a kill cannot cut a line in two.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // The parent is gone or has killed this process: either way nobody listens.
    let _ = out.write_all(format!("{line}\n").as_bytes());
    let _ = out.flush();
}
