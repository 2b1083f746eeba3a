//! Sign-ins under way: what a host may see of them, and the task that carries each to its end.
//!
//! A sign-in is written down before the browser opens (a row that works once), and lives in the process
//! that listens. Nothing of a credential is stored before the new token has passed a dry run; one that
//! fails, or is cancelled, leaves nothing.

mod age;
mod begin;
mod device;
mod door;
mod flow;
mod give_back;
mod learn;
mod plan;
mod registry;
mod save;
mod skew;
mod wait;

pub(crate) use begin::begin;
pub(crate) use plan::sign_in_scheme;
pub(crate) use registry::{Answer, SignIns};
