//! The one command of the window. What it may be asked is `credenza-protocol`'s list of operations; no
//! answer in that list has a place for a secret.

use crate::browser;
use credenza_app::LocalHost;
use credenza_protocol::{Failure, OperationName};
use serde_json::Value;
use tauri::{AppHandle, State};

/// Runs an operation.
///
/// # Errors
/// The operation's failure, as the wire has it: code, message, hint, details.
#[tauri::command]
pub(crate) async fn rpc(
    app: AppHandle,
    host: State<'_, LocalHost>,
    operation: String,
    request: Value,
) -> Result<Value, Failure> {
    let answer = credenza_app::dispatch(host.inner(), &operation, request).await?;
    if operation == OperationName::SignInStart.as_str() {
        browser::begin(&app, &answer);
    } else if operation == OperationName::SignInOpen.as_str() {
        browser::open_again(&app, &answer)?;
    }
    Ok(answer)
}
