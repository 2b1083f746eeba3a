//! `credenza oauth-app …`

use clap::{Args, Subcommand};
use credenza_model::{HostPort, Timestamp};
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum OAuthAppCommand {
    /// Register the client id and secret that a provider gave you; at a terminal, without --client-id, it says first what to register there
    Add(AddAppArgs),
    /// Say what to register at the provider: the redirect address, to be given back with 'add --redirect', and where
    Propose(ProposeAppArgs),
    /// List OAuth apps, with the address to register at the provider
    List {
        /// Only this connector's
        #[arg(long, value_name = "ID")]
        connector: Option<String>,
    },
    /// Show one OAuth app and what to register at the provider; never its secret
    Show(App),
    /// Change an OAuth app; its client secret is kept unless a new one is given
    Update(UpdateAppArgs),
    /// Remove an OAuth app; refused while credentials use it
    Remove(App),
}

#[derive(Args)]
pub(crate) struct App {
    /// Id, unique prefix or exact name
    pub(crate) oauth_app: String,
}

#[derive(Args)]
pub(crate) struct AddAppArgs {
    /// The connector's id
    pub(crate) connector: String,
    /// The client id [default: asked for at the terminal]
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: Option<String>,
    /// The authentication scheme, if the connector has several that sign in
    #[arg(long, value_name = "SCHEME")]
    pub(crate) auth: Option<String>,
    /// There is no client secret: a public client
    #[arg(long, conflicts_with_all = ["client_secret", "client_secret_file", "client_secret_fd"])]
    pub(crate) public: bool,
    #[command(flatten)]
    pub(crate) details: AppDetails,
}

#[derive(Args)]
pub(crate) struct ProposeAppArgs {
    /// The connector's id
    pub(crate) connector: String,
    /// The authentication scheme, if the connector has several that sign in
    #[arg(long, value_name = "SCHEME")]
    pub(crate) auth: Option<String>,
    /// How the browser is to come back, if not as the provider takes it: loopback, http://127.0.0.1:PORT, http://localhost:PORT, or an https address
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) redirect: Option<String>,
}

#[derive(Args)]
pub(crate) struct UpdateAppArgs {
    /// Id, unique prefix or exact name
    pub(crate) oauth_app: String,
    /// A new client id
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: Option<String>,
    /// The version that was edited; refused if it has changed since
    #[arg(long, value_name = "N")]
    pub(crate) expect_version: Option<i64>,
    /// Clear a field: scopes (the connector's are asked for again), secret_expires_at, client_secret
    #[arg(long = "clear", value_name = "FIELD", value_parser = ["client_secret", "scopes", "secret_expires_at"])]
    pub(crate) clear: Vec<String>,
    /// The provider does not run it in test mode any more
    #[arg(long, conflicts_with = "test_mode")]
    pub(crate) no_test_mode: bool,
    #[command(flatten)]
    pub(crate) details: AppDetails,
}

/// What can be given when an OAuth app is added, and changed later.
#[derive(Args)]
pub(crate) struct AppDetails {
    /// Its name [default: generated]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Ask for the client secret at the terminal
    #[arg(long)]
    pub(crate) client_secret: bool,
    /// Read the client secret from a file
    #[arg(long, value_name = "PATH", conflicts_with = "client_secret")]
    pub(crate) client_secret_file: Option<PathBuf>,
    /// Read the client secret from an open file descriptor
    #[arg(long, value_name = "N", conflicts_with_all = ["client_secret", "client_secret_file"])]
    pub(crate) client_secret_fd: Option<i32>,
    /// Scopes to ask for, instead of the connector's
    #[arg(long, value_name = "SCOPE", value_delimiter = ',')]
    pub(crate) scopes: Vec<String>,
    /// How the browser comes back: loopback, http://127.0.0.1:PORT, http://localhost:PORT, any of them with the path that was proposed, or an https address whose result is pasted
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) redirect: Option<String>,
    /// Set a field of the connector that its OAuth addresses need, such as a tenant
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    pub(crate) set: Vec<String>,
    /// When the client secret ends (RFC 3339)
    #[arg(long, value_name = "TIME", value_parser = read_time)]
    pub(crate) secret_expires_at: Option<Timestamp>,
    /// The provider runs it in test mode, where grants end after seven days
    #[arg(long)]
    pub(crate) test_mode: bool,
    /// Allow this loopback or private address
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) allow_private: Vec<HostPort>,
}

fn read_time(text: &str) -> Result<Timestamp, String> {
    let day = || format!("{text}T00:00:00Z");
    serde_json::from_value(text.into())
        .or_else(|_| serde_json::from_value(day().into()))
        .map_err(|_| "not a time such as 2027-01-31 or 2027-01-31T12:00:00Z".to_owned())
}
