//! Renewals against a real authorization server (`oidc-provider`, rotation with reuse detection), by several
//! real processes, under a clock that the harness moves.

pub(crate) mod child;
mod clock;
pub(crate) mod o6;
pub(crate) mod o7;
pub(crate) mod r9;
mod world;
