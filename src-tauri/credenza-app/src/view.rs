//! From rows to what may be shown.

mod credential;
mod flow;
mod health;

pub(crate) use credential::{CredentialViews, connector_id, proof_view};
pub(crate) use flow::{flow_summary, step_views};
pub(crate) use health::HealthViews;
