//! This program as a child that crashes or is looked into, and looking at processes.

use anyhow::{Result, bail};
use rustix::process::{Signal, getpid, kill_process};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The secret that such a child holds in memory.
pub(crate) const CANARY: &str = "canary-of-the-torture-harness-5e1f";

fn harden(how: &str) -> Result<()> {
    if how == "hardened" {
        let applied = credenza_vault::harden_process();
        if !(applied.core_dumps_off && applied.not_dumpable) {
            bail!("the process could not be hardened");
        }
    }
    Ok(())
}

/// `crash hardened|plain segv|abort`
pub(crate) fn crash(arguments: &[String]) -> Result<()> {
    let [how, kind] = arguments else { bail!("crash needs two words") };
    harden(how)?;
    if kind == "abort" {
        std::process::abort();
    }
    // Rust's own handler takes the first one for a possible stack overflow, and steps aside.
    for _ in 0..2 {
        kill_process(getpid(), Signal::SEGV)?;
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    Ok(())
}

/// `wait hardened|plain`: until its standard input ends.
pub(crate) fn wait(arguments: &[String]) -> Result<()> {
    let [how] = arguments else { bail!("wait needs a word") };
    harden(how)?;
    let held = CANARY.replace("canary", "CANARY");
    println!("ready");
    std::io::stdout().flush()?;
    std::io::stdin().read_line(&mut String::new())?;
    drop(std::hint::black_box(held));
    Ok(())
}

/// A child in the hidden mode `wait`, as another user where this one is root.
pub(crate) struct Waiting(Child);

impl Waiting {
    pub(crate) fn start(program: &Path, how: &str) -> Result<Self> {
        let mut command = as_nobody(program);
        let command =
            command.args(["--child", "wait", how]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let child = Self(child);
        if line.trim() != "ready" {
            bail!("the child did not start");
        }
        Ok(child)
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `program`, as `nobody` where this user is root: root may look into everything.
pub(crate) fn as_nobody(program: &Path) -> Command {
    if !rustix::process::geteuid().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"])
        .arg(program);
    command
}

/// This program, copied to where another user may run it.
pub(crate) fn copy_of_this_program(folder: &Path) -> Result<PathBuf> {
    use std::os::unix::fs::PermissionsExt;
    let copy = folder.join("torture");
    std::fs::copy(std::env::current_exe()?, &copy)?;
    for path in [folder, copy.as_path()] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))?;
    }
    Ok(copy)
}

fn status_kib(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

/// Memory in use now.
pub(crate) fn resident_kib() -> u64 {
    status_kib("VmRSS")
}

/// The most memory in use since [`reset_peak`].
pub(crate) fn peak_kib() -> u64 {
    status_kib("VmHWM")
}

/// Linux: `5` resets the peak (proc_pid_clear_refs(5)). Elsewhere nothing is measured.
pub(crate) fn reset_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
