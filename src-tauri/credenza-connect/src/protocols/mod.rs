//! Protocols that are not HTTP, each proven with its real driver.
//!
//! Every probe has the same shape: a target parsed from the draft, `verify(target, egress, run)`,
//! and a [`credenza_model::Verification`]. Nothing here changes anything on the other side, except
//! SFTP's test file where a person asked for it. Deliberately absent: storing what was seen.

pub mod postgresql;
pub mod sftp;
pub mod smtp;

use crate::egress::{Egress, HangUp, connect};
use crate::stage::{DryRun, Passed, Stopped};
use credenza_model::Stage;
use tokio::net::TcpStream;

/// The two stages every protocol begins with: look up and judge, then connect to what was judged.
async fn reach(
    run: &mut DryRun<'_>,
    egress: &Egress<'_>,
    host: &str,
    port: u16,
) -> Result<(TcpStream, HangUp), Stopped> {
    let addresses = run.stage(Stage::Resolve, egress.resolve(host, port)).await?;
    run.stage(Stage::Connect, async {
        let connected = connect(&addresses).await?;
        Ok(Passed::new(HangUp::on(connected.value)?, connected.message))
    })
    .await
}
