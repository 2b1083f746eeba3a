//! Changes that no person made: a renewed token, and what a renewal means for the state. They leave
//! the version alone, so that they do not spoil somebody's edit.

use super::find;
use super::row::Credential;
use super::save::{Found, NewSecret, seal, write};
use crate::table::health;
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{CredentialId, CredentialState, ENDS_SOON, StateChange, Timestamp};
use credenza_vault::{Randomness, SealError};

/// A credential before and after a change of its state.
#[derive(Debug)]
pub struct Changed {
    /// Where it stood.
    pub before: CredentialState,
    /// The credential as it is now.
    pub credential: Credential,
}

/// A renewed secret, and what it was made from.
pub struct RenewedSecret<'a> {
    /// The version of the secret that it takes the place of.
    pub secret_version: i64,
    /// The secret.
    pub secret: &'a NewSecret<'a>,
    /// What the renewal means for the state.
    pub change: &'a StateChange,
    /// When it was renewed.
    pub at: Timestamp,
}

/// Why a renewed secret was not saved.
#[derive(Debug, thiserror::Error)]
pub enum RenewRefused {
    /// It cannot be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Seals a renewed secret into a credential whose secret still is the one it was made from. `None` if it was
/// changed or erased in the meantime; then nothing is written. An archived credential keeps its state.
///
/// # Errors
/// [`RenewRefused`].
pub async fn renew_secret(
    tx: &mut WriteTx,
    scope: &Scope,
    rng: &mut dyn Randomness,
    id: CredentialId,
    renewed: &RenewedSecret<'_>,
) -> Result<Option<Changed>, RenewRefused> {
    let Some(row) = find(&mut *tx, scope, id).await? else { return Ok(None) };
    let mut credential = row.readable()?;
    if credential.secret_version != renewed.secret_version {
        return Ok(None);
    }
    let found = Found::of(&credential);
    let before = credential.state.clone();
    credential.state = before.clone().after(renewed.change).unwrap_or_else(|_| before.clone());
    if before == CredentialState::Expiring && credential.state == CredentialState::Connected {
        // A new token is no new certificate, and no new sign-in: what ends soon still does.
        credential.state = still_ending(tx, scope, &credential, renewed.at).await?;
    }
    credential.secret_version += 1;
    seal(scope, rng, &mut credential, renewed.secret)?;
    let written = write(tx, scope, &credential, found, renewed.at).await?;
    Ok(written.then_some(Changed { before, credential }))
}

async fn still_ending(
    tx: &mut WriteTx,
    scope: &Scope,
    credential: &Credential,
    at: Timestamp,
) -> Result<CredentialState, StoreError> {
    let certificate = credential.proof.as_ref().and_then(|(_, report)| report.certificate_ends);
    let grant = health::grant_end(tx, scope, credential.id).await?;
    let soon = certificate.into_iter().chain(grant).any(|end| end <= at.plus(ENDS_SOON));
    Ok(if soon { CredentialState::Expiring } else { CredentialState::Connected })
}

/// Changes a credential's state `at` that moment; `None` if there is no such credential.
///
/// # Errors
/// When the row cannot be read or written.
pub async fn change_state(
    tx: &mut WriteTx,
    scope: &Scope,
    id: CredentialId,
    change: &StateChange,
    at: Timestamp,
) -> Result<Option<Changed>, StoreError> {
    let Some(row) = find(&mut *tx, scope, id).await? else { return Ok(None) };
    let mut credential = row.readable()?;
    let found = Found::of(&credential);
    let before = credential.state.clone();
    credential.state = before.clone().after(change).unwrap_or_else(|_| before.clone());
    if credential.state != before {
        write(tx, scope, &credential, found, at).await?;
    }
    Ok(Some(Changed { before, credential }))
}
