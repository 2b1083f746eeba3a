//! The wire: requests, views, events, error codes, and THE list of operations.
//!
//! Every host (window, command line, HTTP) is built from [`for_each_operation`]; a host that forgets
//! an operation does not compile. Two kinds of types cross the wire and never mix: *drafts* and other
//! requests come in (deserialize only where they may hold a secret), *views* go out (no field of a
//! view can hold a secret).
//!
//! Deliberately absent: bodies, transports, storage.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod activity;
pub mod connector;
pub mod credential;
pub mod error;
pub mod event;
pub mod flow;
pub mod health;
pub mod oauth_app;
pub mod openapi;
pub mod operation;
mod revocation;
pub mod setting;
pub mod sign_in;
pub mod vault;
pub mod webhook;

pub use error::{ErrorCode, Failure};
pub use event::Event;
pub use operation::{Operation, OperationKind, OperationName, View};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a person or a script names a thing: its id, a unique prefix of the id, or its exact name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Reference(pub String);

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Reference {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// A request without parameters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// How many there are on all pages.
    pub total: u64,
    /// What to pass as `cursor` to get the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cursor: Option<String>,
}
