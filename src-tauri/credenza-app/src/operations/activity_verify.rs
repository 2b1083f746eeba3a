//! Checks the chain of the activity from its first entry.

use crate::Host;
use crate::failure::OrFailure;
use credenza_protocol::activity::{AnchorState, ChainView};
use credenza_protocol::{Empty, Failure, OperationName};
use credenza_store::table::activity::verify;

pub(crate) async fn run(host: &impl Host, _: Empty) -> Result<ChainView, Failure> {
    let vault = host.app().vault().await?;
    let anchor = host.app().session().anchor_state().await?;
    let mut connection = vault.store.read().await.or_failure()?;
    let mut report = verify(&mut connection, &vault.scope).await.or_failure()?;
    // Every vault's record begins with its creation: one that was wiped, or begun anew, does not.
    let begins = report.first_action.as_deref() == Some(OperationName::VaultCreate.as_str());
    if report.broken.is_none() && !begins {
        report.broken = Some((1, "the record does not begin with the vault's creation"));
    }
    let rolled_back = match anchor {
        AnchorState::Older => Some("entries at the end are missing that were seen before"),
        AnchorState::Different => Some("the record is not the one that was seen before"),
        AnchorState::Unreadable => Some("what the keyring remembers of the record is damaged"),
        AnchorState::Continued | AnchorState::None | AnchorState::Unavailable => None,
    };
    if let (None, Some(why)) = (report.broken, rolled_back) {
        report.broken = Some((i64::try_from(report.entries).unwrap_or(i64::MAX) + 1, why));
    }
    Ok(ChainView {
        anchor,
        intact: report.broken.is_none(),
        entries: report.entries,
        up_to: report.up_to,
        broken_at: report.broken.map(|(seq, _)| seq),
        problem: report.broken.map(|(_, why)| why.to_owned()),
    })
}
