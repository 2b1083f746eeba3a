//! Errors on the wire: a stable code for programs, a sentence and a hint for people, details as data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

macro_rules! error_codes {
    ($($(#[$doc:meta])+ $variant:ident = $code:literal),+ $(,)?) => {
        /// Why an operation was refused or failed: stable, for programs. Nobody matches texts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum ErrorCode {$(
            $(#[$doc])+
            #[serde(rename = $code)]
            $variant,
        )+}

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}

error_codes! {
    /// The request is not of the operation's form.
    RequestInvalid = "request.invalid",
    /// There is no such operation, or this host does not offer it.
    OperationUnknown = "operation.unknown",
    /// There is no vault here yet.
    VaultMissing = "vault.missing",
    /// There is a vault here already.
    VaultExists = "vault.exists",
    /// The vault is locked.
    VaultLocked = "vault.locked",
    /// The passphrase or key does not fit.
    VaultWrongKey = "vault.wrong_key",
    /// The passphrase is too weak.
    VaultWeakPassphrase = "vault.weak_passphrase",
    /// Too many wrong passphrases; wait.
    VaultUnlockDelayed = "vault.unlock_delayed",
    /// The operating system's keyring cannot be used.
    KeyringUnavailable = "keyring.unavailable",
    /// The operating system's keyring is locked.
    KeyringLocked = "keyring.locked",
    /// The operating system's keyring did not answer in time.
    KeyringTimeout = "keyring.timeout",
    /// The key is missing from the keyring; a new one is never made over existing data.
    KeyringKeyMissing = "keyring.key_missing",
    /// The vault is older than when it was last seen, or has another history.
    VaultRolledBack = "vault.rolled_back",
    /// Another process gave the vault new keys; unlock it again.
    VaultKeysRotated = "vault.keys_rotated",
    /// The vault has no recovery kit.
    VaultNoRecoveryKit = "vault.no_recovery_kit",
    /// The text is not a recovery kit.
    VaultKitUnreadable = "vault.kit_unreadable",
    /// A rotation of keys is under way.
    VaultRotating = "vault.rotating",
    /// The file is there already.
    BackupExists = "backup.exists",
    /// The file is no backup, or a damaged one.
    BackupInvalid = "backup.invalid",
    /// The backup's file cannot be read or written.
    BackupFailed = "backup.failed",
    /// The stored key is damaged or was changed.
    VaultTampered = "vault.tampered",
    /// The database is damaged.
    StorageCorrupt = "storage.corrupt",
    /// The database was written by a newer version of Credenza.
    StorageTooNew = "storage.too_new",
    /// The file is not a Credenza vault.
    StorageForeign = "storage.foreign",
    /// The disk is full.
    StorageFull = "storage.full",
    /// The folder or file cannot be written.
    StorageReadOnly = "storage.read_only",
    /// Another process holds the database for too long.
    StorageBusy = "storage.busy",
    /// Any other trouble with the database.
    StorageFailed = "storage.failed",
    /// No connector of that id.
    ConnectorNotFound = "connector.not_found",
    /// The connector file is not valid.
    ConnectorInvalid = "connector.invalid",
    /// The hosts of the connector file have to be approved first.
    ConnectorHostsUnapproved = "connector.hosts_unapproved",
    /// The connector is used by credentials, or built in.
    ConnectorInUse = "connector.in_use",
    /// The draft does not fit the connector's schema; details name each field.
    DraftInvalid = "draft.invalid",
    /// The host changed; the secret has to be entered again.
    DraftSecretRequired = "draft.secret_required",
    /// The dry run failed; nothing was saved.
    VerificationFailed = "verification.failed",
    /// The dry run was cancelled; nothing was saved.
    VerificationCancelled = "verification.cancelled",
    /// Saving without verifying is not allowed by the settings.
    UnverifiedForbidden = "verification.required",
    /// No credential of that id, prefix or name.
    CredentialNotFound = "credential.not_found",
    /// Several credentials fit.
    CredentialAmbiguous = "credential.ambiguous",
    /// The name is taken at this connector.
    CredentialNameTaken = "credential.name_taken",
    /// The same account with the same secret is already stored.
    CredentialDuplicate = "credential.duplicate",
    /// An active flow uses it.
    CredentialInUse = "credential.in_use",
    /// The connector's limit is reached.
    CredentialLimitReached = "credential.limit_reached",
    /// It was changed elsewhere in the meantime.
    CredentialChangedElsewhere = "credential.changed_elsewhere",
    /// It is archived, quarantined, or otherwise not in the right state.
    CredentialWrongState = "credential.wrong_state",
    /// Its row is damaged; the others are usable.
    CredentialUnreadable = "credential.unreadable",
    /// The two credentials belong to different connectors.
    CredentialOtherConnector = "credential.other_connector",
    /// It cannot be renewed without a person: there is no refresh token.
    CredentialNotRefreshable = "credential.not_refreshable",
    /// No OAuth app of that id, prefix or name.
    OAuthAppNotFound = "oauth_app.not_found",
    /// Several OAuth apps fit, or the connector has several and none was named.
    OAuthAppAmbiguous = "oauth_app.ambiguous",
    /// The connector has no OAuth app yet; one has to be registered first.
    OAuthAppMissing = "oauth_app.missing",
    /// Its address, scopes or fields are not sound; details name each field.
    OAuthAppInvalid = "oauth_app.invalid",
    /// The name is taken at this connector.
    OAuthAppNameTaken = "oauth_app.name_taken",
    /// Credentials were signed in with it.
    OAuthAppInUse = "oauth_app.in_use",
    /// It was changed elsewhere in the meantime.
    OAuthAppChangedElsewhere = "oauth_app.changed_elsewhere",
    /// The connector has no scheme that signs in.
    SignInUnsupported = "sign_in.unsupported",
    /// No sign-in of that id; it may have ended.
    SignInNotFound = "sign_in.not_found",
    /// Five sign-ins are open already.
    SignInLimitReached = "sign_in.limit_reached",
    /// The port to which the browser comes back is taken.
    SignInPortTaken = "sign_in.port_taken",
    /// No browser could be opened; the address can be copied.
    SignInNoBrowser = "sign_in.no_browser",
    /// The person declined.
    SignInDenied = "sign_in.denied",
    /// Nobody signed in in time.
    SignInTimedOut = "sign_in.timed_out",
    /// What came back did not start here: wrong state, wrong issuer, or a code used before.
    SignInForeign = "sign_in.foreign",
    /// The provider refused, and said why.
    SignInRefused = "sign_in.refused",
    /// Another account signed in than the one before.
    SignInAccountChanged = "sign_in.account_changed",
    /// No webhook of that id, prefix or address.
    WebhookNotFound = "webhook.not_found",
    /// Several webhooks fit.
    WebhookAmbiguous = "webhook.ambiguous",
    /// Its address or secret is not sound.
    WebhookInvalid = "webhook.invalid",
    /// No delivery of that id; deliveries are kept for thirty days.
    DeliveryNotFound = "webhook.delivery_not_found",
    /// No flow of that id, prefix or name.
    FlowNotFound = "flow.not_found",
    /// Several flows fit.
    FlowAmbiguous = "flow.ambiguous",
    /// The document is not sound; details name each place.
    FlowInvalid = "flow.invalid",
    /// The flow cannot be activated; details name each step.
    FlowNotReady = "flow.not_ready",
    /// The flow is active; pause it first.
    FlowActive = "flow.active",
    /// It was changed elsewhere in the meantime.
    FlowChangedElsewhere = "flow.changed_elsewhere",
    /// The chain of the activity is broken.
    ActivityBroken = "activity.broken",
    /// A defect of Credenza.
    Internal = "internal",
}

/// A refusal or failure, as every host shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// The stable code.
    pub code: ErrorCode,
    /// What failed, in the person's words.
    pub message: String,
    /// What to do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Details as data; their shape depends on the code.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub details: Value,
}

impl Failure {
    /// A failure without hint and details.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None, details: Value::Null }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds details as data.
    #[must_use]
    pub fn details(mut self, details: Value) -> Self {
        self.details = details;
        self
    }
}

/// One thing wrong with a draft or document: `details.errors` of `draft.invalid` and `flow.invalid`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldError {
    /// Where, as a JSON Pointer (RFC 6901).
    pub field: String,
    /// What is wrong, without quoting a secret.
    pub message: String,
}
