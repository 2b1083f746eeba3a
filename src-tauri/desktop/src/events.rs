//! What happens in the application, told to the window.

use crate::{browser, notification, window};
use credenza_app::{Host, LocalHost};
use credenza_protocol::{Event, View};
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;

/// The window's one channel.
const CHANNEL: &str = "credenza://event";

/// Forwards events until the application is gone.
pub(crate) fn forward(handle: &AppHandle, host: &LocalHost) {
    let mut events = host.app().subscribe();
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            let event = match events.recv().await {
                Ok(event) => event,
                Err(RecvError::Lagged(_)) => Event::Changed { views: View::ALL.to_vec() },
                Err(RecvError::Closed) => return,
            };
            browser::notice(&handle, &event);
            notification::notice(&handle, &event);
            if let Err(error) = handle.emit_to(window::LABEL, CHANNEL, &event) {
                tracing::warn!(%error, "the window was not told of an event");
            }
        }
    });
}
