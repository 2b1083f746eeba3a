//! Where the vault lies and what it is connected to. Everything that a test wants to be different
//! is a field here, not a global.

use crate::clock::{Clock, SystemClock};
use credenza_connect::egress::{Resolver, SystemResolver, TlsRoots};
pub use credenza_protocol::vault::VaultPurpose;
use credenza_protocol::{ErrorCode, Failure};
use credenza_vault::{KeyringItems, Namespace, OsKeyring};
use std::path::PathBuf;
use std::sync::Arc;

/// What an [`App`](crate::App) is built from.
#[derive(Clone)]
pub struct AppConfig {
    /// The vault's folder.
    pub folder: PathBuf,
    /// Keeps a development build away from real vaults.
    pub namespace: Namespace,
    /// The operating system's keyring.
    pub keyring: Arc<dyn KeyringItems>,
    /// Turns host names into addresses.
    pub resolver: Arc<dyn Resolver>,
    /// Whom TLS trusts.
    pub roots: TlsRoots,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// What the vault is for.
    pub purpose: VaultPurpose,
}

impl AppConfig {
    /// The configuration of a real process: `folder` if given, else the environment's
    /// `CREDENZA_VAULT`, else the user's data folder.
    ///
    /// # Errors
    /// When the user has no home folder and none was named.
    pub fn from_environment(folder: Option<PathBuf>) -> Result<Self, Failure> {
        let namespace = namespace();
        let named = folder.or_else(|| std::env::var_os("CREDENZA_VAULT").map(PathBuf::from));
        let folder = match named {
            Some(folder) => folder,
            None => default_folder(namespace)?,
        };
        Ok(Self {
            folder,
            namespace,
            keyring: Arc::new(OsKeyring::new()),
            resolver: Arc::new(SystemResolver),
            roots: TlsRoots::Platform,
            clock: Arc::new(SystemClock),
            purpose: VaultPurpose::Own,
        })
    }
}

fn namespace() -> Namespace {
    match std::env::var("CREDENZA_NAMESPACE").as_deref() {
        Ok("production") => Namespace::Production,
        Ok("development") => Namespace::Development,
        _ if cfg!(debug_assertions) => Namespace::Development,
        _ => Namespace::Production,
    }
}

fn default_folder(namespace: Namespace) -> Result<PathBuf, Failure> {
    let name = match namespace {
        Namespace::Production => "credenza",
        Namespace::Development => "credenza-dev",
    };
    directories::BaseDirs::new().map(|dirs| dirs.data_dir().join(name)).ok_or_else(|| {
        Failure::new(ErrorCode::StorageFailed, "This user has no home folder to keep a vault in")
            .hint("Name a folder in CREDENZA_VAULT.")
    })
}
