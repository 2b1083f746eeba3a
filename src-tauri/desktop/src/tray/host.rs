//! Waits for something that shows a tray. Windows and macOS always do; a Linux desktop says on D-Bus when it does,
//! which may be after the application was started with the session.

#[cfg(not(target_os = "linux"))]
pub(super) async fn appears() -> bool {
    true
}

/// False when nobody can say.
#[cfg(target_os = "linux")]
pub(super) async fn appears() -> bool {
    match wait_for_watcher().await {
        Ok(found) => found,
        Err(error) => {
            tracing::debug!(%error, "no session bus");
            false
        }
    }
}

#[cfg(target_os = "linux")]
async fn wait_for_watcher() -> zbus::Result<bool> {
    use futures::StreamExt;
    const WATCHER: &str = "org.kde.StatusNotifierWatcher";
    let session = zbus::Connection::session().await?;
    let bus = zbus::fdo::DBusProxy::new(&session).await?;
    let mut changes = bus.receive_name_owner_changed_with_args(&[(0, WATCHER)]).await?;
    if bus.name_has_owner(WATCHER.try_into()?).await? {
        return Ok(true);
    }
    while let Some(change) = changes.next().await {
        if change.args()?.new_owner().is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
