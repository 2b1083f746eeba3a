//! The real window, driven by WebKitWebDriver: `cargo xtask test window` builds it with the feature
//! `e2e` and runs these tests. Each starts its own display, session bus and servers
//! (`credenza_tests::window`).
//!
//! They wait for roles and words, never for time. What hostile script in the window could do is U2 of
//! the torture harness.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod bad_database;
mod bad_drafts;
mod bad_files;
mod bad_providers;
mod bad_vaults;
mod form;
mod keyring;
mod mouse;
mod names;
mod screens;
mod sign_in;
mod story;
mod together;
