//! The terminal as a host: the application, and who is asking.

use credenza_app::{App, Host, call, dispatch};
use credenza_model::{Actor, ActorKind};
use credenza_protocol::Failure;
use credenza_protocol::operation::Operation;
use serde_json::Value;

/// A process that was started at a terminal or by a script.
pub(crate) struct Terminal {
    app: App,
}

impl Terminal {
    pub(crate) fn new(app: App) -> Self {
        Self { app }
    }

    /// Runs an operation and keeps its answer as JSON, to be printed.
    pub(crate) async fn ask<O: Operation>(&self, request: Value) -> Result<Value, Failure> {
        dispatch(self, O::NAME.as_str(), request).await
    }

    /// Runs an operation and reads its answer.
    pub(crate) async fn call<O: Operation>(&self, request: Value) -> Result<O::Response, Failure> {
        call::<O, _>(self, request).await
    }
}

impl Host for Terminal {
    fn app(&self) -> &App {
        &self.app
    }

    fn actor(&self) -> Actor {
        Actor {
            kind: ActorKind::CommandLine,
            user: user_name(),
            pid: std::process::id(),
            program: std::env::current_exe()
                .map(|path| path.display().to_string())
                .unwrap_or_else(|_| "credenza".to_owned()),
        }
    }
}

fn user_name() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()))
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
