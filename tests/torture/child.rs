//! This program as a child that works until it is killed, and what it said until then.

use crate::random::Seeded;
use anyhow::{Context, Result, bail, ensure};
use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// A child that says nothing for so long hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// When to kill.
enum Moment {
    /// So long after its start: opening is hit as well.
    AfterStart(Duration),
    /// So long after it has said so many lines: its work is hit, on a busy machine too.
    AfterLines(usize, Duration),
}

/// Where kills fall: after up to so many lines, then anywhere within one operation's length.
pub(crate) struct Kills {
    pub(crate) lines: usize,
    pub(crate) operation: Duration,
}

impl Kills {
    /// One time in four anywhere after the start, otherwise in the midst of the work.
    fn moment(&self, random: &mut Seeded) -> Moment {
        if random.below(4) == 0 {
            return Moment::AfterStart(Duration::from_millis(1 + random.below(200) as u64));
        }
        let lines = 1 + random.below(self.lines);
        let span = usize::try_from(self.operation.as_micros()).unwrap_or(usize::MAX);
        Moment::AfterLines(lines, Duration::from_micros(random.below(span) as u64))
    }
}

/// Starts the hidden mode `kind`, kills it (SIGKILL) at a random moment, and returns what it had said.
pub(crate) fn kill_at_random(
    kind: &str,
    arguments: &[String],
    kills: &Kills,
    random: &mut Seeded,
) -> Result<String> {
    let moment = kills.moment(random);
    let mut process = Command::new(std::env::current_exe()?)
        .args(["--child", kind])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()?;
    let pipe = process.stdout.take().context("no pipe")?;
    let (sender, lines) = channel();
    let reader = std::thread::spawn(move || read(pipe, &sender));
    let waited = wait(&moment, &lines);
    process.kill()?;
    let status = process.wait()?;
    ensure!(status.code().is_none(), "the child ended by itself: {status}");
    waited?;
    reader.join().map_err(|_| anyhow::anyhow!("the reader panicked"))?.context("the pipe")
}

fn read(pipe: ChildStdout, lines: &Sender<()>) -> std::io::Result<String> {
    let mut text = String::new();
    let mut pipe = BufReader::new(pipe);
    while pipe.read_line(&mut text)? > 0 {
        // Nobody counts any more once the child is killed.
        let _ = lines.send(());
    }
    Ok(text)
}

fn wait(moment: &Moment, lines: &Receiver<()>) -> Result<()> {
    let then = match moment {
        Moment::AfterStart(then) => then,
        Moment::AfterLines(count, then) => {
            for _ in 0..*count {
                match lines.recv_timeout(PATIENCE) {
                    Ok(()) => {}
                    Err(RecvTimeoutError::Timeout) => bail!("the child said nothing for 60 s"),
                    Err(RecvTimeoutError::Disconnected) => return Ok(()),
                }
            }
            then
        }
    };
    std::thread::sleep(*then);
    Ok(())
}

/// One write, so that a kill cannot cut a line in two.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // The parent is gone or has killed this process: either way nobody listens.
    let _ = out.write_all(format!("{line}\n").as_bytes());
    let _ = out.flush();
}
