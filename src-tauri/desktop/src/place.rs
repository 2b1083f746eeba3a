//! Where the window is asked to go by what stands outside of it, such as the tray. A place, never an address:
//! the front end knows its own.

use crate::window;
use serde::Serialize;
use tauri::{AppHandle, Emitter};

/// The window's channel for places.
const CHANNEL: &str = "credenza://place";

/// A place in the window.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// Everything that needs attention.
    Attention,
}

/// Brings the window to the front, at that place.
pub(crate) fn show(app: &AppHandle, place: Place) {
    window::focus(app);
    if let Err(error) = app.emit_to(window::LABEL, CHANNEL, place) {
        tracing::warn!(%error, "the window was not told where to go");
    }
}
