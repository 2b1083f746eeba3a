//! From rows to what may be shown.

mod credential;
mod flow;

pub(crate) use credential::{CredentialViews, proof_view};
pub(crate) use flow::{flow_summary, step_views};
