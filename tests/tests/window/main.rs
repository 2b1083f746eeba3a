//! The real window, driven by WebKitWebDriver under Xvfb: `cargo xtask test window` builds it with the
//! feature `e2e`, starts a display and a session bus, and runs these tests.
//!
//! They wait for roles and words, never for time. Pictures are Playwright's business: the driver's
//! own screenshots time out on a display without a compositor.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod denied;
mod driver;
mod main_job;
