//! Programs that run beside a test, and end with it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command};

/// A running program; killed and reaped when dropped.
pub(super) struct Running(Child);

impl Running {
    pub(super) fn start(command: &mut Command, package: &str) -> Self {
        let started = command.spawn();
        let name = command.get_program().to_string_lossy().into_owned();
        Self(started.unwrap_or_else(|error| {
            panic!("{name} cannot be started ({error}); install the Debian package {package}")
        }))
    }

    pub(super) fn child(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a program says first: where it can be reached.
pub(super) fn first_line(running: &mut Running) -> String {
    let stdout = running.child().stdout.take().unwrap();
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    assert!(!line.trim().is_empty(), "the program says where it listens");
    line.trim().to_owned()
}

/// A program that was built beside this one, or the one that `variable` names.
pub(super) fn built(variable: &str, name: &str) -> PathBuf {
    let named = std::env::var_os(variable).map(PathBuf::from);
    let program = named.unwrap_or_else(|| {
        // target/debug/torture, or target/debug/deps/window-…
        let this = std::env::current_exe().unwrap();
        let mut folders = this.ancestors().skip(1).take(2).map(|folder| folder.join(name));
        folders.find(|program| program.is_file()).unwrap_or_else(|| name.into())
    });
    assert!(program.is_file(), "{name} is not built: `cargo xtask test window` builds it");
    program
}
