//! The one window: what it looks like before the front end has spoken, and where it may go, which is
//! nowhere.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tauri::webview::{DownloadEvent, NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// The only window's name, as the capability file has it.
pub(crate) const LABEL: &str = "main";

const MINIMUM: (f64, f64) = (880.0, 560.0);
const FIRST: (f64, f64) = (1180.0, 780.0);

/// The window is shown after this time even if the front end has not painted.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Tauri hides its isolation frame by an inline style, which the content security policy forbids; a
/// property set by a script is allowed.
const HIDE_ISOLATION_FRAME: &str = "addEventListener('DOMContentLoaded', () => { \
     const frame = document.getElementById('__tauri_isolation__'); \
     if (frame) frame.style.display = 'none'; });";

/// Makes the window, hidden, and shows it with its first themed frame.
///
/// # Errors
/// The operating system gives no window.
pub(crate) fn create(app: &AppHandle) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title(title())
        .inner_size(FIRST.0, FIRST.1)
        .min_inner_size(MINIMUM.0, MINIMUM.1)
        .prevent_overflow()
        .visible(false)
        .devtools(cfg!(debug_assertions))
        .initialization_script(HIDE_ISOLATION_FRAME)
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, event| match event {
            DownloadEvent::Requested { url, .. } => is_own_blob(&url),
            _ => true,
        })
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Finished {
                show_once(&window);
            }
        })
        .build()?;
    app.manage(Shown::default());
    #[cfg(target_os = "macos")]
    hide_on_close(&window);
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(PATIENCE).await;
        show_once(&window);
    });
    Ok(())
}

/// On macOS the red button closes the window, not the application; the Dock brings it back.
#[cfg(target_os = "macos")]
fn hide_on_close(window: &WebviewWindow) {
    let hidden = window.clone();
    window.on_window_event(move |event| {
        if let tauri::WindowEvent::CloseRequested { api, .. } = event
            && hidden.hide().is_ok()
        {
            api.prevent_close();
        }
    });
}

/// Brings the window to the front: a second start, the tray, the Dock.
pub(crate) fn focus(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let result = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
    if let Err(error) = result {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}

/// Out of sight, if it is still there: what ends may take a while.
pub(crate) fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL)
        && let Err(error) = window.hide()
    {
        tracing::debug!(%error, "the window could not be hidden");
    }
}

/// Whether the window has been shown once; afterwards its visibility is the person's.
#[derive(Default)]
struct Shown(AtomicBool);

fn show_once(window: &WebviewWindow) {
    let first =
        window.try_state::<Shown>().is_none_or(|shown| !shown.0.swap(true, Ordering::SeqCst));
    if first && let Err(error) = window.show() {
        tracing::error!(%error, "the window could not be shown");
    }
}

fn title() -> &'static str {
    if cfg!(debug_assertions) { "Credenza (development)" } else { "Credenza" }
}

/// The application's own pages and its isolation frame: `tauri://localhost`, on Windows
/// `http://tauri.localhost`, and the development server in a build that uses one.
fn is_own(url: &Url) -> bool {
    let own = match (url.scheme(), url.host_str()) {
        ("tauri" | "isolation", Some("localhost")) => true,
        ("http" | "https", Some("tauri.localhost" | "isolation.localhost")) => cfg!(windows),
        ("http", Some("localhost")) => tauri::is_dev() && url.port() == Some(1420),
        _ => false,
    };
    own || is_own_blob(url)
}

/// A file that the front end made itself and offers to save.
fn is_own_blob(url: &Url) -> bool {
    url.scheme() == "blob"
        && Url::parse(url.path()).is_ok_and(|inner| inner.scheme() != "blob" && is_own(&inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(text: &str) -> bool {
        is_own(&Url::parse(text).unwrap())
    }

    #[test]
    fn the_window_stays_on_its_own_pages() {
        assert!(allowed("tauri://localhost/credentials/postgresql"));
        assert!(allowed("blob:tauri://localhost/6c8f"));
        for elsewhere in [
            "https://example.com/",
            "https://localhost/",
            "http://127.0.0.1:1420/",
            "tauri://localhost.example.com/",
            "blob:https://example.com/6c8f",
            "blob:blob:tauri://localhost/6c8f",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "about:blank",
        ] {
            assert!(!allowed(elsewhere), "{elsewhere}");
        }
    }
}
