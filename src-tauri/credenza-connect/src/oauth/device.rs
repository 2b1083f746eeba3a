//! Device authorization (RFC 8628): a person types a short code on another screen, and this computer asks until
//! that has happened.

mod pace;
mod start;

pub use pace::{DevicePace, DeviceStep};

use super::token::{TokenEndpoint, TokenFailure, TokenGrant};
use async_trait::async_trait;
use secrecy::SecretString;
use std::time::Duration;
use url::Url;

/// What the person needs to see, and what the polls need. No `Debug`: it holds the device code.
pub struct DeviceAuthorization {
    pub(super) device_code: SecretString,
    /// The code to type.
    pub user_code: String,
    /// The page to type it at: always on a host of the connector or its sign-in page.
    pub verification_uri: Url,
    /// The same with the code filled in, for a QR code.
    pub verification_uri_complete: Option<Url>,
    /// How long the code is good for.
    pub expires_in: Duration,
    /// How long to wait between two questions.
    pub interval: Duration,
}

/// The answer to one question.
pub enum DevicePoll {
    /// The person agreed.
    Granted(Box<TokenGrant>),
    /// Nothing yet.
    Pending,
    /// Nothing yet, and too many questions: wait five seconds longer from now on.
    SlowDown,
    /// The code is no longer good.
    Expired,
    /// The person declined.
    Denied {
        /// The provider's words.
        quote: Option<String>,
    },
}

/// How a sign-in with a device code ended without a grant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeviceFailure {
    /// Nobody typed the code in time.
    #[error("the code was not entered in time")]
    Expired,
    /// The person declined.
    #[error("access was not granted at the provider")]
    Denied {
        /// The provider's words.
        quote: Option<String>,
    },
    /// The token endpoint refused.
    #[error(transparent)]
    Token(#[from] TokenFailure),
}

/// Time for a sign-in with a device code: a clock that nobody can set, and patience.
#[async_trait]
pub trait Waiting: Send + Sync {
    /// The time since the code was given out, on a monotonic clock.
    fn elapsed(&self) -> Duration;

    /// Waits.
    async fn sleep(&self, span: Duration);
}

/// Asks until the person has decided or the code has ended (RFC 8628, section 3.5). To cancel, drop the future.
///
/// # Errors
/// [`DeviceFailure`]. A question that got no answer is asked again, after twice the time.
pub async fn sign_in_by_device(
    endpoint: &TokenEndpoint<'_>,
    device: &DeviceAuthorization,
    waiting: &dyn Waiting,
) -> Result<TokenGrant, DeviceFailure> {
    let mut pace = DevicePace::new(device.interval, device.expires_in);
    loop {
        match pace.next(waiting.elapsed()) {
            DeviceStep::Expired => return Err(DeviceFailure::Expired),
            DeviceStep::Wait(span) => waiting.sleep(span).await,
        }
        if waiting.elapsed() >= device.expires_in {
            return Err(DeviceFailure::Expired);
        }
        match endpoint.poll_device(device).await {
            Ok(DevicePoll::Granted(grant)) => return Ok(*grant),
            Ok(DevicePoll::Pending) => {}
            Ok(DevicePoll::SlowDown) => pace.slow_down(),
            Ok(DevicePoll::Expired) => return Err(DeviceFailure::Expired),
            Ok(DevicePoll::Denied { quote }) => return Err(DeviceFailure::Denied { quote }),
            Err(TokenFailure::Transport { retry_after, .. }) => pace.back_off(retry_after),
            Err(failure) => return Err(failure.into()),
        }
    }
}
