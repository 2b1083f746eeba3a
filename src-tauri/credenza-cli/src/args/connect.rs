//! `credenza connect`, and Membrane's spelling of what follows from it: `credenza connection …`

use super::{DraftArgs, One};
use clap::{Args, Subcommand};

/// `connect`.
#[derive(Args)]
#[group(id = "what", required = true, multiple = false, args = ["intent", "connector", "connection_id"])]
pub(crate) struct ConnectArgs {
    /// What you want: "CRM", "send email"; asks when several connectors fit
    #[arg(long, value_name = "TEXT")]
    pub(crate) intent: Option<String>,
    /// The connector's id
    #[arg(long, value_name = "ID")]
    pub(crate) connector: Option<String>,
    /// Reconnect this credential in place: id, unique prefix or exact name
    #[arg(long = "connectionId", visible_alias = "connection-id", value_name = "ID")]
    pub(crate) connection_id: Option<String>,
    /// The name of the new credential [default: generated]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The OAuth app, if the connector has several: id, unique prefix or exact name
    #[arg(long, value_name = "APP")]
    pub(crate) oauth_app: Option<String>,
    /// Sign in with a code that you type on another device
    #[arg(long)]
    pub(crate) device: bool,
    /// Ask for these scopes instead of the OAuth app's
    #[arg(long, value_name = "SCOPE", value_delimiter = ',')]
    pub(crate) scopes: Vec<String>,
    /// Only print the address; do not open a browser
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Go on when exactly this account signs in instead of the one before
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) accept_account: Option<String>,
    /// Save although the same account was signed in already
    #[arg(long)]
    pub(crate) allow_duplicate: bool,
    #[command(flatten)]
    pub(crate) draft: DraftArgs,
}

#[derive(Subcommand)]
pub(crate) enum ConnectionCommand {
    /// List connections
    List {
        /// Only this connector's
        #[arg(long = "connectorId", visible_alias = "connector", value_name = "ID")]
        connector: Option<String>,
        /// Only those whose name or account holds this text
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
        /// Archived ones instead
        #[arg(long)]
        archived: bool,
    },
    /// Show one connection, without its secret
    Get(One),
    /// Move a connection to the archive; refused while an active flow uses it
    Archive {
        /// Id, unique prefix or exact name
        credential: String,
        /// Leave the sign-in as it is at the provider
        #[arg(long)]
        keep_grant: bool,
    },
}
