//! The child of O6 and O7: opens a vault, and tries its credential whenever it is told to.

use super::world::{open, verify};
use crate::scratch;
use anyhow::{Result, bail};
use std::io::Write;
use std::path::Path;

/// `FOLDER`; then one dry run for each line of standard input.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let [folder] = arguments else { bail!("renew needs a folder") };
    scratch::runtime()?.block_on(async {
        let app = open(Path::new(folder)).await?;
        app.unlock().await?;
        say("ready");
        for line in std::io::stdin().lines() {
            line?;
            match verify(&app).await {
                Ok(outcome) => say(&outcome),
                Err(error) => say(&format!("error: {error:#}").replace('\n', " ")),
            }
        }
        app.close().await;
        Ok(())
    })
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // The parent is gone: nobody listens.
    let _ = out.write_all(format!("{line}\n").as_bytes());
    let _ = out.flush();
}
