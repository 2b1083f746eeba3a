//! Where things are: the work tree, the folder for builds, the caches.
//!
//! Builds and downloads live outside the work tree, in `~/.cache/credenza`, so that a fresh clone
//! (CI makes one for every run) finds what the last one compiled.

use crate::process::Task;
use anyhow::{Context, Result};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The work tree that this program was compiled in, and its caches.
pub(crate) struct Repository {
    root: PathBuf,
    target: PathBuf,
    cache: Option<PathBuf>,
}

impl Repository {
    /// Finds the work tree above this crate, and makes the cache folder where that is possible.
    pub(crate) fn of_this_build() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("xtask has moved: src-tauri/xtask is two folders below the root")?
            .to_owned();
        let cache = cache_folder().filter(|folder| fs::create_dir_all(folder).is_ok());
        let target = match (env::var_os("CARGO_TARGET_DIR"), &cache) {
            (Some(chosen), _) => root.join(chosen),
            (None, Some(cache)) => cache.join("target"),
            (None, None) => root.join("target"),
        };
        Ok(Self { root, target, cache })
    }

    /// The folder with the root `Cargo.toml`.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the front end.
    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// The folder for builds.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// A program that Cargo built, in the debug or the release profile.
    pub(crate) fn built(&self, profile: Profile, name: &str) -> PathBuf {
        let folder = match profile {
            Profile::Debug => "debug",
            Profile::Release => "release",
        };
        self.target.join(folder).join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// The Python environment of the tests.
    pub(crate) fn python_environment(&self) -> PathBuf {
        self.cache.as_ref().unwrap_or(&self.target).join("venv")
    }

    /// `cargo` in the root, building into [`Repository::target`](Self).
    pub(crate) fn cargo<const N: usize>(&self, arguments: [&str; N]) -> Task {
        Task::new(env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
            .arguments(arguments)
            .folder(&self.root)
            .variable("CARGO_TARGET_DIR", &self.target)
    }

    /// `npm` in a folder of the work tree.
    pub(crate) fn npm<const N: usize>(&self, folder: &Path, arguments: [&str; N]) -> Task {
        let task = Task::new("npm").arguments(arguments).folder(folder);
        match &self.cache {
            Some(cache) if env::var_os("npm_config_cache").is_none() => {
                task.variable("npm_config_cache", cache.join("npm"))
            }
            _ => task,
        }
    }
}

/// Which of Cargo's profiles a program is built in.
#[derive(Clone, Copy)]
pub(crate) enum Profile {
    /// Quick to build.
    Debug,
    /// What people install.
    Release,
}

/// The folder that `credenza-testing` keeps its servers in, too.
fn cache_folder() -> Option<PathBuf> {
    env::home_dir().map(|home| home.join(".cache/credenza"))
}
