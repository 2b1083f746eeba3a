//! Other programs: started with a time limit, and ended with everything they started when it runs out.

use anyhow::{Context, Result, bail};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const POLL: Duration = Duration::from_millis(50);

/// A program with its arguments, folder and environment.
#[derive(Clone)]
pub(crate) struct Task {
    program: OsString,
    arguments: Vec<OsString>,
    folder: Option<PathBuf>,
    variables: Vec<(OsString, OsString)>,
}

impl Task {
    pub(crate) fn new(program: impl Into<OsString>) -> Self {
        Self { program: program.into(), arguments: vec![], folder: None, variables: vec![] }
    }

    pub(crate) fn arguments<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(mut self, more: I) -> Self {
        self.arguments.extend(more.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    pub(crate) fn folder(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_owned());
        self
    }

    pub(crate) fn variable(
        mut self,
        name: impl Into<OsString>,
        value: impl Into<OsString>,
    ) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// The same task as an argument of another program, such as `xvfb-run`.
    pub(crate) fn under<const N: usize>(mut self, program: &str, arguments: [&str; N]) -> Self {
        let mut all: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        all.push(std::mem::replace(&mut self.program, program.into()));
        all.append(&mut self.arguments);
        self.arguments = all;
        self
    }

    /// How a person would type it.
    pub(crate) fn line(&self) -> String {
        let words = std::iter::once(&self.program).chain(&self.arguments);
        words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    /// Runs it in the person's terminal.
    ///
    /// # Errors
    /// It cannot be started, exits with anything but 0, or takes longer than `limit`.
    pub(crate) fn run(&self, limit: Duration) -> Result<()> {
        let mut child = self.spawn(Stdio::inherit())?;
        match wait(&mut child, limit)? {
            Some(status) if status.success() => Ok(()),
            Some(status) => bail!("`{}` ended with {status}", self.line()),
            None => bail!(
                "`{}` took longer than its limit of {} s and was ended",
                self.line(),
                limit.as_secs()
            ),
        }
    }

    /// Runs it and returns what it printed on standard output.
    ///
    /// # Errors
    /// As [`Task::run`], and output that is not UTF-8.
    pub(crate) fn output(&self, limit: Duration) -> Result<String> {
        let mut child = self.spawn(Stdio::piped())?;
        let mut pipe = child.stdout.take().context("the output is piped")?;
        let reader = thread::spawn(move || {
            let mut text = String::new();
            std::io::Read::read_to_string(&mut pipe, &mut text).map(|_| text)
        });
        match wait(&mut child, limit)? {
            Some(status) if status.success() => {}
            Some(status) => bail!("`{}` ended with {status}", self.line()),
            None => bail!(
                "`{}` took longer than its limit of {} s and was ended",
                self.line(),
                limit.as_secs()
            ),
        }
        match reader.join() {
            Ok(text) => {
                text.with_context(|| format!("`{}` printed something unreadable", self.line()))
            }
            Err(_) => bail!("reading the output of `{}` failed", self.line()),
        }
    }

    /// Whether it can be started and ends well. Prints nothing.
    pub(crate) fn succeeds(&self) -> bool {
        self.command()
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Runs it in the person's terminal, for as long as the person likes.
    pub(crate) fn run_unlimited(&self) -> Result<ExitStatus> {
        self.command().status().with_context(|| format!("cannot start `{}`", self.line()))
    }

    fn spawn(&self, stdout: Stdio) -> Result<Child> {
        let mut command = self.command();
        // Nothing may wait for a person who is not there.
        command.stdin(Stdio::null()).stdout(stdout);
        command.spawn().with_context(|| format!("cannot start `{}`", self.line()))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        command
    }
}

/// Waits; ends the process and its descendants, and returns `None`, when the limit is reached.
fn wait(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > limit {
            end_descendants(child.id());
            child.kill().ok();
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(POLL);
    }
}

/// Ends what the process has started, found by its parent ids: a process group of its own would take
/// the person's Ctrl-C away from it.
fn end_descendants(ancestor: u32) {
    let listing = Command::new("ps").args(["-A", "-o", "pid=,ppid="]).stdin(Stdio::null()).output();
    let Ok(listing) = listing else { return };
    let found = descendants(&String::from_utf8_lossy(&listing.stdout), ancestor);
    if !found.is_empty() {
        Command::new("kill").arg("-KILL").args(found.iter().map(u32::to_string)).status().ok();
    }
}

fn descendants(listing: &str, ancestor: u32) -> Vec<u32> {
    let pairs: Vec<(u32, u32)> = listing
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace().map(str::parse);
            Some((words.next()?.ok()?, words.next()?.ok()?))
        })
        .collect();
    let mut found = vec![];
    let mut parents = vec![ancestor];
    while let Some(parent) = parents.pop() {
        for (process, _) in pairs.iter().filter(|(_, of)| *of == parent) {
            found.push(*process);
            parents.push(*process);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descendants_are_found_at_any_depth() {
        let listing = "  1 0\n 10 1\n 11 10\n 12 11\n 20 1\n";
        assert_eq!(descendants(listing, 10), [11, 12]);
        assert_eq!(descendants(listing, 20), [] as [u32; 0]);
    }

    #[test]
    #[cfg(unix)]
    fn a_task_that_hangs_is_ended_with_its_children_and_says_so() {
        let start = Instant::now();
        let hanging = Task::new("sh").arguments(["-c", "sleep 30 & sleep 30; true"]);
        let error = hanging.run(Duration::from_millis(300)).unwrap_err().to_string();
        assert!(error.contains("limit"), "{error}");
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    #[cfg(unix)]
    fn a_wrapped_task_keeps_its_arguments_in_order() {
        let task = Task::new("cargo").arguments(["test", "-q"]).under("xvfb-run", ["-a"]);
        assert_eq!(task.line(), "xvfb-run -a cargo test -q");
    }
}
