//! The tray: a menu only, because clicks on the icon mean something else on every desktop. It exists
//! only where something shows it, and its absence is never an error. What it shows follows the
//! application's events.

mod host;
mod standing;

use crate::place::{self, Place};
use crate::window;
use credenza_app::{Host, LocalHost};
use credenza_protocol::operation::VaultLock;
use credenza_protocol::{Event, Operation};
use serde_json::json;
use standing::{Shape, Standing};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;
use tauri::image::Image;
use tauri::menu::{MenuBuilder, MenuEvent, MenuItem, MenuItemBuilder};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, Wry, include_image};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

const OPEN: &str = "tray.open";
const ATTENTION: &str = "tray.attention";
const LOCK: &str = "tray.lock";
const QUIT: &str = "tray.quit";

/// Events come in crowds; the tray is drawn once for each.
const CROWD: Duration = Duration::from_millis(250);

/// Adds the tray as soon as something shows it.
pub(crate) fn install_when_possible(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if !host::appears().await {
            return;
        }
        let handle = app.clone();
        // The indicator library is loaded at run time, and its binding panics where it is missing.
        let install = move || match catch_unwind(AssertUnwindSafe(|| Tray::install(&handle))) {
            Ok(Ok(tray)) => tray.follow(&handle),
            Ok(Err(error)) => tracing::warn!(%error, "the tray icon could not be added"),
            Err(_) => tracing::warn!("the system's indicator library is missing: no tray icon"),
        };
        if let Err(error) = app.run_on_main_thread(install) {
            tracing::warn!(%error, "the tray icon could not be added");
        }
    });
}

/// The parts that change.
#[derive(Clone)]
struct Tray {
    icon: TrayIcon,
    attention: MenuItem<Wry>,
    lock: MenuItem<Wry>,
}

impl Tray {
    fn install(app: &AppHandle) -> tauri::Result<Self> {
        let now = Standing::Locked;
        let item = |id: &str, text: &str| MenuItemBuilder::with_id(id, text);
        let attention =
            item(ATTENTION, &now.attention()).enabled(now.leads_somewhere()).build(app)?;
        let lock = item(LOCK, "Lock").enabled(now.can_be_locked()).build(app)?;
        let menu = MenuBuilder::new(app)
            .item(&item(OPEN, "Open Credenza").build(app)?)
            .item(&attention)
            .separator()
            .item(&lock)
            .item(&item(QUIT, "Quit").build(app)?)
            .build()?;
        let icon = TrayIconBuilder::with_id("main")
            .tooltip(now.tooltip())
            .icon(image(now.shape()))
            .menu(&menu)
            .on_menu_event(choose)
            .build(app)?;
        Ok(Self { icon, attention, lock })
    }

    /// Shows how things stand, from now until the application is gone.
    fn follow(self, app: &AppHandle) {
        let handle = app.clone();
        let credenza = app.state::<LocalHost>().app().clone();
        tauri::async_runtime::spawn(async move {
            let mut events = credenza.subscribe();
            let mut shown = Standing::Locked;
            loop {
                let now = Standing::of(credenza.needs_attention().await);
                if now != shown {
                    shown = now;
                    let tray = self.clone();
                    let _ = handle.run_on_main_thread(move || tray.show(now));
                }
                if !something_happened(&mut events).await {
                    return;
                }
            }
        });
    }

    fn show(&self, now: Standing) {
        let shown = self
            .attention
            .set_text(now.attention())
            .and_then(|()| self.attention.set_enabled(now.leads_somewhere()))
            .and_then(|()| self.lock.set_enabled(now.can_be_locked()))
            .and_then(|()| self.icon.set_icon(Some(image(now.shape()))))
            .and_then(|()| self.icon.set_tooltip(Some(now.tooltip())));
        if let Err(error) = shown {
            tracing::warn!(%error, "the tray could not be changed");
        }
    }
}

/// Waits for a crowd of events that may have changed how things stand; false when there will be none.
async fn something_happened(events: &mut Receiver<Event>) -> bool {
    loop {
        match events.recv().await {
            Err(RecvError::Closed) => return false,
            Ok(event) if !matters(&event) => {}
            Ok(_) | Err(RecvError::Lagged(_)) => break,
        }
    }
    tokio::time::sleep(CROWD).await;
    // What came meanwhile is seen by the look that follows.
    *events = events.resubscribe();
    true
}

const fn matters(event: &Event) -> bool {
    matches!(
        event,
        Event::Changed { .. }
            | Event::Locked
            | Event::CredentialLost { .. }
            | Event::CredentialRecovered { .. }
    )
}

fn image(shape: Shape) -> Image<'static> {
    match shape {
        Shape::Plain => include_image!("icons/tray/plain.png"),
        Shape::Attention => include_image!("icons/tray/attention.png"),
        Shape::Locked => include_image!("icons/tray/locked.png"),
    }
}

fn choose(app: &AppHandle, event: MenuEvent) {
    match event.id().as_ref() {
        OPEN => window::focus(app),
        ATTENTION => place::show(app, Place::Attention),
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
