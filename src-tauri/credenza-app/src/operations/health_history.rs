//! How the looks at a credential went in the last thirty days, by the hour.

use crate::Host;
use crate::failure::OrFailure;
use crate::lookup::get_credential_row;
use credenza_protocol::Failure;
use credenza_protocol::health::{AskHistory, CheckHistory, CheckHour};
use credenza_store::table::tally::{self, Tally};
use credenza_store::table::verification;
use std::collections::BTreeMap;

/// As many dry runs as the store keeps.
const KEPT: u32 = 100;

pub(crate) async fn run(host: &impl Host, request: AskHistory) -> Result<CheckHistory, Failure> {
    let vault = host.app().vault().await?;
    let id = get_credential_row(&vault, &request.credential).await?.id();
    let mut connection = vault.store.read().await.or_failure()?;
    let counted = tally::list(&mut connection, &vault.scope, id).await.or_failure()?;
    let reports = verification::list(&mut connection, &vault.scope, id, KEPT).await.or_failure()?;
    // From before anything was counted, there are the dry runs themselves.
    let begun = counted.first().map(Tally::at);
    let mut hours: BTreeMap<_, Tally> = BTreeMap::new();
    for (at, report) in reports {
        let hour = Tally::of(at);
        if begun.is_none_or(|begun| hour.at() < begun) {
            hours.entry(hour.at()).or_insert(hour).add(&report);
        }
    }
    hours.extend(counted.into_iter().map(|hour| (hour.at(), hour)));
    Ok(CheckHistory { hours: hours.into_values().map(view).collect() })
}

fn view(hour: Tally) -> CheckHour {
    CheckHour {
        at: hour.at(),
        passed: hour.passed,
        failed: hour.failed,
        untestable: hour.untestable,
    }
}
