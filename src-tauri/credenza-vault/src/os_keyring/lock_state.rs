//! Secret Service: is what a call needs unlocked? `SearchItems` and the `Locked` property answer without a prompt, and
//! keyring-core's own search prompts at once, so this runs before every call. A prompt opens only when allowed.

use std::collections::HashMap;

use secret_service::{
    EncryptionType, Error,
    blocking::{Collection, Item, SecretService},
};

use super::{KeyringError, KeyringItem, Unavailability};

/// What the next call needs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Need<'a> {
    /// A default collection.
    Collection,
    /// A default collection, made if the person may be asked, and the item unlocked if it exists.
    Write(&'a KeyringItem),
    /// The item, exactly once.
    Item(&'a KeyringItem),
}

/// Returns once everything `need` names is unlocked.
pub(super) fn ensure_unlocked(need: Need<'_>, may_prompt: bool) -> Result<(), KeyringError> {
    // No secret crosses this connection, so the plain session will do.
    let service = SecretService::connect(EncryptionType::Plain).map_err(map_error)?;
    match need {
        Need::Collection => {
            default_collection(&service).and_then(|c| unlock_collection(&c, may_prompt))
        }
        Need::Write(item) => {
            let collection = match default_collection(&service) {
                Err(KeyringError::Unavailable(_)) if may_prompt => {
                    service.create_collection("Default keyring", "default").map_err(map_error)?
                }
                other => other?,
            };
            unlock_collection(&collection, may_prompt)?;
            find(&service, item, may_prompt).map(drop)
        }
        Need::Item(item) => {
            if find(&service, item, may_prompt)? {
                return Ok(());
            }
            // A closed wallet may list nothing: only an open collection proves that the item is missing.
            unlock_collection(&default_collection(&service)?, may_prompt)?;
            if find(&service, item, may_prompt)? { Ok(()) } else { Err(KeyringError::NotFound) }
        }
    }
}

/// Whether the item exists; then it is unlocked.
fn find(
    service: &SecretService<'_>,
    item: &KeyringItem,
    may_prompt: bool,
) -> Result<bool, KeyringError> {
    let attributes = HashMap::from([("service", item.service()), ("username", item.name())]);
    let found = service.search_items(attributes).map_err(map_error)?;
    if found.locked.len() + found.unlocked.len() > 1 {
        return Err(KeyringError::Ambiguous);
    }
    for item in &found.locked {
        unlock_item(item, may_prompt)?;
    }
    Ok(found.locked.len() + found.unlocked.len() == 1)
}

fn default_collection<'a>(service: &'a SecretService<'a>) -> Result<Collection<'a>, KeyringError> {
    match service.get_default_collection() {
        Err(Error::NoResult) => Err(KeyringError::Unavailable(Unavailability::NoDefaultCollection)),
        other => other.map_err(map_error),
    }
}

fn unlock_collection(collection: &Collection<'_>, may_prompt: bool) -> Result<(), KeyringError> {
    if !collection.is_locked().map_err(map_error)? {
        return Ok(());
    }
    if may_prompt {
        collection.unlock().map_err(map_error)?;
        if !collection.is_locked().map_err(map_error)? {
            return Ok(());
        }
    }
    Err(KeyringError::Locked)
}

fn unlock_item(item: &Item<'_>, may_prompt: bool) -> Result<(), KeyringError> {
    if may_prompt {
        item.unlock().map_err(map_error)?;
        if !item.is_locked().map_err(map_error)? {
            return Ok(());
        }
    }
    Err(KeyringError::Locked)
}

fn map_error(error: Error) -> KeyringError {
    tracing::debug!(cause = %error, "secret service refused");
    match error {
        Error::Locked | Error::Prompt | Error::PromptDisconnected => KeyringError::Locked,
        Error::NoResult => KeyringError::NotFound,
        _ => KeyringError::Unavailable(Unavailability::NoKeyring),
    }
}
