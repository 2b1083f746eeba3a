//! The window as a host of operations.

use credenza_app::{App, Host};
use credenza_model::{Actor, ActorKind};

/// A person at the window.
#[derive(Clone)]
pub(crate) struct WindowHost {
    app: App,
    actor: Actor,
}

impl WindowHost {
    pub(crate) fn new(app: App) -> Self {
        let program = std::env::current_exe().unwrap_or_default();
        let actor = Actor {
            kind: ActorKind::Window,
            user: user_name(),
            pid: std::process::id(),
            program: program.to_string_lossy().into_owned(),
        };
        Self { app, actor }
    }
}

impl Host for WindowHost {
    fn app(&self) -> &App {
        &self.app
    }

    fn actor(&self) -> Actor {
        self.actor.clone()
    }
}

fn user_name() -> String {
    let name = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    name.unwrap_or_else(|| "unknown".to_owned())
}
