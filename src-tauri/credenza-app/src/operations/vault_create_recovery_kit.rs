//! Makes a recovery kit, in place of any earlier one. Its secret half is in no answer: whoever asks drew
//! it and gives the public half, or it goes into a new file that only its owner may read.

use crate::backup::{kit_text, write_kit};
use crate::failure::kit_failure;
use crate::session::KnownKit;
use crate::{Host, RecoveryKit};
use credenza_protocol::Failure;
use credenza_protocol::vault::{CreateRecoveryKit, NewKit, RecoveryKitView};
use std::path::Path;

pub(crate) async fn run(
    host: &impl Host,
    request: CreateRecoveryKit,
) -> Result<RecoveryKitView, Failure> {
    let session = host.app().session();
    match request.kit {
        NewKit::Recipient(text) => {
            let recipient = text.parse().map_err(kit_failure)?;
            Ok(view(&session.set_kit(recipient, &host.actor()).await?, None))
        }
        NewKit::File(file) => {
            let vault = host.app().vault().await?;
            let kit = RecoveryKit::draw();
            let text = kit_text(&kit, &vault.scope.vault.to_string(), host.app().now());
            // Written first: a kit that nobody has must not replace one that somebody has.
            let path = write_kit(Path::new(&file), &text)?;
            let known = session.set_kit(kit.recipient(), &host.actor()).await;
            if known.is_err()
                && let Err(error) = std::fs::remove_file(&path)
            {
                tracing::warn!(%error, "a kit that opens nothing stays on the disk");
            }
            Ok(view(&known?, Some(path.display().to_string())))
        }
    }
}

pub(super) fn view(kit: &KnownKit, file: Option<String>) -> RecoveryKitView {
    RecoveryKitView {
        recipient: kit.recipient.to_string(),
        created_at: kit.created_at,
        verified_at: kit.verified_at,
        file,
    }
}
