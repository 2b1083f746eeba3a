//! From rows to what may be shown.

mod credential;
mod flow;
mod grant;
mod oauth_app;

pub(crate) use credential::{CredentialViews, proof_view};
pub(crate) use flow::{flow_summary, row_problem, step_views};
pub(crate) use oauth_app::oauth_app_views;
