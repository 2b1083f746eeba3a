//! From rows to what may be shown.

mod credential;
mod flow;
mod grant;
mod health;
mod oauth_app;

pub(crate) use credential::{CredentialViews, connector_id, proof_view};
pub(crate) use flow::{flow_summary, row_problem, step_views};
pub(crate) use health::HealthViews;
pub(crate) use oauth_app::{oauth_app_views, registration_view};
