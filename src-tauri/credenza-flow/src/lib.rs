//! Flows as documents: reading them, checking them, and what a step may do at which connector.
//!
//! Deliberately absent: the database (versions and the deletion guard are the store's), and running
//! flows, which is a room of its own.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod action;
mod document;
mod reference;
mod validate;

pub use action::actions_of;
pub use document::{ParseError, parse};
pub use validate::{Issue, validate};
