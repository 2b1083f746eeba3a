//! Sign-ins: from *Continue in browser* to a verified credential. Nothing is stored before success.

use crate::credential::{Approvals, CredentialName, CredentialView};
use crate::{Failure, Reference};
use credenza_model::{ConnectorId, DraftFields, Name, SignInId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a person grants access.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignInGrant {
    /// In the system browser (RFC 6749, section 4.1, with PKCE).
    #[default]
    AuthorizationCode,
    /// With a code typed on another device (RFC 8628).
    DeviceCode,
}

/// Begins a sign-in: a new credential, or a reconnect in place.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartSignIn {
    /// The connector; not needed to reconnect.
    #[serde(default)]
    pub connector: Option<ConnectorId>,
    /// The authentication scheme; needed when the connector has several that sign in.
    #[serde(default)]
    pub auth: Option<String>,
    /// The OAuth app; needed when the connector has several. A reconnect keeps its own.
    #[serde(default)]
    pub oauth_app: Option<Reference>,
    /// The credential to reconnect: it keeps its id, its name and every link.
    #[serde(default)]
    pub credential: Option<Reference>,
    /// How access is granted.
    #[serde(default)]
    pub grant: SignInGrant,
    /// The name of the new credential; generated if absent.
    #[serde(default)]
    pub name: Option<Name>,
    /// Fields of the scheme that no sign-in gives, such as a subdomain.
    #[serde(default)]
    pub fields: DraftFields,
    /// The scopes to ask for; absent = the app's.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
    /// Answers to explicit questions.
    #[serde(default)]
    pub approvals: Approvals,
    /// Save although the same account was signed in with the same OAuth app already.
    #[serde(default)]
    pub allow_duplicate: bool,
}

/// Names a sign-in.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowSignIn {
    /// Which.
    pub sign_in: SignInId,
}

/// *Paste the address instead*: what the browser shows after the provider sent it back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PasteAddress {
    /// Which sign-in.
    pub sign_in: SignInId,
    /// The whole address. It holds a code, so it is treated as a secret.
    pub address: crate::vault::SecretInput,
}

/// Goes on although another account signed in than the one before.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptAccount {
    /// Which sign-in.
    pub sign_in: SignInId,
    /// The new account as it was shown; refused if it is another by now.
    pub account: String,
}

/// Where a sign-in stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SignInState {
    /// For the person, in the browser.
    Waiting,
    /// The code is being exchanged for tokens.
    Exchanging,
    /// The new token is being tried.
    Verifying,
    /// Another account than before: the person decides. Nothing was changed.
    AccountChanged {
        /// The account of the stored credential: "you were A".
        was: String,
        /// The account that signed in: "this is B".
        now: String,
    },
    /// The credential is saved.
    Done {
        /// The credential.
        credential: Box<CredentialView>,
    },
    /// It ended without a credential; nothing was saved.
    Failed {
        /// Why, and what to do.
        failure: Failure,
    },
    /// The person cancelled it.
    Cancelled,
}

/// A code to be typed on another device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeviceCodeView {
    /// What the person types.
    pub user_code: String,
    /// Where: always a host of the connector.
    pub verification_address: String,
}

/// A sign-in, as it may be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SignInView {
    /// Its id.
    pub id: SignInId,
    /// The connector.
    pub connector: ConnectorId,
    /// The credential that is reconnected.
    #[serde(default)]
    pub reconnects: Option<CredentialName>,
    /// Where it stands.
    #[serde(flatten)]
    pub state: SignInState,
    /// What to open in the system browser, while waiting. Holds no secret: state and code challenge are
    /// worth nothing to a reader.
    #[serde(default)]
    pub address: Option<String>,
    /// Whom the person signs in at: the host of `address`.
    pub host: String,
    /// The code to type, in a device sign-in.
    #[serde(default)]
    pub device: Option<DeviceCodeView>,
    /// Whether the browser comes back by itself; if not, the address has to be pasted.
    pub comes_back: bool,
    /// Why it does not, where it usually would: another program has this port of this computer.
    #[serde(default)]
    pub port_taken: Option<u16>,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// What a browser sign-in left with a credential. No token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GrantView {
    /// The OAuth app, by name.
    pub oauth_app: String,
    /// The scopes that were granted.
    pub scopes: Vec<String>,
    /// Scopes that were asked for and not granted.
    pub missing_scopes: Vec<String>,
    /// When the access token ends; absent = the provider did not say.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
    /// When it was last renewed.
    #[serde(default)]
    pub refreshed_at: Option<Timestamp>,
    /// When it is going to be renewed.
    #[serde(default)]
    pub refresh_at: Option<Timestamp>,
    /// Whether it can be renewed without a person.
    pub refreshable: bool,
}
