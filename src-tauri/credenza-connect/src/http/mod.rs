//! The HTTP dry-run engine: from a connector's data to one harmless request, and from its answer to
//! a verdict with an account, permissions and an expiry.
//!
//! Deliberately absent: anything particular to one provider, except Amazon SES (`ses`), which is a
//! driver of its own. What differs between providers stands in their catalogue files; a provider
//! that needs code here needs a new word in the manifest first.

mod answer;
mod assertion;
mod built_in;
mod engine;
mod exchange;
mod explain;
mod identify;
mod judge;
mod login;
mod predicate;
mod quote;
mod request;
mod ses;
mod skew;
mod target;
mod token;

pub use answer::{Answer, Body};
pub use built_in::BuiltIns;
pub(crate) use built_in::USER_AGENT;
pub use engine::verify;
pub use exchange::{LARGEST_ANSWER, Pinned};
pub use judge::{Rules, Verdict, judge};
pub use predicate::holds;
pub use quote::{LONGEST_QUOTE, quote};
pub use request::{ProbeRequest, RequestError, RequestSpec};
pub(crate) use target::Aim;
