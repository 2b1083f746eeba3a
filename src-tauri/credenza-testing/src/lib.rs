//! What tests run against: services that misbehave on request, and that check what reaches them.
//!
//! Deliberately absent: the code under test. This crate knows only the model's nouns.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod http_service;
#[cfg(unix)]
pub mod servers;
