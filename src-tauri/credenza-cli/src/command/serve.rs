//! `credenza serve`: the same interface in a browser, on a loopback address, until Ctrl+C.

use super::Context;
use crate::args::ServeArgs;
use crate::output::say;
use credenza_app::Host;
use credenza_protocol::{ErrorCode, Failure};
use credenza_server::{BrowserConfig, serve_browser};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

pub(super) async fn run(context: &Context<'_>, args: &ServeArgs) -> Result<ExitCode, Failure> {
    let app = context.terminal.app().clone();
    app.start_background();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let mut server = serve_browser(app, BrowserConfig { address }).await.map_err(|error| {
        Failure::new(ErrorCode::RequestInvalid, format!("{address} cannot be served: {error}"))
            .hint("Choose another port with --port, or 0 for a free one.")
    })?;
    let link = server.link().to_owned();
    context.output.result(&serde_json::json!({ "link": link }), || link.clone());
    say("Open this link in a browser on this computer. It works until Ctrl+C.");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = server.ended() => {}
    }
    server.shutdown().await;
    Ok(ExitCode::SUCCESS)
}
