//! `cargo xtask run`: from a fresh clone to the open application.

use crate::machine::{debian, npm};
use crate::repository::{Profile, Repository};
use anyhow::{Context, Result};
use clap::Args;
use std::env;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

const BUILD_LIMIT: Duration = Duration::from_secs(60 * 60);
const UI_LIMIT: Duration = Duration::from_secs(5 * 60);

#[derive(Args)]
pub(crate) struct RunOptions {
    /// Try everything on a throw-away sample organization, with a local API that plays its providers.
    /// The vault is open, lies in a temporary folder, and is removed when the application ends
    #[arg(long)]
    demo: bool,
    /// Build what people install: slower to build, quicker to run
    #[arg(long)]
    release: bool,
    /// Serve the UI on a loopback address even though there is a display
    #[arg(long)]
    serve: bool,
}

pub(crate) fn run(repository: &Repository, options: &RunOptions) -> Result<ExitCode> {
    debian::install(&debian::BUILD)?;
    npm::install(repository, &repository.ui())?;
    println!("Building the front end into ui/dist.");
    repository.npm(&repository.ui(), ["run", "--silent", "build"]).run(UI_LIMIT)?;

    let window = has_display() && !options.serve;
    let (package, program) = if window {
        ("credenza-desktop", "credenza-desktop")
    } else {
        ("credenza-cli", "credenza")
    };
    build(repository, options, package)?;

    let profile = if options.release { Profile::Release } else { Profile::Debug };
    open(&repository.built(profile, program), window, arguments(window, options.demo))
}

/// What the program is to do. The window and the command line both know the demo.
fn arguments(window: bool, demo: bool) -> &'static [&'static str] {
    match (window, demo) {
        (true, true) => &["--demo"],
        (true, false) => &[],
        (false, true) => &["demo"],
        (false, false) => &["serve"],
    }
}

fn build(repository: &Repository, options: &RunOptions, package: &str) -> Result<()> {
    println!("Building {package}. The first time takes several minutes.");
    let task = repository.cargo(["build", "--locked", "--package", package]);
    let task = if options.release { task.arguments(["--release"]) } else { task };
    task.run(BUILD_LIMIT)
}

fn open(program: &Path, window: bool, arguments: &[&str]) -> Result<ExitCode> {
    let task = crate::process::Task::new(program).arguments(arguments);
    if !window {
        println!("Serving the same UI in a browser. Open the link that follows; Ctrl-C ends it.");
    }
    let status = task.run_unlimited()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    code.map(ExitCode::from).with_context(|| format!("{} ended with {status}", program.display()))
}

/// Windows and macOS always have a display; elsewhere the session says so.
fn has_display() -> bool {
    let session = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|v| !v.is_empty()));
    cfg!(any(windows, target_os = "macos")) || session
}
