//! L4: a crash leaves no core.

use crate::report::{Control, Outcome};
use crate::{Run, process};
use anyhow::Result;
use std::path::Path;
use std::process::{Command, Stdio};

pub(crate) fn run(_: &Run) -> Result<Outcome> {
    let folder = tempfile::tempdir()?;
    let program = process::copy_of_this_program(folder.path())?;
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    let mut caught = 0;
    for kind in ["segv", "abort"] {
        outcome.cases += 1;
        if leaves_core(&program, "hardened", kind)? {
            outcome.failures.push(format!("{kind} left a core"));
        }
        caught += u64::from(leaves_core(&program, "plain", kind)?);
    }
    outcome.control = Control::of(caught);
    if caught == 0 && !cores_are_files()? {
        outcome.control = Control::Elsewhere("cores go to a program");
    }
    Ok(outcome)
}

fn leaves_core(program: &Path, how: &str, kind: &str) -> Result<bool> {
    let folder = tempfile::tempdir()?;
    let script = r#"ulimit -c unlimited 2>/dev/null || ulimit -c "$(ulimit -H -c)"; exec timeout 20 "$0" --child crash "$1" "$2""#;
    let status = Command::new("sh")
        .args(["-c", script])
        .arg(program)
        .args([how, kind])
        .current_dir(folder.path())
        .stderr(Stdio::null())
        .status()?;
    anyhow::ensure!(!status.success(), "the child did not crash");
    Ok(std::fs::read_dir(folder.path())?.next().is_some())
}

/// Where a handler such as systemd-coredump takes cores, the folder stays empty either way.
fn cores_are_files() -> Result<bool> {
    let pattern = std::fs::read_to_string("/proc/sys/kernel/core_pattern")?;
    Ok(!pattern.starts_with(['|', '@', '/']))
}
