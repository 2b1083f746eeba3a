//! Whether anything shows a tray. Windows and macOS always do; a Linux desktop says on D-Bus whether it does.

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
