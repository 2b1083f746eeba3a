//! Checks the chain of the activity from its first entry.

use crate::Host;
use crate::failure::OrFailure;
use credenza_protocol::activity::ChainView;
use credenza_protocol::{Empty, Failure, OperationName};
use credenza_store::table::activity::verify;

pub(crate) async fn run(host: &impl Host, _: Empty) -> Result<ChainView, Failure> {
    let vault = host.app().vault().await?;
    let mut connection = vault.store.read().await.or_failure()?;
    let mut report = verify(&mut connection, &vault.scope).await.or_failure()?;
    // Every vault's record begins with its creation: one that was wiped, or begun anew, does not.
    let begins = report.first_action.as_deref() == Some(OperationName::VaultCreate.as_str());
    if report.broken.is_none() && !begins {
        report.broken = Some((1, "the record does not begin with the vault's creation"));
    }
    Ok(ChainView {
        intact: report.broken.is_none(),
        entries: report.entries,
        up_to: report.up_to,
        broken_at: report.broken.map(|(seq, _)| seq),
        problem: report.broken.map(|(_, why)| why.to_owned()),
    })
}
