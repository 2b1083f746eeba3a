//! The command under test: built once, unless it is there and newer than its sources.

use super::files_below;
use credenza_tests::nested;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::SystemTime;

/// The path of the command.
pub fn credenza() -> &'static Path {
    static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
        // target/debug/deps/command_line-… → target/debug/credenza
        let test = std::env::current_exe().unwrap();
        let program = test.parent().unwrap().parent().unwrap().join("credenza");
        if !is_fresh(&program) {
            build();
        }
        assert!(program.is_file(), "{} was not built", program.display());
        program
    });
    &PROGRAM
}

fn is_fresh(program: &Path) -> bool {
    // Without `tests/..` in it, which would leave out everything below.
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("src-tauri");
    let kept = |path: &PathBuf| {
        matches!(path.extension().and_then(|e| e.to_str()), Some("rs" | "toml" | "sql"))
            && !path
                .components()
                .any(|part| part.as_os_str() == "desktop" || part.as_os_str() == "tests")
    };
    let newest = files_below(&sources).into_iter().filter(kept).map(|path| modified(&path)).max();
    program.is_file() && newest.is_none_or(|newest| newest <= modified(program))
}

fn modified(path: &Path) -> SystemTime {
    path.metadata().and_then(|metadata| metadata.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// With a test of the set, whose needs decide on the features of what is below.
fn build() {
    let mut cargo = nested::cargo();
    cargo.args(["build-set", "--quiet", "--bin", "credenza", "--test", "command_line"]);
    assert!(cargo.status().unwrap().success(), "credenza-cli does not build");
}
