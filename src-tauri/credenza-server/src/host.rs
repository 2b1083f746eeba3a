//! A browser session as a host of operations.

use credenza_app::{App, Host};
use credenza_model::{Actor, ActorKind};

/// A person at a browser.
#[derive(Clone)]
pub(crate) struct BrowserHost {
    app: App,
    actor: Actor,
}

impl BrowserHost {
    pub(crate) fn new(app: App) -> Self {
        let program = std::env::current_exe().unwrap_or_default();
        let actor = Actor {
            kind: ActorKind::Browser,
            user: user_name(),
            pid: std::process::id(),
            program: program.to_string_lossy().into_owned(),
        };
        Self { app, actor }
    }
}

impl Host for BrowserHost {
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
