//! Changes that no person made: a renewed token, and what a renewal means for the state. They leave
//! the version alone, so that they do not spoil somebody's edit.

use super::find;
use super::row::Credential;
use super::save::{Found, NewSecret, seal, write};
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{CredentialId, CredentialState, StateChange};
use credenza_vault::{Randomness, SealError};

/// A credential before and after a change of its state.
#[derive(Debug)]
pub struct Changed {
    /// Where it stood.
    pub before: CredentialState,
    /// The credential as it is now.
    pub credential: Credential,
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

/// Seals a renewed secret into a credential whose secret still has `secret_version`. `None` if it was
/// changed or erased in the meantime; then nothing is written. An archived credential keeps its state.
///
/// # Errors
/// [`RenewRefused`].
pub async fn renew_secret(
    tx: &mut WriteTx,
    scope: &Scope,
    rng: &mut dyn Randomness,
    id: CredentialId,
    secret_version: i64,
    secret: &NewSecret<'_>,
    change: &StateChange,
) -> Result<Option<Changed>, RenewRefused> {
    let Some(row) = find(&mut *tx, scope, id).await? else { return Ok(None) };
    let mut credential = row.readable()?;
    if credential.secret_version != secret_version {
        return Ok(None);
    }
    let found = Found::of(&credential);
    let before = credential.state.clone();
    credential.state = before.clone().after(change).unwrap_or_else(|_| before.clone());
    credential.secret_version += 1;
    seal(scope, rng, &mut credential, secret)?;
    let written = write(tx, scope, &credential, found).await?;
    Ok(written.then_some(Changed { before, credential }))
}

/// Changes a credential's state; `None` if there is no such credential.
///
/// # Errors
/// When the row cannot be read or written.
pub async fn change_state(
    tx: &mut WriteTx,
    scope: &Scope,
    id: CredentialId,
    change: &StateChange,
) -> Result<Option<Changed>, StoreError> {
    let Some(row) = find(&mut *tx, scope, id).await? else { return Ok(None) };
    let mut credential = row.readable()?;
    let found = Found::of(&credential);
    let before = credential.state.clone();
    credential.state = before.clone().after(change).unwrap_or_else(|_| before.clone());
    if credential.state != before {
        write(tx, scope, &credential, found).await?;
    }
    Ok(Some(Changed { before, credential }))
}
