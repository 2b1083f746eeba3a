//! Refusals about OAuth apps.

use super::{seal_failure, store_failure};
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::oauth_app::{RemoveRefused, SaveAppRefused};
use serde_json::json;

pub(crate) fn save_app_failure(error: &SaveAppRefused) -> Failure {
    match error {
        SaveAppRefused::ChangedElsewhere => Failure::new(
            ErrorCode::OAuthAppChangedElsewhere,
            "The OAuth app was changed in another window or process in the meantime",
        )
        .hint("Reload it, and make your change again. Nothing was saved."),
        SaveAppRefused::NameTaken => Failure::new(
            ErrorCode::OAuthAppNameTaken,
            "Another OAuth app of this connector has that name",
        )
        .hint("Choose another name, or leave it empty for a generated one.")
        .details(json!({"field": "/name"})),
        SaveAppRefused::Seal(error) => seal_failure(error),
        SaveAppRefused::Store(error) => store_failure(error),
    }
}

pub(crate) fn remove_app_failure(name: &str, credentials: u64, error: &RemoveRefused) -> Failure {
    match error {
        RemoveRefused::InUse => {
            let noun = if credentials == 1 { "credential was" } else { "credentials were" };
            Failure::new(
                ErrorCode::OAuthAppInUse,
                format!("{name} can't be removed: {credentials} {noun} signed in with it"),
            )
            .hint("Erase these first (the archive counts too), or reconnect them with another OAuth app.")
            .details(json!({ "credentials": credentials }))
        }
        RemoveRefused::Store(error) => store_failure(error),
    }
}
