//! Light or dark, as the desktop says. macOS and Windows tell the web view themselves; on Linux the
//! desktop portal is asked and followed, and a desktop without one keeps the toolkit's own theme.

use tauri::AppHandle;

#[cfg(not(target_os = "linux"))]
pub(crate) fn follow(_app: &AppHandle) {}

#[cfg(target_os = "linux")]
pub(crate) use portal::follow;

#[cfg(target_os = "linux")]
mod portal {
    use super::AppHandle;
    use futures::StreamExt;
    use std::time::Duration;
    use tauri::Theme;
    use zbus::zvariant::{OwnedValue, Value};
    use zbus::{Connection, Proxy};

    const NAMESPACE: &str = "org.freedesktop.appearance";
    const KEY: &str = "color-scheme";
    /// The window waits this long for the answer, so that its first frame has the right colours.
    const PATIENCE: Duration = Duration::from_millis(300);

    /// Applies the desktop's choice, and every later one.
    pub(crate) fn follow(app: &AppHandle) {
        let asking = async { tokio::time::timeout(PATIENCE, ask()).await };
        let proxy = match tauri::async_runtime::block_on(asking) {
            Ok(Ok((proxy, scheme))) => {
                apply(app, scheme);
                proxy
            }
            Ok(Err(error)) => {
                tracing::debug!(%error, "the desktop has no settings portal");
                return;
            }
            Err(_) => {
                tracing::debug!("the settings portal did not answer in time");
                return;
            }
        };
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(error) = listen(&app, &proxy).await {
                tracing::debug!(%error, "the settings portal is gone");
            }
        });
    }

    async fn ask() -> zbus::Result<(Proxy<'static>, u32)> {
        let bus = Connection::session().await?;
        let proxy = Proxy::new(
            &bus,
            "org.freedesktop.portal.Desktop",
            "/org/freedesktop/portal/desktop",
            "org.freedesktop.portal.Settings",
        )
        .await?;
        let answer: OwnedValue = proxy.call("Read", &(NAMESPACE, KEY)).await?;
        Ok((proxy, number(&answer).unwrap_or_default()))
    }

    async fn listen(app: &AppHandle, proxy: &Proxy<'_>) -> zbus::Result<()> {
        let mut changes = proxy.receive_signal("SettingChanged").await?;
        while let Some(change) = changes.next().await {
            let body = change.body();
            let (namespace, key, value): (&str, &str, Value<'_>) = body.deserialize()?;
            if let (NAMESPACE, KEY, Some(scheme)) = (namespace, key, number(&value)) {
                apply(app, scheme);
            }
        }
        Ok(())
    }

    /// `Read` wraps the number in one variant more than the signal does.
    fn number(value: &Value<'_>) -> Option<u32> {
        match value {
            Value::U32(number) => Some(*number),
            Value::Value(inner) => number(inner),
            _ => None,
        }
    }

    /// 1 is dark, 2 is light; 0 is no preference, which leaves the toolkit's theme alone.
    fn apply(app: &AppHandle, scheme: u32) {
        match scheme {
            1 => app.set_theme(Some(Theme::Dark)),
            2 => app.set_theme(Some(Theme::Light)),
            _ => {}
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_number_is_found_in_one_variant_and_in_two() {
            let plain = Value::U32(1);
            assert_eq!(number(&plain), Some(1));
            assert_eq!(number(&Value::Value(Box::new(plain))), Some(1));
            assert_eq!(number(&Value::from("dark")), None);
        }
    }
}
