//! From one's own vault to the sample organization and back. Each is a process of its own, so that nothing of
//! the one is ever open beside the other: the window starts the other process, and ends in order.

use crate::demo;
use credenza_protocol::{ErrorCode, Failure};
use serde::Deserialize;
use std::ffi::OsString;
use std::process::{Command, Stdio};
use tauri::{AppHandle, Manager};

/// What the window is on. The web view names one of these, and nothing else: no file, no argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum World {
    /// One's own vault.
    Own,
    /// The sample organization, which is removed at the end.
    Demo,
}

/// Starts the application in the other world, and ends this one.
///
/// # Errors
/// `request.invalid` where the window is in that world already; `internal` where the system starts no process;
/// then this one goes on.
#[tauri::command]
pub(crate) fn enter(app: AppHandle, world: World) -> Result<(), Failure> {
    let here = if demo::is_wanted() { World::Demo } else { World::Own };
    if here == world {
        return Err(Failure::new(ErrorCode::RequestInvalid, "The window is there already"));
    }
    let program = tauri::process::current_binary(&app.env()).map_err(|_| not_started())?;
    let arguments = arguments(std::env::args_os().skip(1), world);
    let started = Command::new(program).args(arguments).stdin(Stdio::null()).spawn();
    started.map_err(|error| {
        tracing::error!(%error, "the application could not be started again");
        not_started()
    })?;
    app.exit(0);
    Ok(())
}

/// The arguments of this process, with the demo's exactly where it is wanted.
fn arguments(own: impl Iterator<Item = OsString>, world: World) -> Vec<OsString> {
    let demo = (world == World::Demo).then(|| OsString::from(demo::ARGUMENT));
    own.filter(|word| word != demo::ARGUMENT).chain(demo).collect()
}

fn not_started() -> Failure {
    Failure::new(ErrorCode::Internal, "The application could not be started again")
        .hint("Close it and start it yourself; for the sample organization with --demo.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(words: &[&str], world: World) -> Vec<OsString> {
        arguments(words.iter().map(OsString::from), world)
    }

    #[test]
    fn the_demo_is_one_argument_more_and_leaving_it_one_less() {
        assert_eq!(from(&[], World::Demo), ["--demo"]);
        assert_eq!(from(&["--other"], World::Demo), ["--other", "--demo"]);
        assert_eq!(from(&["--demo", "--other"], World::Own), ["--other"]);
        assert_eq!(from(&["--demo", "--demo"], World::Demo), ["--demo"]);
    }

    #[test]
    fn only_a_world_can_be_named() {
        let read = |text: &str| serde_json::from_str::<World>(text);
        assert_eq!(read("\"demo\"").unwrap(), World::Demo);
        assert_eq!(read("\"own\"").unwrap(), World::Own);
        for text in ["\"--demo\"", "\"/bin/sh\"", "{\"demo\": 1}", "[\"demo\"]"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
