//! The window on a demo: started with `--demo`, on a throw-away sample organization that is removed when
//! the window is closed.

use credenza_app::told_to_stop;
use credenza_demo::Demo;
use std::sync::{Mutex, PoisonError};
use tauri::AppHandle;
use tauri::async_runtime::block_on;

/// Starts the window on the demo.
pub(crate) const ARGUMENT: &str = "--demo";

/// Whether this process was started to show the demo.
pub(crate) fn is_wanted() -> bool {
    std::env::args_os().skip(1).any(|word| word == ARGUMENT)
}

/// Ends the application in order when a terminal or another program asks it to, so that nothing is left
/// behind then, either.
pub(crate) fn end_when_told(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        told_to_stop().await;
        app.exit(0);
    });
}

/// The demo that the window shows, until it is closed.
pub(crate) struct RunningDemo(Mutex<Option<Demo>>);

impl RunningDemo {
    pub(crate) fn new(demo: Demo) -> Self {
        Self(Mutex::new(Some(demo)))
    }

    /// Ends the demo's API and removes its folder.
    pub(crate) fn end(&self) {
        let demo = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(demo) = demo
            && let Err(failure) = block_on(demo.end())
        {
            tracing::warn!(code = failure.code.as_str(), "the demo's folder is left behind");
        }
    }
}
