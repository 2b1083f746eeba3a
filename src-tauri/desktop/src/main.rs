//! The Tauri shell: one window, one command for every operation and one that changes to the demo and back, the
//! host's events, a tray, notifications.
//!
//! It knows Tauri and decides nothing: every operation is `credenza_app::dispatch`. Deliberately absent:
//! SQL, cryptography, network, and any place where a stored secret could be opened.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod automation;
mod browser;
mod command_line;
mod demo;
mod events;
mod identity;
mod ipc;
mod menu;
mod notification;
mod place;
mod start;
mod theme;
mod tray;
mod window;
mod world;

use tauri::RunEvent;
use tauri_plugin_window_state::StateFlags;
use zeroizing_alloc::ZeroAlloc;

/// Freed memory is overwritten, whoever allocated it: JSON of a draft included.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

fn main() {
    automation::refuse();
    credenza_app::harden_process();

    let mut context = tauri::generate_context!();
    identity::apply(context.config_mut());
    // Visibility is the window's own business: it is shown with its first themed frame.
    let remembered = StateFlags::all() & !StateFlags::VISIBLE;

    tauri::Builder::default()
        // First, so that a second start ends before anything else has happened.
        .plugin(tauri_plugin_single_instance::init(|app, _arguments, _folder| window::focus(app)))
        .plugin(tauri_plugin_shell::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(remembered).build())
        .invoke_handler(tauri::generate_handler![ipc::rpc, world::enter])
        .setup(|app| Ok(start::set_up(app)?))
        .build(context)
        .expect("tauri.conf.json was checked by the build script")
        .run(|app, event| match event {
            RunEvent::Exit => start::shut_down(app),
            #[cfg(target_os = "macos")]
            RunEvent::Reopen { .. } => window::focus(app),
            _ => {}
        });
}
