//! From the errors of the rooms below to what people and programs see. No room's error type leaves
//! this crate; every one becomes a [`Failure`] with a stable code.

mod credential;
mod oauth_app;
mod store;
mod vault;
mod webhook;

pub(crate) use credential::{
    archive_failure, flow_uses, insert_failure, save_failure, verification_failure,
};
pub(crate) use oauth_app::{remove_app_failure, save_app_failure};
pub(crate) use store::store_failure;
pub(crate) use vault::{
    create_kek_failure, export_failure, keyring_failure, kit_failure, open_failure,
    randomness_failure, seal_failure, slot_failure, weak_passphrase_failure,
};
pub(crate) use webhook::{invalid_address, invalid_secret, webhook_failure};

use credenza_protocol::Failure;
use credenza_store::StoreError;

/// Turns the store's errors into failures at the end of a call.
pub(crate) trait OrFailure<T> {
    /// The value, or what a person sees.
    fn or_failure(self) -> Result<T, Failure>;
}

impl<T> OrFailure<T> for Result<T, StoreError> {
    fn or_failure(self) -> Result<T, Failure> {
        self.map_err(|error| store_failure(&error))
    }
}
