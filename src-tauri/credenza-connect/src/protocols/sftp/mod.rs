//! SFTP: is this the server we know, does it let us in, and may we read where we should?
//!
//! The host key comes before the secret: nothing is shown to a server whose key is neither pinned
//! nor accepted. Deliberately absent: agents, host certificates, and SSH for anything but files.

mod access;
mod authentication;
mod host_key;
pub mod key;

pub use key::{KeyError, KeyInfo, parse_private_key};

use crate::egress::Egress;
use crate::protocols::reach;
use crate::stage::{DryRun, Identity, StageFailure, Stopped};
use authentication::Secret;
use credenza_model::{FailureCode, Stage, Verification};
use host_key::{Expected, Greeted};
use russh::client::Handle;
use secrecy::SecretString;

/// SSH's port.
pub const DEFAULT_PORT: u16 = 22;

/// How the user proves who it is. Holds secrets: no `Debug`, no `Clone`.
pub enum SftpAuth {
    /// A password; a server that only knows keyboard-interactive is answered with it, too.
    Password(SecretString),
    /// A private key.
    KeyFile {
        /// PEM or OpenSSH form, at most 64 KiB.
        private_key_data: SecretString,
        /// For an encrypted key.
        passphrase: Option<SecretString>,
    },
}

/// Whether the dry run writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WriteProbe {
    /// It only reads.
    #[default]
    Skip,
    /// It writes a new small file into the path, and removes it.
    WriteAndRemove,
}

/// An SFTP server and user.
pub struct SftpTarget {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// User.
    pub username: String,
    /// Secret.
    pub auth: SftpAuth,
    /// Where to look; the home directory when absent.
    pub test_path: Option<String>,
    /// Whether to write there.
    pub write_probe: WriteProbe,
    /// The fingerprint (`SHA256:…`) this credential was verified with before.
    pub pinned_host_key: Option<String>,
    /// The fingerprint a person has just confirmed.
    pub accepted_host_key: Option<String>,
}

impl SftpTarget {
    /// What is asked, without secrets.
    #[must_use]
    pub fn probe(&self) -> String {
        let path = self.test_path.as_deref().filter(|path| !path.is_empty()).unwrap_or("~");
        format!("LIST {path} (sftp://{}@{}:{})", self.username, self.host, self.port)
    }
}

/// Proves an SFTP credential.
pub async fn verify(target: &SftpTarget, egress: &Egress<'_>, mut run: DryRun<'_>) -> Verification {
    let mut seen = None;
    let result = stages(target, egress, &mut run, &mut seen).await;
    let mut verification = run.finish(&target.probe(), result);
    // Also of a failed run: the window asks about the key it names.
    verification.host_key = seen;
    verification
}

async fn stages(
    target: &SftpTarget,
    egress: &Egress<'_>,
    run: &mut DryRun<'_>,
    seen: &mut Option<String>,
) -> Result<Identity, Stopped> {
    let secret = match Secret::parse(&target.auth).await {
        Ok(secret) => secret,
        Err(error) => {
            // Nothing was asked of anyone yet; it is the secret that cannot be used.
            run.stage::<()>(Stage::Authenticate, async { Err(error) }).await?;
            return Err(Stopped);
        }
    };
    let (stream, _hang_up) = reach(run, egress, &target.host, target.port).await?;
    let expected = Expected::of(target);
    let greeted = run.stage(Stage::HostKey, host_key::greet(stream, &expected, seen)).await?;
    let Greeted { mut handle, software } = greeted;
    run.stage(Stage::Authenticate, authentication::sign_in(&mut handle, target, secret)).await?;
    let account = format!("{}@{}", target.username, target.host);
    run.stage(Stage::Identify, async {
        Ok(crate::stage::Passed::new((), format!("{account}, {software}")))
    })
    .await?;
    let permissions =
        run.stage(Stage::Authorize, access::probe(&handle, target, egress.now)).await?;
    say_goodbye(&handle).await;
    Ok(Identity { account: Some(account), permissions, expires_at: None, host_key: None })
}

async fn say_goodbye(handle: &Handle<host_key::Watcher>) {
    if let Err(error) = handle.disconnect(russh::Disconnect::ByApplication, "", "").await {
        tracing::debug!(%error, "goodbye was not heard");
    }
}

/// What a broken SSH conversation means.
fn broken(error: &russh::Error) -> StageFailure {
    use russh::Error as E;
    match error {
        E::Version => StageFailure::new(FailureCode::ProviderUnexpected, "The server does not speak SSH")
            .hint("Check the port; SFTP's is 22. FTP and FTPS are other protocols.")
            .field("port"),
        E::NoCommonAlgo { kind, .. } => StageFailure::new(
            FailureCode::ProviderUnexpected,
            format!("The server offers only outdated algorithms ({kind:?})"),
        )
        .hint("Its operator must update the server."),
        E::HUP | E::Disconnect | E::IO(_) | E::SendError | E::RecvError => {
            StageFailure::new(FailureCode::NetClosed, format!("The server ended the connection: {error}"))
                .hint("Check that host and port are those of an SSH server, and that it admits this computer.")
                .field("port")
        }
        other => StageFailure::new(FailureCode::ProviderUnexpected, format!("The SSH conversation failed: {other}"))
            .hint("Check that host and port are those of an SSH server."),
    }
}
