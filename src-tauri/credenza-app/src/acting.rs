//! A task that goes on after the call that began it: still somebody's, as far as the activity is
//! concerned. And Credenza itself, when nobody asked.

use crate::{App, Host};
use credenza_model::{Actor, ActorKind};

/// Whoever began a task, kept until it ends.
#[derive(Clone)]
pub(crate) struct Acting {
    app: App,
    actor: Actor,
}

impl Acting {
    /// On behalf of whoever asks.
    pub(crate) fn of(host: &impl Host) -> Self {
        Self { app: host.app().clone(), actor: host.actor() }
    }

    /// Credenza itself.
    pub(crate) fn background(app: &App) -> Self {
        let actor = Actor {
            kind: ActorKind::Background,
            user: String::new(),
            pid: std::process::id(),
            program: "credenza".to_owned(),
        };
        Self { app: app.clone(), actor }
    }
}

impl Host for Acting {
    fn app(&self) -> &App {
        &self.app
    }

    fn actor(&self) -> Actor {
        self.actor.clone()
    }
}
