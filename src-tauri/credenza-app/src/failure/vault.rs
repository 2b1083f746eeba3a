//! Errors of keys, keyring, envelopes.

use credenza_protocol::{ErrorCode, Failure};
use credenza_vault::{
    CreateKekError, ExportError, KeyringError, KitUnreadable, OpenError, RandomnessUnavailable,
    SealError, SlotError, WeakPassphrase,
};
use serde_json::json;

/// Room errors end their sentence with what to do; on the wire that is the hint.
fn split(code: ErrorCode, text: &str) -> Failure {
    let text = capitalized(text);
    match text.split_once(". ") {
        Some((what, hint)) => {
            Failure::new(code, what).hint(format!("{}.", hint.trim_end_matches('.')))
        }
        None => Failure::new(code, text),
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

pub(crate) fn keyring_failure(error: &KeyringError) -> Failure {
    let code = match error {
        KeyringError::Unavailable(_) | KeyringError::Ambiguous => ErrorCode::KeyringUnavailable,
        KeyringError::Locked => ErrorCode::KeyringLocked,
        KeyringError::Timeout { .. } | KeyringError::Cancelled => ErrorCode::KeyringTimeout,
        KeyringError::NotFound => ErrorCode::KeyringKeyMissing,
        KeyringError::Damaged => ErrorCode::VaultTampered,
        KeyringError::WrongKey => ErrorCode::VaultWrongKey,
    };
    split(code, &error.to_string()).details(json!({ "kind": error.code() }))
}

pub(crate) fn create_kek_failure(error: &CreateKekError) -> Failure {
    match error {
        CreateKekError::Randomness(error) => randomness_failure(error),
        CreateKekError::Keyring(error) => keyring_failure(error),
    }
}

pub(crate) fn slot_failure(error: &SlotError) -> Failure {
    let code = match error {
        SlotError::WrongKey => ErrorCode::VaultWrongKey,
        SlotError::Damaged | SlotError::KdfParameters { .. } | SlotError::Unsupported(_) => {
            ErrorCode::VaultTampered
        }
        SlotError::OutOfMemory { .. } | SlotError::NotAPassphraseSlot => ErrorCode::Internal,
    };
    split(code, &error.to_string()).details(json!({ "kind": error.code() }))
}

pub(crate) fn open_failure(error: &OpenError) -> Failure {
    split(ErrorCode::CredentialUnreadable, &error.to_string())
        .details(json!({ "kind": error.code() }))
}

pub(crate) fn seal_failure(error: &SealError) -> Failure {
    let code = match error {
        SealError::TooLarge(_) => ErrorCode::DraftInvalid,
        SealError::Randomness(_) => ErrorCode::Internal,
        SealError::KeyVersionUnknown(_) => ErrorCode::VaultKeysRotated,
        SealError::Recipient => ErrorCode::VaultTampered,
    };
    split(code, &error.to_string())
}

pub(crate) fn randomness_failure(error: &RandomnessUnavailable) -> Failure {
    Failure::new(ErrorCode::Internal, capitalized(&error.to_string()))
}

pub(crate) fn kit_failure(error: KitUnreadable) -> Failure {
    split(ErrorCode::VaultKitUnreadable, &error.to_string())
        .details(json!({ "kind": error.code() }))
}

pub(crate) fn export_failure(error: &ExportError) -> Failure {
    let code = match error {
        ExportError::WrongKey => ErrorCode::VaultWrongKey,
        ExportError::NotABackup | ExportError::Damaged | ExportError::TooMuchWork => {
            ErrorCode::BackupInvalid
        }
        ExportError::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => {
            ErrorCode::StorageFull
        }
        ExportError::Io(_) => ErrorCode::BackupFailed,
    };
    split(code, &error.to_string()).details(json!({ "kind": error.code() }))
}

pub(crate) fn weak_passphrase_failure(error: &WeakPassphrase) -> Failure {
    Failure::new(ErrorCode::VaultWeakPassphrase, error.reasons.join(" "))
        .hint(error.suggestions.join(" "))
        .details(json!({"score": error.score, "reasons": error.reasons, "suggestions": error.suggestions}))
}
