//! OAuth against `oidc-provider`, a real authorization server: every grant, the quirks, and what goes wrong.
#![allow(clippy::unwrap_used, reason = "a test says where it failed by panicking")]

mod browser;
mod machine;
mod quirk;
mod world;
