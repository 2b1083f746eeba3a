//! `credenza vault …`

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// How the vault is unlocked.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Method {
    /// A key in the operating system's keyring
    Keyring,
    /// A passphrase (Argon2id)
    Passphrase,
}

/// Which keys are changed.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Key {
    /// What the keyring holds and the passphrase derives; quick
    Kek,
    /// The data key; every row is sealed anew
    Data,
    /// First those, then this
    Both,
}

/// Where the recovery kit is read from; never from the argument list.
#[derive(Args)]
#[group(multiple = false)]
pub(crate) struct KitArgs {
    /// Read the recovery kit from this file
    #[arg(long, value_name = "FILE")]
    pub(crate) recovery_kit_file: Option<PathBuf>,
    /// Read the recovery kit from this open file descriptor
    #[arg(long, value_name = "N")]
    pub(crate) recovery_kit_fd: Option<i32>,
}

#[derive(Subcommand)]
pub(crate) enum VaultCommand {
    /// Create the vault
    Create {
        /// How it is unlocked [default: keyring if there is one, else passphrase]
        #[arg(long)]
        method: Option<Method>,
    },
    /// Whether it exists, how it can be unlocked, and how its keys stand
    Status,
    /// Check that it can be unlocked; with the recovery kit, make a way to unlock anew
    Unlock(UnlockArgs),
    /// Lock it in every running Credenza
    Lock,
    /// Add a passphrase as a way to unlock, or change it
    SetPassphrase,
    /// Change the keys; a rotation that was cut short is taken up
    Rotate {
        /// Which keys
        #[arg(long, value_enum, default_value_t = Key::Both)]
        key: Key,
    },
    /// Write the whole vault as one encrypted file, for the recovery kit or for a passphrase
    Backup(BackupArgs),
    /// Make a vault from a backup or a snapshot, in a folder that has none
    Restore(RestoreArgs),
    /// The printed key that opens the vault when everything else is lost
    #[command(subcommand)]
    RecoveryKit(RecoveryKitCommand),
}

/// `vault unlock`.
#[derive(Args)]
pub(crate) struct UnlockArgs {
    #[command(flatten)]
    pub(crate) kit: KitArgs,
    /// With the recovery kit: the way to unlock that is made anew [default: keyring if there is one, else passphrase]
    #[arg(long)]
    pub(crate) method: Option<Method>,
    /// Open a vault that is older than when it was last seen: it was restored on purpose
    #[arg(long)]
    pub(crate) accept_older: bool,
}

/// `vault backup`.
#[derive(Args)]
pub(crate) struct BackupArgs {
    /// The file
    pub(crate) file: PathBuf,
    /// Make it for a passphrase, which is asked for, instead of the recovery kit
    #[arg(long)]
    pub(crate) to_passphrase: bool,
    /// Make it for a passphrase, read from this open file descriptor
    #[arg(long, value_name = "N", conflicts_with = "to_passphrase")]
    pub(crate) backup_passphrase_fd: Option<i32>,
    /// Replace the file if it exists, once the new one is complete
    #[arg(long)]
    pub(crate) force: bool,
}

/// `vault restore`.
#[derive(Args)]
pub(crate) struct RestoreArgs {
    /// The backup, or a snapshot (DIR/snapshots/*.db)
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) kit: KitArgs,
    /// Read the passphrase that the backup was made for from this open file descriptor
    #[arg(long, value_name = "N")]
    pub(crate) backup_passphrase_fd: Option<i32>,
    /// How the new vault is unlocked [default: keyring if there is one, else passphrase]
    #[arg(long)]
    pub(crate) method: Option<Method>,
}

#[derive(Subcommand)]
pub(crate) enum RecoveryKitCommand {
    /// Make a kit, in place of any earlier one; it is shown once
    Create {
        /// Write it to this new file, readable by you only, instead of standard output
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Check that the kit you have is this vault's; when you last did is remembered
    Check(KitArgs),
}
