//! `credenza serve`: the same interface in a browser, on a loopback address, until it is told to stop.

use super::Context;
use crate::args::ServeArgs;
use crate::output::say;
use credenza_app::{App, Audience, Host, told_to_stop};
use credenza_protocol::{ErrorCode, Failure};
use credenza_server::{BrowserConfig, BrowserServer, serve_browser};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

pub(super) async fn run(context: &Context<'_>, args: &ServeArgs) -> Result<ExitCode, Failure> {
    let app = context.terminal.app().clone();
    let server = start(app, args).await?;
    let link = server.link().to_owned();
    context.output.result(&serde_json::json!({ "link": link }), || link.clone());
    say("Open this link in a browser on this computer. It works until Ctrl+C.");
    until_stopped(server).await;
    Ok(ExitCode::SUCCESS)
}

/// Starts the server, and what goes on in the background.
pub(super) async fn start(app: App, args: &ServeArgs) -> Result<BrowserServer, Failure> {
    app.start_background(Audience::Pages);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    serve_browser(app, BrowserConfig { address }).await.map_err(|error| {
        Failure::new(ErrorCode::RequestInvalid, format!("{address} cannot be served: {error}"))
            .hint("Choose another port with --port, or 0 for a free one.")
    })
}

/// Serves until Ctrl+C, until another program ends this one politely, or until the server ends.
pub(super) async fn until_stopped(mut server: BrowserServer) {
    tokio::select! {
        () = told_to_stop() => {}
        () = server.ended() => {}
    }
    server.shutdown().await;
}
