//! The nouns of Credenza: ids, states and their transitions.
//!
//! Deliberately absent: IO, clocks, randomness, SQL, transports. Everything here can be built and
//! compared in a test without an await. The words are those of `docs/ARCHITECTURE.md`.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod activity;
pub mod credential;
pub mod draft;
pub mod flow;
pub mod host;
pub mod id;
pub mod lifecycle;
pub mod name;
pub mod redirect;
pub mod time;
pub mod transitions;
pub mod verification;

pub use activity::{Actor, ActorKind};
pub use credential::{CredentialState, ENDS_SOON, StateChange, StateError};
pub use draft::DraftFields;
pub use flow::{FlowDocument, FlowStatus, Step, Trigger};
pub use host::{HostPort, HostPortError};
pub use id::{
    ConnectorId, CredentialId, DeliveryId, FlowId, IdError, OAuthAppId, OrgId, SignInId, VaultId,
    WebhookId,
};
pub use lifecycle::{Notice, Standing, WebhookEvent};
pub use name::{Name, NameError};
pub use redirect::RedirectRule;
pub use time::Timestamp;
pub use verification::{FailureCode, Outcome, Stage, StageOutcome, StageReport, Verification};
