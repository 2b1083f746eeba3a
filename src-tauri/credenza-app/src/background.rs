//! Credenza itself as a host: what it does without being asked, it records under its own name.

use crate::{App, Host};
use credenza_model::{Actor, ActorKind};

/// The schedule, and whatever else runs in the background.
pub(crate) struct Background<'a>(pub(crate) &'a App);

impl Host for Background<'_> {
    fn app(&self) -> &App {
        self.0
    }

    fn actor(&self) -> Actor {
        Actor {
            kind: ActorKind::Background,
            user: "Credenza".to_owned(),
            pid: std::process::id(),
            program: std::env::current_exe()
                .map(|path| path.display().to_string())
                .unwrap_or_else(|_| "credenza".to_owned()),
        }
    }
}
