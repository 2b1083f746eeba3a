//! Which redirect addresses a provider takes: a connector's file says it, and a person who registers an
//! OAuth app is told.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which redirect addresses a provider takes from an application on a person's computer (RFC 8252).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RedirectRule {
    /// Only what was registered, port and path included: `http://127.0.0.1:PORT/PATH`.
    #[default]
    Registered,
    /// `http://127.0.0.1` with any port and path; nothing needs to be registered.
    AnyLoopback,
    /// `http://127.0.0.1/PATH` as registered, with any port (RFC 8252, section 7.3).
    AnyPort,
    /// `http://localhost/PATH` as registered, with any port: the provider takes no IP address.
    Localhost,
    /// `http://localhost:PORT/PATH`, exactly as registered.
    RegisteredLocalhost,
    /// `https` only, or a name of the provider's own: the person pastes the address the browser ended at.
    Pasted,
}
