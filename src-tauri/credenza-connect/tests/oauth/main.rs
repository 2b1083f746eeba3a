//! OAuth against `oidc-provider`, a real authorization server: every grant, the quirks, and what goes wrong.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod browser;
mod machine;
mod quirk;
mod world;
