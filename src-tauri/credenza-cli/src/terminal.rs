//! The terminal as a host: the application, and who is asking.

use credenza_app::{App, Host, LocalHost, call, dispatch};
use credenza_model::{Actor, ActorKind};
use credenza_protocol::Failure;
use credenza_protocol::operation::Operation;
use serde_json::Value;

/// A process that was started at a terminal or by a script.
pub(crate) struct Terminal {
    host: LocalHost,
}

impl Terminal {
    pub(crate) fn new(app: App) -> Self {
        Self { host: LocalHost::of_this_process(app, ActorKind::CommandLine) }
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
        self.host.app()
    }

    fn actor(&self) -> Actor {
        self.host.actor()
    }
}
