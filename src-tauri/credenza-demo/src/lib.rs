//! The demo: everything Credenza does, tried without an account anywhere.
//!
//! [`Demo::start`] makes a vault in a temporary folder, starts an API on loopback ports that plays the
//! providers of the sample organization, and fills the vault with that organization by the same
//! operations that people use. Every credential in it was verified by a real dry run, through TLS,
//! against that API; what fails, really fails.
//!
//! Why it is built so:
//! - **A room of its own that ships**, between the hosts and `credenza-app`: the installed command
//!   (`credenza demo`) and the window (`--demo`) have it too. `credenza-testing` stays test-only.
//! - **The catalogue is not changed.** The demo's resolver leads the hosts of its providers
//!   (`api.stripe.com`, `petstore.swagger.io`, …) to the API, and its own throw-away authority is
//!   trusted beside the operating system's. So the forms, probes and rules are the product's own, and
//!   each credential carries the approval of a private address in its sealed policy, as anywhere else.
//!   A host that the demo does not play is looked up as usual: one's own database works, too.
//! - **The history is lived, not written.** While the organization is made, its clock lags behind and
//!   catches up, so that the activity spans a month; nothing is inserted behind the operations' back.
//!
//! Deliberately absent: the API without the vault (it dies with the process, and so do the names it
//! plays: another process on the demo's folder would ask the real providers), runs of flows, and OAuth,
//! whose provider is one more entry of `api/providers.rs`.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod api;
mod clock;
mod database;
mod network;
mod organization;

use api::DemoApi;
use clock::LaggingClock;
use credenza_app::{App, AppConfig, TlsRoots, VaultPurpose};
use credenza_protocol::{ErrorCode, Failure};
use network::DemoNetwork;
use organization::Builder;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// The passphrase of every demo vault: there is nothing in it to hide, and locking can be tried.
pub const PASSPHRASE: &str = "taste before you serve";

/// A running demo. Dropping it ends the API and removes the folder; [`Demo::end`] does so in order.
pub struct Demo {
    app: App,
    folder: TempDir,
    _api: DemoApi,
}

impl Demo {
    /// Starts the API and makes the sample organization. Takes a few seconds.
    ///
    /// # Errors
    /// When there is no temporary folder or no free port, or an operation refuses what it is given.
    pub async fn start() -> Result<Self, Failure> {
        let folder = tempfile::Builder::new().prefix("credenza-demo-").tempdir();
        let folder = folder.map_err(|error| not_started("make a temporary folder", &error))?;
        let mut config = AppConfig::from_environment(Some(folder.path().join("vault")))?;
        let clock = Arc::new(LaggingClock::behind(config.clock.clone()));
        let network = Arc::new(DemoNetwork::new(config.resolver.clone()));
        let api = DemoApi::start(config.clock.now(), &network)
            .await
            .map_err(|error| not_started("listen on a loopback port", &error))?;
        config.resolver = network.clone();
        config.roots = TlsRoots::PlatformAnd(api.authority_pem().as_bytes().to_vec());
        config.clock = clock.clone();
        config.purpose = VaultPurpose::Demo;
        let app = App::open(config).await?;
        Builder::new(&app, &clock, &network, &api).build().await?;
        Ok(Self { app, folder, _api: api })
    }

    /// The application on the demo's vault, which is open.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The folder that is removed at the end. The vault is in it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Closes the vault, ends the API, and removes the folder.
    ///
    /// # Errors
    /// When the folder cannot be removed; it is named.
    pub async fn end(self) -> Result<(), Failure> {
        self.app.shutdown().await;
        let path = self.folder.path().display().to_string();
        self.folder.close().map_err(|error| {
            Failure::new(ErrorCode::StorageFailed, format!("{path} cannot be removed: {error}"))
                .hint("Remove it by hand. Nothing in it is secret.")
        })
    }
}

fn not_started(what: &str, error: &std::io::Error) -> Failure {
    Failure::new(ErrorCode::Internal, format!("The demo cannot {what}: {error}"))
}
