//! `credenza vault …`

use clap::{Subcommand, ValueEnum};

/// How the vault is unlocked.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Method {
    /// A key in the operating system's keyring
    Keyring,
    /// A passphrase (Argon2id)
    Passphrase,
}

#[derive(Subcommand)]
pub(crate) enum VaultCommand {
    /// Create the vault
    Create {
        /// How it is unlocked [default: keyring if there is one, else passphrase]
        #[arg(long)]
        method: Option<Method>,
    },
    /// Whether it exists, and how it can be unlocked
    Status,
    /// Check that it can be unlocked
    Unlock,
    /// Lock it in every running Credenza
    Lock,
    /// Add a passphrase as a way to unlock, or change it
    SetPassphrase,
}
