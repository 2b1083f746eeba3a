//! G2's child: adds and edits credentials through the application until it is killed.

use crate::app_host::{Harness, bearer_draft};
use crate::child::say;
use crate::random::Seeded;
use crate::scratch;
use anyhow::{Result, bail};
use serde_json::json;
use std::path::Path;

const NAMES: usize = 30;

/// `FOLDER PORT SEED sound|unverified`
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let [folder, port, seed, manner] = arguments else { bail!("g2 needs four words") };
    scratch::runtime()?.block_on(work(
        Path::new(folder),
        port.parse()?,
        seed.parse()?,
        manner == "unverified",
    ))
}

async fn work(folder: &Path, port: u16, seed: u64, unverified: bool) -> Result<()> {
    let app = Harness::open(folder).await?;
    app.unlock().await?;
    if unverified {
        // The broken variant: nothing is proven before it is saved.
        app.must("setting.update", json!({"allow_unverified": true})).await?;
    }
    let mut random = Seeded::new(seed);
    loop {
        let name = format!("n{}", random.below(NAMES));
        let token = format!("tok-{:016x}-{name}", random.next());
        say(&format!("> {name} {token}"));
        let add =
            json!({"connector": "http-bearer", "name": name, "draft": bearer_draft(port, &token)});
        let edit = json!({"credential": name, "draft": bearer_draft(port, &token)});
        let known = app.ask("credential.show", json!({"credential": name})).await.is_ok();
        let (operation, mut request) =
            if known { ("credential.update", edit) } else { ("credential.add", add) };
        if unverified {
            request["unverified_reason"] = json!("the harness's broken variant");
        }
        let done = app.ask(operation, request).await;
        say(if done.is_ok() { "<" } else { "!" });
        if let Err(failure) = done
            && failure.code.as_str().starts_with("request.")
        {
            bail!("the request does not fit: {}", failure.message);
        }
    }
}
