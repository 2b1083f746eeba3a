//! What the user may do there: open SFTP, look at a path, and write where that was asked for.

use super::host_key::Watcher;
use super::{SftpTarget, WriteProbe, broken};
use crate::egress::foreign::one_line;
use crate::stage::{Passed, StageFailure};
use credenza_model::{FailureCode, Timestamp};
use russh::ChannelMsg;
use russh::client::{Handle, Msg};
use russh_sftp::client::SftpSession;
use russh_sftp::client::error::Error as SftpError;
use russh_sftp::protocol::{OpenFlags, StatusCode};
use tokio::io::AsyncWriteExt as _;

/// Looks at the test path, or at the home directory.
pub(super) async fn probe(
    handle: &Handle<Watcher>,
    target: &SftpTarget,
    now: Timestamp,
) -> Result<Passed<Vec<String>>, StageFailure> {
    let sftp = open(handle).await?;
    let path = match target.test_path.as_deref().map(str::trim).filter(|path| !path.is_empty()) {
        Some(path) => path.to_owned(),
        None => {
            sftp.canonicalize(".").await.map_err(|error| refused(&error, "the home directory"))?
        }
    };
    let shown = one_line(&path);
    let about = sftp.metadata(&path).await.map_err(|error| refused(&error, &shown))?;
    let (message, mut permissions) = if about.is_dir() {
        let entries = sftp.read_dir(&path).await.map_err(|error| refused(&error, &shown))?.count();
        (format!("{shown}: {entries} entries"), vec![format!("list {shown}")])
    } else {
        sftp.open(&path).await.map_err(|error| refused(&error, &shown))?;
        (format!("{shown}: {} bytes", about.len()), vec![format!("read {shown}")])
    };
    if target.write_probe == WriteProbe::WriteAndRemove {
        let directory = if about.is_dir() { path } else { parent(&path) };
        write_and_remove(&sftp, &directory, now).await?;
        permissions.push(format!("write {}", one_line(&directory)));
    }
    // Best effort: the connection is ended right after.
    let _ = sftp.close().await;
    Ok(Passed::new(permissions, message))
}

async fn open(handle: &Handle<Watcher>) -> Result<SftpSession, StageFailure> {
    let mut channel = handle.channel_open_session().await.map_err(|error| match error {
        russh::Error::ChannelOpenFailure(_) => no_sftp(),
        other => broken(&other),
    })?;
    channel.request_subsystem(true, "sftp").await.map_err(|error| broken(&error))?;
    wait_for_subsystem(&mut channel).await?;
    SftpSession::new(channel.into_stream()).await.map_err(|error| {
        tracing::debug!(%error, "no SFTP session");
        no_sftp()
    })
}

async fn wait_for_subsystem(channel: &mut russh::Channel<Msg>) -> Result<(), StageFailure> {
    loop {
        match channel.wait().await {
            Some(ChannelMsg::Success) => return Ok(()),
            None | Some(ChannelMsg::Failure | ChannelMsg::Close | ChannelMsg::Eof) => {
                return Err(no_sftp());
            }
            Some(_) => {}
        }
    }
}

fn no_sftp() -> StageFailure {
    StageFailure::new(
        FailureCode::PermDenied,
        "The user is signed in, but the server does not offer it SFTP",
    )
    .hint("Ask the server's operator to allow SFTP for this user.")
    .field("username")
}

fn refused(error: &SftpError, path: &str) -> StageFailure {
    let SftpError::Status(status) = error else {
        return StageFailure::new(
            FailureCode::NetClosed,
            format!("SFTP broke off at {path}: {error}"),
        );
    };
    match status.status_code {
        StatusCode::NoSuchFile => {
            StageFailure::new(FailureCode::TargetNotFound, format!("{path} does not exist there"))
                .hint("Check the path; it is the server's, and case-sensitive.")
        }
        StatusCode::PermissionDenied => {
            StageFailure::new(FailureCode::PermDenied, format!("The user may not use {path}"))
                .hint("Choose another path, or ask the server's operator for access.")
        }
        _ => StageFailure::new(
            FailureCode::ProviderUnexpected,
            format!("The server refused {path}: {}", one_line(&status.error_message)),
        ),
    }
    .field("test_path")
}

/// Never overwrites: the file must be new.
async fn write_and_remove(
    sftp: &SftpSession,
    directory: &str,
    now: Timestamp,
) -> Result<(), StageFailure> {
    let path = format!("{}/.credenza-test-{}", directory.trim_end_matches('/'), now.as_millis());
    let shown = one_line(directory);
    let refuse = |error: SftpError| {
        let failure = refused(&error, &shown);
        if failure.code == FailureCode::PermDenied {
            return StageFailure::new(
                failure.code,
                format!("The user may read {shown}, but not write there"),
            )
            .hint("Choose another path, or ask the server's operator for write access.")
            .field("test_path");
        }
        failure
    };
    let flags = OpenFlags::CREATE | OpenFlags::EXCLUDE | OpenFlags::WRITE;
    let mut file = sftp.open_with_flags(&path, flags).await.map_err(refuse)?;
    let written = async {
        file.write_all(b"Written and removed by Credenza's dry run.\n").await?;
        file.shutdown().await
    }
    .await;
    sftp.remove_file(&path).await.map_err(|error| {
        let failure = refused(&error, &one_line(&path));
        failure.hint(format!(
            "The test file {} was written but could not be removed; remove it by hand.",
            one_line(&path)
        ))
    })?;
    written.map_err(|error| {
        StageFailure::new(FailureCode::PermDenied, format!("Writing to {shown} failed: {error}"))
            .hint("The disk or the user's quota may be full.")
            .field("test_path")
    })
}

fn parent(path: &str) -> String {
    match path.rsplit_once('/') {
        Some(("", _)) => "/".to_owned(),
        Some((directory, _)) => directory.to_owned(),
        None => ".".to_owned(),
    }
}
