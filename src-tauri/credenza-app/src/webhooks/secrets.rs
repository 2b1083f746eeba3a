//! The signing secrets of a webhook: one, or two while one is being rotated.

use crate::failure::{invalid_secret, open_failure, randomness_failure};
use crate::session::OpenVault;
use credenza_connect::webhook::SigningSecret;
use credenza_model::Timestamp;
use credenza_protocol::Failure;
use credenza_protocol::vault::SecretInput;
use credenza_protocol::webhook::ShownOnce;
use credenza_store::table::webhook::{Webhook, open_secret};
use credenza_vault::{OsRandomness, Randomness, SecretDocument};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroize;

const CURRENT: &str = "current";
const PREVIOUS: &str = "previous";

/// The secrets, opened for one use.
pub(crate) struct Secrets(SecretDocument);

impl Secrets {
    /// Takes the person's secret, or makes one, which is then shown this once.
    pub(crate) fn begin(given: Option<SecretInput>) -> Result<(Self, Option<ShownOnce>), Failure> {
        let mut secrets = Self(SecretDocument::new());
        let shown = secrets.replace(given)?;
        Ok((secrets, shown))
    }

    /// Opens what is sealed; fails if the webhook's address is not the one that was sealed.
    pub(crate) fn open(vault: &OpenVault, webhook: &Webhook) -> Result<Self, Failure> {
        open_secret(&vault.scope, webhook).map(Self).map_err(|error| open_failure(&error))
    }

    /// What is sealed.
    pub(crate) fn document(&self) -> &SecretDocument {
        &self.0
    }

    /// A new secret signs from now on; the one before it becomes the previous one.
    pub(crate) fn rotate(
        &mut self,
        given: Option<SecretInput>,
    ) -> Result<Option<ShownOnce>, Failure> {
        // Exposed to be moved within the document.
        if let Some(current) = self.0.expose_text(CURRENT).map(SecretString::from) {
            self.0.set_text(PREVIOUS, &current);
        }
        self.replace(given)
    }

    /// The previous secret signs no more.
    pub(crate) fn forget_previous(&mut self) {
        self.0.remove(PREVIOUS);
    }

    fn replace(&mut self, given: Option<SecretInput>) -> Result<Option<ShownOnce>, Failure> {
        if let Some(SecretInput(secret)) = given {
            SigningSecret::parse(&secret).map_err(invalid_secret)?;
            let trimmed = SecretString::from(secret.expose_secret().trim());
            self.0.set_text(CURRENT, &trimmed);
            return Ok(None);
        }
        let mut bytes = [0; 32];
        OsRandomness.fill(&mut bytes).map_err(|error| randomness_failure(&error))?;
        let secret = SigningSecret::write(&bytes);
        bytes.zeroize();
        self.0.set_text(CURRENT, &secret);
        // Exposed to be shown to its owner, this once.
        Ok(Some(ShownOnce(secret.expose_secret().to_owned())))
    }

    /// What signs at `now`: the current secret first.
    pub(super) fn signing(&self, webhook: &Webhook, now: Timestamp) -> Vec<SigningSecret> {
        let previous = webhook.previous_until.filter(|until| now < *until).map(|_| PREVIOUS);
        let names = [Some(CURRENT), previous];
        let texts = names.into_iter().flatten().filter_map(|name| self.0.expose_text(name));
        texts.filter_map(|text| SigningSecret::parse(&SecretString::from(text)).ok()).collect()
    }
}
