//! One OAuth app, without its secret.

use crate::Host;
use crate::lookup::get_oauth_app;
use crate::view::oauth_app_views;
use credenza_protocol::Failure;
use credenza_protocol::oauth_app::{SavedOAuthApp, ShowOAuthApp};

pub(crate) async fn run(host: &impl Host, request: ShowOAuthApp) -> Result<SavedOAuthApp, Failure> {
    let vault = host.app().vault().await?;
    let app = get_oauth_app(&vault, &request.oauth_app).await?;
    let mut views = oauth_app_views(&vault, &[app]).await?;
    Ok(SavedOAuthApp { oauth_app: views.swap_remove(0) })
}
