//! OAuth 2.0 for an application on a person's computer: from a connector's data to a grant, and from an
//! old grant to a fresh one. Follows RFC 6749, 7009, 7523, 7636, 8252, 8628, 9207 and 9700.
//!
//! A sign-in through the browser goes like this:
//! 1. [`RedirectPlan::parse`] reads the OAuth app's redirect address, and [`LoopbackListener::bind`] takes
//!    the port, before the browser opens.
//! 2. [`AuthorizationRequest::make`] gives the address to open and a [`PendingSignIn`] to keep.
//! 3. [`LoopbackListener::wait`] gives the one [`Callback`]; a person can paste it instead
//!    ([`Callback::from_pasted`]).
//! 4. The caller finds its pending sign-in by [`Callback::state_hash`] and consumes it; [`judge_callback`]
//!    then decides whether the callback belongs to it.
//! 5. [`TokenEndpoint::exchange_code`] turns the code into a [`TokenGrant`].
//! 6. [`learn`] asks the provider which tenant or site the token is for, where the connector says so.
//!
//! Later: [`refresh_due`] says when, [`TokenEndpoint::refresh`] gives the next grant, and a
//! [`TokenFailure`] says which of four things went wrong. Nobody's tokens are touched on the way: what was
//! kept stays valid until the caller replaces it.
//!
//! Deliberately absent: storage, locks between processes, retries, opening the browser, and any clock or
//! randomness but the caller's.

mod app;
mod assertion;
mod authorization;
mod callback;
mod context;
mod device;
mod discovery;
mod identity;
mod key_file;
mod learn;
mod loopback;
mod method;
mod pasted;
mod pending;
mod redirect;
mod refresh;
mod revocation;
mod scopes;
mod token;

pub use app::OAuthApp;
pub use assertion::KEY_FILE;
pub(crate) use assertion::{Claims, assertion_of};
pub use authorization::{AuthorizationError, AuthorizationRequest};
pub use callback::{Authorized, Callback, CallbackRefusal, judge_callback};
pub use context::{NoRandomness, OAuthContext, Random};
pub use device::{
    DeviceAuthorization, DeviceFailure, DevicePace, DevicePoll, DeviceStep, Waiting,
    sign_in_by_device,
};
pub use discovery::{DiscoveryFailure, IssuerMetadata, discover};
pub use identity::SignedInAs;
pub use key_file::{KeyFileError, ServiceAccountKey};
pub use learn::{Choice, LearnFailure, Learned, Wishes, learn};
pub use loopback::{LISTENING_LIMIT, ListenError, LoopbackListener};
pub use method::{OAuthMethod, OAuthSetupError};
pub use pending::{ExpectedIssuer, PendingSignIn, SIGN_IN_LIFE};
pub use redirect::{LoopbackName, RedirectError, RedirectPlan};
pub use refresh::{TokenLife, merge_refreshed, refresh_due};
pub use revocation::Revocation;
pub use scopes::missing_scopes;
pub use token::{LONGEST_TOKEN, TokenEndpoint, TokenFailure, TokenGrant, TokenSlot, TransportKind};
pub(crate) use token::{assertion_form, read_program_grant};

#[cfg(test)]
mod tests;
