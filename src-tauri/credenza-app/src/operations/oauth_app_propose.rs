//! What to register at the provider for a new OAuth app. Nothing is written down: the path that is proposed
//! comes back with `oauth_app.add`.

use crate::Host;
use crate::lookup::{catalogue_of, get_connector_in, vault_if_open};
use crate::oauth::redirect_address;
use crate::oauth_app::make_path;
use crate::sign_in::sign_in_scheme;
use crate::view::registration_view;
use credenza_protocol::oauth_app::{ProposeOAuthApp, ProposedOAuthApp};
use credenza_protocol::{ErrorCode, Failure};

pub(crate) async fn run(
    host: &impl Host,
    request: ProposeOAuthApp,
) -> Result<ProposedOAuthApp, Failure> {
    let vault = vault_if_open(host.app()).await?;
    let connector = get_connector_in(catalogue_of(vault.as_ref()), &request.connector)?;
    let scheme = &connector.auth[sign_in_scheme(&connector, request.auth.as_deref())?];
    let registration = registration_view(scheme).ok_or_else(|| {
        Failure::new(ErrorCode::SignInUnsupported, "The connector's scheme has no sign-in")
    })?;
    let redirect_path = make_path()?;
    let address = |redirect| redirect_address(redirect, &redirect_path);
    Ok(ProposedOAuthApp {
        connector: request.connector,
        auth: scheme.id.clone(),
        redirect_address: request.redirect.as_ref().or(registration.redirect.as_ref()).map(address),
        registration,
        redirect_path,
    })
}
