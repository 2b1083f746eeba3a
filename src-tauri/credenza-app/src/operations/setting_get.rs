//! The organization's settings.

use crate::Host;
use credenza_protocol::setting::Settings;
use credenza_protocol::{Empty, Failure};

pub(crate) async fn run(host: &impl Host, _: Empty) -> Result<Settings, Failure> {
    Ok(host.app().vault().await?.settings)
}
