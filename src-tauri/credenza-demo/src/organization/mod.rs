//! The sample organization "Demo": how it is made, step by step, with the operations that people use.

mod credentials;
mod flows;
mod history;

use crate::api::DemoApi;
use crate::clock::LaggingClock;
use crate::network::DemoNetwork;
use credenza_app::{App, Host, dispatch};
use credenza_model::{Actor, ActorKind};
use credenza_protocol::{ErrorCode, Failure};
use serde_json::{Value, json};

/// Makes the organization. It is a host of operations like any other, and recorded as what it is:
/// Credenza itself.
pub(crate) struct Builder<'a> {
    app: &'a App,
    clock: &'a LaggingClock,
    network: &'a DemoNetwork,
    api: &'a DemoApi,
}

impl Host for Builder<'_> {
    fn app(&self) -> &App {
        self.app
    }

    fn actor(&self) -> Actor {
        Actor {
            kind: ActorKind::Background,
            user: "demo".to_owned(),
            pid: std::process::id(),
            program: "credenza demo".to_owned(),
        }
    }
}

impl<'a> Builder<'a> {
    /// A builder for this vault and these providers.
    pub(crate) fn new(
        app: &'a App,
        clock: &'a LaggingClock,
        network: &'a DemoNetwork,
        api: &'a DemoApi,
    ) -> Self {
        Self { app, clock, network, api }
    }

    /// Makes all of it.
    ///
    /// # Errors
    /// The first operation that does not end as it should; it is named.
    pub(crate) async fn build(&self) -> Result<(), Failure> {
        self.clock.set_minutes_ago(history::FIRST_DAY);
        let passphrase = json!({"method": "passphrase", "passphrase": crate::PASSPHRASE});
        self.must("vault.create", passphrase).await?;
        // Nobody who comes back from lunch should have to look for the demo's passphrase.
        self.must("setting.update", json!({"auto_lock_minutes": 0})).await?;
        self.add_credentials().await?;
        self.save_flows().await?;
        self.live().await?;
        self.clock.set_minutes_ago(0);
        Ok(())
    }

    /// Runs an operation that has to succeed.
    async fn must(&self, operation: &str, request: Value) -> Result<Value, Failure> {
        dispatch(self, operation, request).await.map_err(|failure| {
            let text =
                format!("The sample organization was not made: {operation}: {}", failure.message);
            Failure { message: text, ..failure }
        })
    }

    /// Runs an operation that has to be refused with this code; the refusal is part of the story.
    async fn refused(
        &self,
        operation: &str,
        request: Value,
        code: ErrorCode,
    ) -> Result<(), Failure> {
        match dispatch(self, operation, request).await {
            Err(failure) if failure.code == code => Ok(()),
            Err(failure) => Err(failure),
            Ok(_) => Err(Failure::new(
                ErrorCode::Internal,
                format!("The sample organization was not made: {operation} was not refused"),
            )),
        }
    }
}
