//! This program as a child that works until it is killed, and what it said until then.

use crate::random::Seeded;
use anyhow::{Context, Result, ensure};
use std::io::{Read, Write};
use std::ops::Range;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Starts the hidden mode `kind` and kills it (SIGKILL) after a random time, counted from its start, so that opening is
/// hit as well. What it said until then.
pub(crate) fn kill_at_random(
    kind: &str,
    arguments: &[String],
    after: Range<u64>,
    random: &mut Seeded,
) -> Result<String> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["--child", kind])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut pipe = child.stdout.take().context("no pipe")?;
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text).map(|_| text)
    });
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
