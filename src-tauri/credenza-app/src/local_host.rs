//! The host of a process that a person started on this machine: a window, a terminal, a server for the
//! browser. They differ in the door through which the person came in.

use crate::{App, Host};
use credenza_model::{Actor, ActorKind};
use std::env;

/// The application, and the person at this process.
#[derive(Clone)]
pub struct LocalHost {
    app: App,
    actor: Actor,
}

impl LocalHost {
    /// The person who started this process, as far as the operating system says.
    #[must_use]
    pub fn of_this_process(app: App, door: ActorKind) -> Self {
        let program = env::current_exe().map(|path| path.display().to_string());
        let actor = Actor {
            kind: door,
            user: user_name(),
            pid: std::process::id(),
            program: program.unwrap_or_else(|_| "credenza".to_owned()),
        };
        Self { app, actor }
    }
}

impl Host for LocalHost {
    fn app(&self) -> &App {
        &self.app
    }

    fn actor(&self) -> Actor {
        self.actor.clone()
    }
}

fn user_name() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| env::var(name).ok().filter(|user| !user.is_empty()))
        .unwrap_or_else(user_number)
}

/// A service or container may have no name for its user; the number is still true.
#[cfg(unix)]
fn user_number() -> String {
    format!("uid {}", rustix::process::getuid().as_raw())
}

#[cfg(not(unix))]
fn user_number() -> String {
    "unknown".to_owned()
}
