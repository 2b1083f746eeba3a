//! Starting, watching and stopping one server process.

use rustix::process::{Pid, Signal, kill_process};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a server may take to start. Generous: CI machines are slow, and it is a limit, not a wait.
const START_LIMIT: Duration = Duration::from_secs(60);

/// How long a server may take to stop before it is killed.
const STOP_LIMIT: Duration = Duration::from_secs(5);

/// Between two looks.
const POLL: Duration = Duration::from_millis(10);

/// Whether this process is root, so that servers which refuse root need another user.
pub(super) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// A command that dies with this process, as another user if asked and possible.
pub(super) fn command(program: impl AsRef<Path>, user: Option<&str>) -> Command {
    let mut command = Command::new("setpriv");
    if let Some(user) = user.filter(|_| is_root()) {
        command.args(["--reuid", user, "--regid", user, "--clear-groups"]);
    }
    command.args(["--pdeathsig", "KILL", "--"]).arg(program.as_ref());
    command
}

/// The first of these programs that exists.
///
/// # Panics
/// When none does; the message names the package.
pub(super) fn require_program(candidates: &[PathBuf], package: &str) -> PathBuf {
    candidates.iter().find(|path| path.is_file()).cloned().unwrap_or_else(|| {
        panic!(
            "{} is missing: install the Debian package {package} (apt-get install {package})",
            candidates[0].display()
        )
    })
}

/// Runs a command to its end.
///
/// # Panics
/// When it fails; the message holds what it said.
pub(super) fn run(command: &mut Command, input: &str) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child =
        command.spawn().unwrap_or_else(|error| panic!("{command:?} did not start: {error}"));
    let mut stdin = child.stdin.take().expect("piped");
    // A program that ends early does not read its input; its exit status tells.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("the end of the command");
    assert!(
        output.status.success(),
        "{command:?} failed: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// A running server.
pub(super) struct Running {
    stop: Sender<()>,
    keeper: Option<JoinHandle<()>>,
    pid: Pid,
    log: PathBuf,
}

impl Running {
    /// Starts a server whose output goes to `log`; `signal` asks it to end.
    pub(super) fn start(mut command: Command, log: &Path, signal: Signal) -> Self {
        let output = File::create(log).expect("the log file");
        let errors = output.try_clone().expect("the log file twice");
        command.stdin(Stdio::null()).stdout(output).stderr(errors);
        let (stop, stopped) = channel();
        let (started, start) = channel();
        // The parent-death signal is the *thread's*, so the child needs one that lives as long.
        let keeper = std::thread::spawn(move || {
            let mut child = command
                .spawn()
                .unwrap_or_else(|error| panic!("{command:?} did not start: {error}"));
            let pid = Pid::from_child(&child);
            // Whoever started it waits for this; if it is gone, so is `stop`, and the child ends.
            let _ = started.send(pid);
            end(&mut child, &stopped, signal);
        });
        let pid = start.recv().expect("the server's process");
        Self { stop, keeper: Some(keeper), pid, log: log.to_owned() }
    }

    /// Polls until the server is ready.
    ///
    /// # Panics
    /// With the end of its log, when it ends or takes too long.
    pub(super) fn wait_until(&self, what: &str, mut ready: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !ready() {
            let gone = self.keeper.as_ref().is_none_or(JoinHandle::is_finished)
                || rustix::process::test_kill_process(self.pid).is_err();
            assert!(
                !gone && begun.elapsed() < START_LIMIT,
                "{what} did not start; its log ends:\n{}",
                self.log_end()
            );
            std::thread::sleep(POLL);
        }
    }

    fn log_end(&self) -> String {
        let mut text = String::new();
        if let Ok(mut file) = File::open(&self.log) {
            // A log that is not text still says which server it was.
            let _ = file.read_to_string(&mut text);
        }
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

/// Waits for the order to stop, asks politely, then kills.
fn end(child: &mut Child, stopped: &Receiver<()>, signal: Signal) {
    while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(Duration::from_millis(200)) {
        if matches!(child.try_wait(), Ok(Some(_))) {
            return;
        }
    }
    // Already gone is as good.
    let _ = kill_process(Pid::from_child(child), signal);
    let begun = Instant::now();
    while matches!(child.try_wait(), Ok(None)) {
        if begun.elapsed() > STOP_LIMIT {
            let _ = child.kill();
            let _ = child.wait();
        }
        std::thread::sleep(POLL);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.stop.send(());
        if let Some(keeper) = self.keeper.take() {
            let _ = keeper.join();
        }
    }
}
