//! What works, what does not, and what ends soon: the first screen.

use super::{activity_list, health_list};
use crate::Host;
use crate::calendar::calendar;
use crate::failure::OrFailure;
use crate::overview::attention;
use crate::session::OpenVault;
use credenza_protocol::activity::ListActivity;
use credenza_protocol::health::OverviewView;
use credenza_protocol::{Empty, Failure};
use credenza_store::table::credential::count_by_connector;
use credenza_store::table::flow;
use credenza_store::table::health::last_checked;

/// Entries of the activity that are shown.
const RECENT: u32 = 10;

pub(crate) async fn run(host: &impl Host, _request: Empty) -> Result<OverviewView, Failure> {
    let vault = host.app().vault().await?;
    // Makes up for credentials that were saved by an older version.
    health_list::tally(&vault).await?;
    let now = host.app().now();
    let calendar = calendar(&vault, now).await?;
    let (attention, more) = attention(&vault, &calendar, now).await?;
    let (credentials, connectors) = count(&vault).await?;
    let mut connection = vault.store.read().await.or_failure()?;
    let flows = flow::list(&mut connection, &vault.scope, "").await.or_failure()?;
    let last_checked = last_checked(&mut connection, &vault.scope).await.or_failure()?;
    drop(connection);
    let recent = ListActivity { limit: Some(RECENT), ..ListActivity::default() };
    Ok(OverviewView {
        attention,
        more,
        credentials,
        connectors,
        active_flows: flows.iter().filter(|flow| flow.status.is_active()).count() as u64,
        last_checked,
        calendar,
        recent: activity_list::run(host, recent).await?.items,
    })
}

async fn count(vault: &OpenVault) -> Result<(u64, u64), Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let counts = count_by_connector(&mut connection, &vault.scope).await.or_failure()?;
    Ok((counts.iter().map(|count| count.credentials).sum(), counts.len() as u64))
}
