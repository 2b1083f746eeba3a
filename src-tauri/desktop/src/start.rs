//! The order in which things begin and end.

use crate::host::WindowHost;
use crate::{browser, command_line, events, menu, theme, tray, window};
use credenza_app::{App, AppConfig, Host};
use credenza_protocol::Failure;
use std::time::Duration;
use tauri::async_runtime::block_on;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

/// How long closing may take before the process ends anyway. The database is safe at any instant.
const FAREWELL: Duration = Duration::from_secs(5);

/// Opens the vault's folder and the window; says why, and ends, when the folder cannot be used.
///
/// # Errors
/// The operating system gives no window.
pub(crate) fn set_up(app: &mut tauri::App) -> tauri::Result<()> {
    let handle = app.handle().clone();
    let opened = block_on(open());
    let credenza = match opened {
        Ok(credenza) => credenza,
        Err(failure) => {
            refuse_to_start(&handle, &failure);
            return Ok(());
        }
    };
    app.manage(browser::Away::default());
    let host = WindowHost::new(credenza);
    events::forward(&handle, &host);
    app.manage(host);
    menu::install(&handle)?;
    theme::follow(&handle);
    window::create(&handle)?;
    tray::install_if_possible(&handle);
    command_line::compare_versions(&handle);
    Ok(())
}

async fn open() -> Result<App, Failure> {
    let app = App::open(AppConfig::from_environment(None)?).await?;
    app.start_background();
    Ok(app)
}

/// Drops the keys and closes the database.
pub(crate) fn shut_down(app: &AppHandle) {
    let Some(host) = app.try_state::<WindowHost>() else { return };
    // Inside `async`, because a timer can be made only where a runtime is.
    let closing = async { tokio::time::timeout(FAREWELL, host.app().shutdown()).await };
    if block_on(closing).is_err() {
        tracing::warn!("closing took too long; the process ends without it");
    }
}

fn refuse_to_start(app: &AppHandle, failure: &Failure) {
    tracing::error!(code = failure.code.as_str(), "the vault cannot be opened");
    let hint = failure.hint.as_deref().unwrap_or_default();
    let handle = app.clone();
    app.dialog()
        .message(format!("{}\n\n{hint}", failure.message).trim_end())
        .title("Credenza cannot start")
        .kind(MessageDialogKind::Error)
        .show(move |_| handle.exit(1));
}
