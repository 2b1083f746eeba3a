//! The real window, driven by WebKitWebDriver: `cargo xtask test window` builds it with the feature
//! `e2e` and runs these tests. Each starts its own display, session bus and servers
//! (`credenza_tests::window`).
//!
//! They wait for roles and words, never for time. What hostile script in the window could do is U2 of
//! the torture harness.
//!
//! | what is asked for | its rooms |
//! |---|---|
//! | PostgreSQL, with and without TLS | `story` `bad_database` |
//! | OpenSSH | `bad_files` |
//! | SMTP server | `mail` |
//! | SES `GetAccount` by moto | `mail` |
//! | gnome-keyring unlocked, locked, absent | `keyring` |
//! | where each secret is put, each scheme | `placements` |
//! | the whole story | `story` |
//! | wrong password, unknown host, refused port, wrong database | `bad_database` |
//! | host that never answers | `bad_database` |
//! | expired or self-signed certificate | `bad_database` |
//! | unknown or changed host key | `bad_files` |
//! | encrypted key without passphrase, no PEM, 70 KiB key | `bad_files` |
//! | schema violations, each by field | `bad_drafts` |
//! | HTML, empty, 10 MiB, malformed, redirects, 429, 500 | `bad_providers` |
//! | a 200 that says no | `bad_providers` |
//! | 51st credential | `bad_drafts` |
//! | deletion in use | `guard` |
//! | two editing the same credential | `together` |
//! | vault locked in the middle | `bad_vaults` |
//! | keyring absent | `keyring` |
//! | disk full | `bad_vaults` |
//! | read-only folder | `bad_vaults` `bad_starts` |
//! | database of a newer version | `bad_starts` |
//! | damaged row | `bad_vaults` |
//! | 200 characters, emoji, right-to-left | `names` |
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod bad_database;
mod bad_drafts;
mod bad_files;
mod bad_providers;
mod bad_starts;
mod bad_vaults;
mod form;
mod guard;
mod keyring;
mod mail;
mod mouse;
mod names;
mod placements;
mod reconnect;
mod screens;
mod sign_in;
mod sites;
mod story;
mod together;
mod tray;
mod webhooks;

#[test]
fn every_line_that_was_asked_for_has_a_room() {
    credenza_tests::rooms::are_all_covered(include_str!("main.rs"));
}
