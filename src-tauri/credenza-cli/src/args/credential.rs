//! `credenza credential …`

use super::DraftArgs;
use clap::{Args, Subcommand};

#[derive(Subcommand)]
pub(crate) enum CredentialCommand {
    /// Verify a new credential and, if it passes, save it
    Add(AddArgs),
    /// Verify changes and, if they pass, save them; secrets left alone keep their value
    Update(UpdateArgs),
    /// List credentials
    List(ListArgs),
    /// Show one credential, without its secret
    Show(One),
    /// Show where a credential is used
    Usage(One),
    /// Show the dry runs of a credential, newest first
    History(One),
    /// Verify stored credentials
    Verify(VerifyArgs),
    /// Rename a credential
    Rename {
        /// Id, unique prefix or exact name
        credential: String,
        /// The new name
        name: String,
    },
    /// Whether a credential can be used now; exit code 0 if it can, 1 if not
    Check {
        /// Id, unique prefix or exact name
        credential: String,
        /// By this flow: id, unique prefix or exact name
        #[arg(long, value_name = "FLOW")]
        for_flow: Option<String>,
    },
    /// Renew a credential's access token now
    Refresh(One),
    /// Move a credential to the archive; refused while an active flow uses it
    Delete {
        /// Id, unique prefix or exact name
        credential: String,
        /// Leave a browser sign-in as it is at the provider, instead of revoking it
        #[arg(long)]
        keep_grant: bool,
    },
    /// Take a credential back from the archive
    Restore(One),
    /// Erase an archived credential for good
    Erase {
        /// Id, unique prefix or exact name
        credential: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Set a credential aside; nothing uses it until it is released
    Quarantine(One),
    /// End a quarantine
    Release(One),
    /// Put another credential in every place of this one
    Replace {
        /// The one to be replaced: id, unique prefix or exact name
        credential: String,
        /// The one that takes its place
        with: String,
        /// Only say what would change
        #[arg(long)]
        preview: bool,
    },
}

#[derive(Args)]
pub(crate) struct One {
    /// Id, unique prefix or exact name
    pub(crate) credential: String,
}

#[derive(Args)]
pub(crate) struct AddArgs {
    /// The connector's id
    pub(crate) connector: String,
    /// The account name [default: generated]
    #[arg(long)]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) draft: DraftArgs,
    /// Save without verifying, where the settings allow it
    #[arg(long, requires = "reason")]
    pub(crate) unverified: bool,
    /// Why it is saved without verifying
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// Save although the same account with the same secret is stored already
    #[arg(long)]
    pub(crate) allow_duplicate: bool,
}

#[derive(Args)]
pub(crate) struct UpdateArgs {
    /// Id, unique prefix or exact name
    pub(crate) credential: String,
    /// A new account name
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The version that was edited; refused if it has changed since
    #[arg(long, value_name = "N")]
    pub(crate) expect_version: Option<i64>,
    #[command(flatten)]
    pub(crate) draft: DraftArgs,
    /// Clear a field
    #[arg(long = "clear", value_name = "FIELD")]
    pub(crate) clear: Vec<String>,
    /// Save without verifying, where the settings allow it
    #[arg(long, requires = "reason")]
    pub(crate) unverified: bool,
    /// Why it is saved without verifying
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// Go on when the secret belongs to exactly this account instead of the one before
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) accept_account: Option<String>,
}

#[derive(Args)]
pub(crate) struct ListArgs {
    /// Only this connector's
    #[arg(long, value_name = "ID")]
    pub(crate) connector: Option<String>,
    /// Only those that need attention
    #[arg(long)]
    pub(crate) needs_attention: bool,
    /// Only those that no flow uses
    #[arg(long)]
    pub(crate) unused: bool,
    /// Only those whose name or account holds this text
    #[arg(long, value_name = "TEXT")]
    pub(crate) search: Option<String>,
    /// The archive instead
    #[arg(long)]
    pub(crate) archived: bool,
}

#[derive(Args)]
pub(crate) struct VerifyArgs {
    /// Ids, unique prefixes or exact names
    #[arg(required_unless_present = "all")]
    pub(crate) credentials: Vec<String>,
    /// All of them
    #[arg(long, conflicts_with = "credentials")]
    pub(crate) all: bool,
}
