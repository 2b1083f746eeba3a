//! The access that an OAuth app gives at a provider, ready for requests.

use super::app::OpenedApp;
use crate::App;
use credenza_connect::manifest::{AuthScheme, Connector, RefreshWith};
use credenza_connect::oauth::{OAuthContext, OAuthMethod, TokenGrant};
use credenza_connect::verify::Fields;
use credenza_model::HostPort;
use credenza_protocol::{ErrorCode, Failure};
use credenza_vault::{OsRandomness, Randomness};
use std::sync::Arc;

/// An OAuth app, a connector's scheme, and the fields of one credential.
pub(crate) struct Access {
    pub(crate) connector: Arc<Connector>,
    pub(crate) auth: usize,
    pub(crate) client: OpenedApp,
    pub(crate) fields: Fields,
    /// Loopback and private addresses that a person approved.
    pub(crate) private: Vec<HostPort>,
}

impl Access {
    pub(crate) fn scheme(&self) -> &AuthScheme {
        &self.connector.auth[self.auth]
    }

    /// Whether a grant can be renewed without a person.
    pub(crate) fn is_refreshable(&self, given: &TokenGrant) -> bool {
        let with_token = self
            .scheme()
            .oauth
            .as_ref()
            .is_none_or(|oauth| oauth.refresh_with == RefreshWith::RefreshToken);
        !with_token || given.refresh_token.is_some()
    }

    /// The method to make requests by.
    pub(crate) fn method(&self) -> Result<OAuthMethod<'_>, Failure> {
        OAuthMethod::new(&self.connector, self.scheme(), &self.client.client, &self.fields).map_err(
            |error| {
                Failure::new(ErrorCode::DraftInvalid, format!("No sign-in can be made: {error}"))
                    .hint("Check the fields of the OAuth app and of the credential.")
            },
        )
    }
}

/// The surroundings of a request that begins now.
pub(crate) fn context<'a>(app: &'a App, private: &'a [HostPort]) -> OAuthContext<'a> {
    OAuthContext {
        private_approved: private,
        resolver: &*app.config().resolver,
        roots: &app.config().roots,
        now: app.now(),
        limits: OAuthContext::LIMITS,
        random: &random,
    }
}

/// 256 unguessable bits of the operating system.
pub(crate) fn random() -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    OsRandomness.fill(&mut bytes).ok()?;
    Some(bytes)
}

/// A number in 0.0..1.0 for spreading moments; nothing secret hangs on it.
pub(crate) fn random_number() -> f64 {
    let bytes = random().unwrap_or([0x80; 32]);
    let number = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    f64::from(number) / (f64::from(u32::MAX) + 1.0)
}
