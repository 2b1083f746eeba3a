//! The command line against real servers: what a person or a script notices, as transcripts.
//!
//! Each test has a vault of its own. Servers are real, and shared where tests only read them.
//! Deliberately absent: the library behind the command; what cannot be reached from a shell is
//! tested in its own room.
//!
//! | what is asked for | its rooms |
//! |---|---|
//! | PostgreSQL, with and without TLS | `story` `bad_servers` |
//! | OpenSSH | `sftp` |
//! | SMTP server | `mail` |
//! | SES `GetAccount` by moto | `mail` |
//! | gnome-keyring unlocked, locked, absent | `keyring` |
//! | where each secret is put, each scheme | `placements` `http` |
//! | the whole story | `story` |
//! | wrong password, unknown host, refused port, wrong database | `bad_servers` |
//! | host that never answers | `bad_servers` |
//! | expired or self-signed certificate | `bad_servers` |
//! | unknown or changed host key | `sftp` |
//! | encrypted key without passphrase, no PEM, 70 KiB key | `sftp` |
//! | schema violations, each by field | `bad_drafts` |
//! | HTML, empty, 10 MiB, malformed, redirects, 429, 500 | `bad_providers` |
//! | a 200 that says no | `bad_providers` |
//! | 51st credential | `bad_drafts` |
//! | deletion in use | `story` |
//! | two editing the same credential | `bad_drafts` |
//! | vault locked in the middle | `bad_providers` |
//! | keyring absent | `keyring` `bad_vaults` |
//! | disk full | `bad_vaults` |
//! | read-only folder | `bad_vaults` |
//! | database of a newer version | `bad_vaults` |
//! | damaged row | `bad_vaults` |
//! | 200 characters, emoji, right-to-left | `bad_drafts` |
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "a test binary: it has no callers, and a failed unwrap is a failed test"
)]

mod harness;

mod bad_drafts;
mod bad_providers;
mod bad_servers;
mod bad_vaults;
mod catalogue;
mod connect;
mod demo;
mod http;
mod keyring;
mod lifecycle;
mod machine;
mod mail;
mod output;
mod placements;
mod record;
mod sftp;
mod sign_in;
mod story;
mod unverified;
mod vault_keys;
mod without_vault;

#[test]
fn every_line_that_was_asked_for_has_a_room() {
    credenza_tests::rooms::are_all_covered(include_str!("main.rs"));
}
