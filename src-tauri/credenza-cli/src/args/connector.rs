//! `credenza connector …`

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum ConnectorCommand {
    /// List the catalogue
    List {
        /// Only this category: crm, erp, ecommerce, marketing, finance, office, protocols, services, databases, utility
        #[arg(long)]
        category: Option<String>,
        /// Only connectors that have credentials
        #[arg(long)]
        in_use: bool,
    },
    /// Find a connector by what you want: "CRM", "send email"
    Search {
        /// The intent
        #[arg(required = true, num_args = 1..)]
        intent: Vec<String>,
    },
    /// Show one connector: authentication, fields, hosts, probe
    Show {
        /// The connector's id
        id: String,
    },
    /// Import a connector file after its hosts were approved
    Import {
        /// The file (TOML)
        file: PathBuf,
        /// Approve this host; repeat for each (without it, you are asked)
        #[arg(long = "approve-host", value_name = "HOST")]
        approve_hosts: Vec<String>,
    },
    /// Remove an imported connector that no credential uses
    Remove {
        /// The connector's id
        id: String,
    },
}
