//! How the browser comes back: to a listener on this computer, or, where there can be none, in the hands of the
//! person who pastes its address.

use crate::oauth::{Access, random, redirect_address};
use credenza_connect::manifest::Pkce;
use credenza_connect::oauth::{ListenError, LoopbackListener, RedirectPlan};
use credenza_protocol::oauth_app::Redirect;
use credenza_protocol::{ErrorCode, Failure};
use serde_json::json;

/// Where the provider sends the browser, and who waits there.
pub(super) struct Door {
    /// Nobody waits where the address has to be pasted.
    pub(super) listener: Option<LoopbackListener>,
    pub(super) redirect_uri: String,
    /// The registered port, if another program has it.
    pub(super) port_taken: Option<u16>,
}

/// Takes the port before the browser opens. A port that another program has is no end: what the browser
/// shows there is pasted.
pub(super) async fn open_door(access: &Access) -> Result<Door, Failure> {
    let row = &access.client.row;
    let redirect: Redirect = serde_json::from_str(&row.redirect).unwrap_or_default();
    let text = redirect_address(&redirect, &row.redirect_path);
    let plan = RedirectPlan::parse(&text).map_err(|error| {
        Failure::new(
            ErrorCode::OAuthAppInvalid,
            format!("The redirect address is unusable: {error}"),
        )
    })?;
    if let RedirectPlan::Pasted(address) = plan {
        return Ok(Door { listener: None, redirect_uri: address, port_taken: None });
    }
    match LoopbackListener::bind(&plan, &random).await {
        Ok(listener) => {
            let redirect_uri = listener.redirect_uri().to_owned();
            Ok(Door { listener: Some(listener), redirect_uri, port_taken: None })
        }
        Err(ListenError::PortTaken { port }) if code_is_worthless_alone(access) => {
            Ok(Door { listener: None, redirect_uri: text, port_taken: Some(port) })
        }
        Err(error) => Err(listen_failure(&error)),
    }
}

/// Whoever has the port sees the code. It is worth nothing to them without the verifier of PKCE, or without
/// the client's secret; where there is neither, the browser is not sent there.
fn code_is_worthless_alone(access: &Access) -> bool {
    let proves = access.scheme().oauth.as_ref().is_some_and(|oauth| oauth.pkce == Pkce::S256);
    proves || access.client.client.client_secret.is_some()
}

fn listen_failure(error: &ListenError) -> Failure {
    match error {
        ListenError::PortTaken { port } => Failure::new(
            ErrorCode::SignInPortTaken,
            format!("Port {port} of this computer is taken, and the provider sends the browser there"),
        )
        .hint("Close the program that uses it (or another sign-in), or change the OAuth app's redirect port here and at the provider.")
        .details(json!({ "port": port })),
        other => Failure::new(ErrorCode::SignInPortTaken, format!("Nobody can listen for the browser: {other}"))
            .hint("Try again; if it stays so, use a device code, or an OAuth app whose redirect address is pasted."),
    }
}
