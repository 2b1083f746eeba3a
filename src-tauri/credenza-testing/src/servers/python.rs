//! The Python environment for servers that come from PyPI: made once per machine, under a lock.

use super::process::run;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The pinned list, the same file that `cargo xtask test` reads.
pub const REQUIREMENTS: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/requirements.txt"));

/// `~/.cache/credenza`, where what is made once is kept.
pub(super) fn cache_directory() -> PathBuf {
    let home = std::env::var_os("HOME").expect("HOME names the home directory");
    let directory = Path::new(&home).join(".cache/credenza");
    fs::create_dir_all(&directory).expect("the cache directory");
    directory
}

/// Only one process at a time makes the thing of this name. Held until dropped.
pub(super) fn lock(name: &str) -> File {
    let file = File::create(cache_directory().join(format!("{name}.lock"))).expect("a lock file");
    file.lock().expect("the lock");
    file
}

/// Makes `~/.cache/credenza/venv` with the pinned packages, once; returns its directory.
///
/// # Panics
/// When Python is missing or a package cannot be installed; the message says what.
pub fn ensure_python_venv() -> PathBuf {
    let venv = cache_directory().join("venv");
    let stamp = venv.join(".requirements");
    let _held = lock("venv");
    if fs::read_to_string(&stamp).is_ok_and(|text| text == REQUIREMENTS) {
        return venv;
    }
    let list = cache_directory().join("requirements.txt");
    fs::write(&list, REQUIREMENTS).expect("the list of packages");
    run(&mut python(&venv), "");
    let mut install = Command::new(venv.join("bin/pip"));
    install.args(["install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(&list);
    run(&mut install, "");
    fs::write(&stamp, REQUIREMENTS).expect("the stamp");
    venv
}

fn python(venv: &Path) -> Command {
    let found = Command::new("python3").arg("--version").output().is_ok();
    assert!(found, "python3 is missing: install the Debian packages python3 and python3-venv");
    let mut command = Command::new("python3");
    command.args(["-m", "venv"]).arg(venv);
    command
}
