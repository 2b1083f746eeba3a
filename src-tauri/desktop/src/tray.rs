//! The tray: a menu only, because clicks on the icon mean something else on every desktop. It exists
//! only where something shows it, and its absence is never an error.

use crate::window;
use credenza_app::LocalHost;
use credenza_protocol::Operation;
use credenza_protocol::operation::VaultLock;
use serde_json::json;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tauri::menu::{MenuBuilder, MenuEvent, MenuItemBuilder};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager};

const OPEN: &str = "tray.open";
const LOCK: &str = "tray.lock";
const QUIT: &str = "tray.quit";

/// Adds the tray where a tray host is present.
pub(crate) fn install_if_possible(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if !host::is_present().await {
            tracing::debug!("no tray host: no tray icon");
            return;
        }
        let handle = app.clone();
        // The indicator library is loaded at run time, and its binding panics where it is missing.
        let install = move || match catch_unwind(AssertUnwindSafe(|| install(&handle))) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the tray icon could not be added"),
            Err(_) => tracing::warn!("the system's indicator library is missing: no tray icon"),
        };
        if let Err(error) = app.run_on_main_thread(install) {
            tracing::warn!(%error, "the tray icon could not be added");
        }
    });
}

fn install(app: &AppHandle) -> tauri::Result<()> {
    let menu = MenuBuilder::new(app)
        .item(&MenuItemBuilder::with_id(OPEN, "Open Credenza").build(app)?)
        .item(&MenuItemBuilder::with_id(LOCK, "Lock").build(app)?)
        .separator()
        .item(&MenuItemBuilder::with_id(QUIT, "Quit").build(app)?)
        .build()?;
    let mut tray =
        TrayIconBuilder::with_id("main").tooltip("Credenza").menu(&menu).on_menu_event(choose);
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app).map(|_| ())
}

fn choose(app: &AppHandle, event: MenuEvent) {
    match event.id().as_ref() {
        OPEN => window::focus(app),
        LOCK => lock(app),
        QUIT => app.exit(0),
        _ => {}
    }
}

fn lock(app: &AppHandle) {
    let host = app.state::<LocalHost>().inner().clone();
    tauri::async_runtime::spawn(async move {
        let name = VaultLock::NAME.as_str();
        if let Err(failure) = credenza_app::dispatch(&host, name, json!({})).await {
            tracing::warn!(code = failure.code.as_str(), "the vault was not locked from the tray");
        }
    });
}

/// Windows and macOS always show a tray; a Linux desktop says on D-Bus whether it does.
mod host {
    #[cfg(not(target_os = "linux"))]
    pub(super) async fn is_present() -> bool {
        true
    }

    #[cfg(target_os = "linux")]
    pub(super) async fn is_present() -> bool {
        let asked = tokio::time::timeout(std::time::Duration::from_secs(2), ask()).await;
        matches!(asked, Ok(Ok(true)))
    }

    #[cfg(target_os = "linux")]
    async fn ask() -> zbus::Result<bool> {
        let bus = zbus::Connection::session().await?;
        let watcher = zbus::names::BusName::try_from("org.kde.StatusNotifierWatcher")?;
        Ok(zbus::fdo::DBusProxy::new(&bus).await?.name_has_owner(watcher).await?)
    }
}
