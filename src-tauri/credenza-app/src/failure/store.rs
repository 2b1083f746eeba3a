//! Errors of the database.

use credenza_protocol::{ErrorCode, Failure};
use credenza_store::StoreError;
use serde_json::json;

pub(crate) fn store_failure(error: &StoreError) -> Failure {
    let (code, hint) = match error {
        StoreError::Corrupt(_) => (
            ErrorCode::StorageCorrupt,
            "Restore the vault from a backup. The damaged file was left as it is.",
        ),
        StoreError::TooNew { .. } => (
            ErrorCode::StorageTooNew,
            "Update Credenza on this computer. The vault was left as it is.",
        ),
        StoreError::Foreign(_) => (
            ErrorCode::StorageForeign,
            "Move that file away, or name another folder. It was left as it is.",
        ),
        StoreError::Exists => (ErrorCode::VaultExists, "Unlock it, or name another folder."),
        StoreError::Full => (
            ErrorCode::StorageFull,
            "Free some space and try again. What was saved before is intact.",
        ),
        StoreError::ReadOnly => (
            ErrorCode::StorageReadOnly,
            "Make the folder writable for your user, or name another one.",
        ),
        StoreError::Busy => (
            ErrorCode::StorageBusy,
            "Try again; if it stays so, close other programs that use this vault.",
        ),
        StoreError::Tampered { table: "credential", .. } => (
            ErrorCode::CredentialUnreadable,
            "Erase it and add it again, or restore the vault from a backup. The others are usable.",
        ),
        StoreError::KeysRotated => (
            ErrorCode::VaultKeysRotated,
            "Lock the vault, unlock it again, and repeat what you did. Nothing of it was saved.",
        ),
        StoreError::Tampered { table: "active_flow_credential" | "flow_credential", .. } => (
            ErrorCode::VaultTampered,
            "What a flow uses was changed outside Credenza. Pause or save that flow again, and find out who can write the vault's folder.",
        ),
        StoreError::Tampered { .. } => (
            ErrorCode::VaultTampered,
            "Restore the vault from a backup, and find out who can write its folder.",
        ),
        StoreError::Constraint(_) | StoreError::Other(_) => {
            (ErrorCode::StorageFailed, "Try again; if it stays so, report it with this code.")
        }
        StoreError::Io(_) => (ErrorCode::StorageFailed, "Check the vault's folder and its disk."),
    };
    let text = error.to_string();
    let mut chars = text.chars();
    let text: String =
        chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default();
    Failure::new(code, text).hint(hint).details(json!({ "kind": error.code() }))
}
