//! The fields of a credential on the command line. Secrets come from prompts, files and file
//! descriptors, not from the argument list, which other programs can read.

use clap::Args;
use credenza_model::HostPort;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct DraftArgs {
    /// The authentication scheme, if the connector has several
    #[arg(long, value_name = "SCHEME")]
    pub(crate) auth: Option<String>,
    /// Set a field that is not secret
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    pub(crate) set: Vec<String>,
    /// Ask for a secret field at the terminal
    #[arg(long = "secret", value_name = "FIELD")]
    pub(crate) secret: Vec<String>,
    /// Read a secret field from a file
    #[arg(long = "secret-file", value_name = "FIELD=PATH")]
    pub(crate) secret_file: Vec<String>,
    /// Read a secret field from an open file descriptor
    #[arg(long = "secret-fd", value_name = "FIELD=N")]
    pub(crate) secret_fd: Vec<String>,
    /// Read fields from a JSON file, or - for standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) draft: Option<PathBuf>,
    /// Let --set take secret fields too; other programs can read them there
    #[arg(long)]
    pub(crate) allow_secret_args: bool,
    /// Allow this loopback or private address
    #[arg(long, value_name = "HOST:PORT")]
    pub(crate) allow_private: Vec<HostPort>,
    /// Accept the SSH host key with this fingerprint
    #[arg(long, value_name = "FINGERPRINT")]
    pub(crate) accept_host_key: Option<String>,
}
