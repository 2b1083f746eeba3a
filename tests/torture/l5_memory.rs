//! L5: another process of the same user cannot look into a hardened one.

use crate::report::{Control, Outcome};
use crate::{Run, process};
use anyhow::Result;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether it looks into the process.
type Attempt = fn(u32) -> Result<bool>;

pub(crate) fn run(_: &Run) -> Result<Outcome> {
    let folder = tempfile::tempdir()?;
    let program = process::copy_of_this_program(folder.path())?;
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    let hardened = process::Waiting::start(&program, "hardened")?;
    let plain = process::Waiting::start(&program, "plain")?;
    let mut caught = 0;
    let attempts: [(&str, Attempt); 4] = [
        ("/proc/PID/mem", read_memory),
        ("/proc/PID/maps", read_maps),
        ("ptrace", attach),
        ("gcore", dump),
    ];
    for (name, attempt) in attempts {
        outcome.cases += 1;
        if attempt(hardened.id())? {
            outcome.failures.push(format!("{name} looks into the hardened process"));
        }
        if attempt(plain.id())? {
            caught += 1;
        } else {
            outcome
                .failures
                .push(format!("{name} does not even work on a plain process: nothing was shown"));
        }
    }
    outcome.control = Control::of(caught);
    Ok(outcome)
}

/// Whether a shell command, run as the same user as the children, succeeds.
fn succeeds(script: &str, process: u32) -> Result<bool> {
    let mut command = process::as_nobody(Path::new("sh"));
    command.args(["-c", script, "sh", &process.to_string()]);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    Ok(status.success())
}

fn read_memory(process: u32) -> Result<bool> {
    let script = r#"
        address=$(timeout 5 cat "/proc/$1/maps" 2>/dev/null | sed -n 's/^\([0-9a-f]*\)-.*\[stack\].*/\1/p')
        test -n "$address" || address=$(printf %x 4096)
        timeout 5 dd if="/proc/$1/mem" bs=4096 count=1 skip=$((0x$address / 4096)) of=/dev/null"#;
    succeeds(script, process)
}

fn read_maps(process: u32) -> Result<bool> {
    succeeds(r#"timeout 5 cat "/proc/$1/maps" | grep -q ."#, process)
}

fn attach(process: u32) -> Result<bool> {
    succeeds(
        r#"timeout 20 gdb -nx -batch -ex 'info registers' -p "$1" 2>&1 | grep -q '^r\?[a-z]*sp\?  *0x'"#,
        process,
    )
}

fn dump(process: u32) -> Result<bool> {
    let output = Command::new("mktemp").args(["-d", "/tmp/credenza-gcore-XXXXXX"]).output()?;
    let folder = String::from_utf8(output.stdout)?.trim().to_owned();
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777))?;
    }
    let done = succeeds(
        &format!(r#"timeout 30 gcore -o {folder}/core "$1" && ls {folder}/core.*"#),
        process,
    );
    std::fs::remove_dir_all(folder)?;
    done
}
