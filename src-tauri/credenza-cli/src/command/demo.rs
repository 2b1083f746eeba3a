//! `credenza demo`: the interface in a browser on a throw-away sample organization, until Ctrl+C.

use super::serve;
use crate::args::ServeArgs;
use crate::output::{Output, say};
use credenza_app::told_to_stop;
use credenza_demo::{Demo, PASSPHRASE};
use credenza_protocol::Failure;
use serde_json::json;
use std::process::ExitCode;

pub(super) async fn run(args: &ServeArgs, output: &Output) -> Result<ExitCode, Failure> {
    say("Making the sample organization: 24 credentials, each verified. This takes a few seconds.");
    // Whoever stops it while it is made wants no folder left behind either.
    let demo = tokio::select! {
        demo = Demo::start() => demo?,
        () = told_to_stop() => return Ok(ExitCode::FAILURE),
    };
    let result = offer(&demo, args, output).await;
    demo.end().await?;
    result
}

async fn offer(demo: &Demo, args: &ServeArgs, output: &Output) -> Result<ExitCode, Failure> {
    let server = serve::start(demo.app().clone(), args).await?;
    let link = server.link().to_owned();
    let vault = demo.app().folder().display().to_string();
    let answer = json!({"link": link, "vault": vault, "passphrase": PASSPHRASE});
    output.result(&answer, || link.clone());
    say(
        "Open this link in a browser on this computer. It works until Ctrl+C, which removes the demo.",
    );
    say(&format!("Its vault is open; if you lock it, the passphrase is: {PASSPHRASE}"));
    say("Try it: add a Petstore credential with the API key 'secret', and one with a wrong key.");
    serve::until_stopped(server).await;
    Ok(ExitCode::SUCCESS)
}
