//! Showing the secret to a server whose host key is trusted.
//!
//! One attempt, one method: the server is asked first what it takes, so that a wrong password is
//! not tried twice and locks nobody out.

use super::host_key::Watcher;
use super::key::{self, KeyError};
use super::{SftpAuth, SftpTarget, broken};
use crate::stage::{Passed, StageFailure};
use credenza_model::FailureCode;
use russh::client::{AuthResult, Handle, KeyboardInteractiveAuthResponse as Answer};
use russh::keys::{HashAlg, PrivateKey, PrivateKeyWithHashAlg};
use russh::{MethodKind, MethodSet};
use secrecy::{ExposeSecret as _, SecretString};
use std::sync::Arc;

/// The secret in the form in which it is used.
pub(super) enum Secret {
    Password(SecretString),
    Key(Arc<PrivateKey>),
}

impl Secret {
    /// Reads the key, if it is one. Key derivation takes its time, so it has a thread of its own.
    pub(super) async fn parse(auth: &SftpAuth) -> Result<Self, StageFailure> {
        let (text, passphrase) = match auth {
            SftpAuth::Password(password) => return Ok(Self::Password(password.clone())),
            SftpAuth::KeyFile { private_key_data, passphrase } => {
                (private_key_data.clone(), passphrase.clone())
            }
        };
        let read = tokio::task::spawn_blocking(move || key::read(&text, passphrase.as_ref()));
        match read.await {
            Ok(result) => result.map(|key| Self::Key(Arc::new(key))).map_err(unusable),
            Err(_) => Err(unusable(KeyError::Malformed)),
        }
    }
}

fn unusable(error: KeyError) -> StageFailure {
    StageFailure::new(FailureCode::AuthRejected, error.to_string())
        .hint(error.hint())
        .field(error.field())
}

/// Signs in.
pub(super) async fn sign_in(
    handle: &mut Handle<Watcher>,
    target: &SftpTarget,
    secret: Secret,
) -> Result<Passed<()>, StageFailure> {
    let offered =
        match handle.authenticate_none(&target.username).await.map_err(|error| broken(&error))? {
            AuthResult::Success => return Ok(open_to_anyone(target)),
            AuthResult::Failure { remaining_methods, .. } => remaining_methods,
        };
    match secret {
        Secret::Key(key) if offered.contains(&MethodKind::PublicKey) => {
            with_key(handle, target, key).await
        }
        Secret::Password(password) if offered.contains(&MethodKind::Password) => {
            // Exposed to be sent, encrypted, to the trusted host key's owner.
            let result =
                handle.authenticate_password(&target.username, password.expose_secret()).await;
            judge_password(result.map_err(|error| broken(&error))?, target)
        }
        Secret::Password(password) if offered.contains(&MethodKind::KeyboardInteractive) => {
            with_prompt(handle, target, &password).await
        }
        Secret::Key(_) => Err(method_refused("keys", &offered)),
        Secret::Password(_) => Err(method_refused("passwords", &offered)),
    }
}

fn open_to_anyone(target: &SftpTarget) -> Passed<()> {
    let mut passed = Passed::new(
        (),
        format!("The server let {} in without asking for the secret", target.username),
    );
    passed.warning =
        Some("The secret was not proven. Ask the operator whether this is meant.".to_owned());
    passed
}

fn method_refused(what: &str, offered: &MethodSet) -> StageFailure {
    let names: Vec<&str> = offered.iter().map(<&str>::from).collect();
    StageFailure::new(
        FailureCode::AuthRejected,
        format!(
            "The server does not accept {what} from this user; it offers: {}",
            names.join(", ")
        ),
    )
    .hint("Choose the other way to sign in, or ask the server's operator.")
    .field("auth_type")
}

fn second_factor() -> StageFailure {
    StageFailure::new(
        FailureCode::AuthRejected,
        "The server accepted the secret, but asks for a second factor",
    )
    .hint("Programs cannot answer it. Ask the operator for a user without one.")
    .field("username")
}

fn judge_password(result: AuthResult, target: &SftpTarget) -> Result<Passed<()>, StageFailure> {
    match result {
        AuthResult::Success => {
            Ok(Passed::new((), format!("Signed in as {} with the password", target.username)))
        }
        AuthResult::Failure { partial_success: true, .. } => Err(second_factor()),
        AuthResult::Failure { .. } => Err(StageFailure::new(
            FailureCode::AuthRejected,
            format!("The server rejected the password for {}", target.username),
        )
        .hint("Check the password and the user name. The server does not say which is wrong.")
        .field("password")),
    }
}

/// Keyboard-interactive with a single hidden prompt is a password by another name (RFC 4256).
async fn with_prompt(
    handle: &mut Handle<Watcher>,
    target: &SftpTarget,
    password: &SecretString,
) -> Result<Passed<()>, StageFailure> {
    let mut answer = handle
        .authenticate_keyboard_interactive_start(&target.username, None)
        .await
        .map_err(|error| broken(&error))?;
    let mut answered = false;
    loop {
        let responses = match answer {
            Answer::Success => return judge_password(AuthResult::Success, target),
            Answer::Failure { remaining_methods, partial_success } => {
                return judge_password(
                    AuthResult::Failure { remaining_methods, partial_success },
                    target,
                );
            }
            Answer::InfoRequest { prompts, .. } => match prompts.as_slice() {
                [] => Vec::new(),
                [prompt] if !prompt.echo && !answered => {
                    answered = true;
                    // Exposed to be sent, as above.
                    vec![password.expose_secret().to_owned()]
                }
                _ => return Err(second_factor()),
            },
        };
        answer = handle
            .authenticate_keyboard_interactive_respond(responses)
            .await
            .map_err(|error| broken(&error))?;
    }
}

async fn with_key(
    handle: &mut Handle<Watcher>,
    target: &SftpTarget,
    key: Arc<PrivateKey>,
) -> Result<Passed<()>, StageFailure> {
    let fingerprint = key.fingerprint(HashAlg::Sha256).to_string();
    let hash = if key.algorithm().is_rsa() { Some(rsa_hash(handle).await?) } else { None };
    let signer = PrivateKeyWithHashAlg::new(key, hash);
    let algorithm = signer.algorithm().to_string();
    let result = handle
        .authenticate_publickey(&target.username, signer)
        .await
        .map_err(|error| broken(&error))?;
    match result {
        AuthResult::Success => Ok(Passed::new(
            (),
            format!("Signed in as {} with the key {fingerprint} ({algorithm})", target.username),
        )),
        AuthResult::Failure { partial_success: true, .. } => Err(second_factor()),
        AuthResult::Failure { .. } => Err(StageFailure::new(
            FailureCode::AuthRejected,
            format!("The server rejected the key {fingerprint} for {}", target.username),
        )
        .hint(
            "Check the user name, and that the key's public half is in the user's authorized_keys.",
        )
        .field("private_key_data")),
    }
}

/// SHA-2 only (RFC 8332). A server that does not say what it takes is asked for the common one.
async fn rsa_hash(handle: &Handle<Watcher>) -> Result<HashAlg, StageFailure> {
    match handle.best_supported_rsa_hash().await.map_err(|error| broken(&error))? {
        Some(Some(hash)) => Ok(hash),
        None => Ok(HashAlg::Sha256),
        Some(None) => Err(StageFailure::new(
            FailureCode::AuthRejected,
            "The server takes RSA keys only with SHA-1 signatures, which are broken",
        )
        .hint("Use an Ed25519 key, or ask the operator to update the server.")
        .field("private_key_data")),
    }
}
