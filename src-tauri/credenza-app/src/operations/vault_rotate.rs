//! Changes the keys, after a copy of the vault was made. First those that unlock, then the data key: so
//! that the new data key is never wrapped with an old one.

use crate::Host;
use crate::failure::OrFailure;
use credenza_protocol::vault::{RotateKeys, RotationView, WhichKey};
use credenza_protocol::{Event, Failure};

pub(crate) async fn run(host: &impl Host, request: RotateKeys) -> Result<RotationView, Failure> {
    let app = host.app();
    let actor = host.actor();
    let vault = app.vault().await?;
    let name = format!("{}-rotation", app.now().as_millis());
    let snapshot = vault.store.snapshot(&name).await.or_failure()?;
    let mut view = RotationView {
        slots: 0,
        rows: 0,
        unreadable: 0,
        resumed: false,
        data_key: vault.scope.ring.active().version(),
        snapshot: Some(snapshot.display().to_string()),
    };
    let passphrase = request.passphrase.map(|typed| typed.0);
    if request.key != WhichKey::Data {
        view.slots = app.session().rotate_keks(passphrase.clone(), &actor).await?;
    }
    if request.key != WhichKey::Kek {
        let told = |done, total| app.tell(Event::RowsRenewed { done, total });
        let done = app.session().rotate_data(passphrase, &actor, &told).await?;
        (view.rows, view.unreadable, view.resumed) = (done.rows, done.unreadable, done.resumed);
    }
    view.data_key = app.vault().await?.scope.ring.active().version();
    app.session().count_unreadable().await;
    app.session().anchor().await;
    Ok(view)
}
