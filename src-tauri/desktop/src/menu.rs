//! The menu bar that macOS expects: without its predefined items, Cmd+C does not work in a field.
//! Windows and Linux have none; there the same commands stand in the window.

use tauri::AppHandle;

#[cfg(not(target_os = "macos"))]
pub(crate) fn install(_app: &AppHandle) -> tauri::Result<()> {
    Ok(())
}

#[cfg(target_os = "macos")]
pub(crate) fn install(app: &AppHandle) -> tauri::Result<()> {
    use tauri::menu::{MenuBuilder, SubmenuBuilder};

    let application = SubmenuBuilder::new(app, "Credenza")
        .about(None)
        .separator()
        .services()
        .separator()
        .hide()
        .hide_others()
        .show_all()
        .separator()
        .quit()
        .build()?;
    let edit = SubmenuBuilder::new(app, "Edit")
        .undo()
        .redo()
        .separator()
        .cut()
        .copy()
        .paste()
        .select_all()
        .build()?;
    let window = SubmenuBuilder::new(app, "Window")
        .minimize()
        .maximize()
        .fullscreen()
        .separator()
        .close_window()
        .build()?;
    let menu = MenuBuilder::new(app).items(&[&application, &edit, &window]).build()?;
    app.set_menu(menu).map(|_| ())
}
