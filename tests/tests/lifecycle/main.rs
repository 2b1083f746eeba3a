//! Credentials that stay alive: scheduled checks, news, and webhooks, against real servers, with a
//! clock that the tests turn.
//!
//! Two applications on one vault stand for two processes: each has its own database connections and its
//! own name in claims. What only a real process can show (a kill) is done with the real command.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "a test binary: it has no callers, and a failed unwrap is a failed test"
)]

mod harness;
mod signed_in;

mod endings;
mod interrupted;
mod killed;
mod neglected;
mod news;
mod outbox;
mod renewal;
mod revoked;
mod schedule;
mod sign_ins;
mod signatures;
mod trouble;
