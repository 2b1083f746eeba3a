//! The bundled command line, which works on the same vault as the window: when the two are of
//! different versions, the person hears of it before one of them refuses the other's database.

use std::time::Duration;
use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};
use tauri_plugin_shell::ShellExt;

const PATIENCE: Duration = Duration::from_secs(5);

/// Asks the bundled `credenza` for its version, in the background. A build without one is silent.
pub(crate) fn compare_versions(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let ours = app.package_info().version.to_string();
        if let Some(theirs) = bundled_version(&app).await
            && theirs != ours
        {
            tracing::warn!(ours, theirs, "the bundled command line is of another version");
            app.dialog()
                .message(different(&ours, &theirs))
                .title("Two versions of Credenza")
                .kind(MessageDialogKind::Warning)
                .show(|_| {});
        }
    });
}

async fn bundled_version(app: &AppHandle) -> Option<String> {
    let command = app.shell().sidecar("credenza").ok()?.arg("--version");
    let output = tokio::time::timeout(PATIENCE, command.output()).await.ok()?.ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| parse(&text).map(str::to_owned))?
}

/// `credenza 0.1.0` → `0.1.0`
fn parse(text: &str) -> Option<&str> {
    text.trim().strip_prefix("credenza ")
}

fn different(ours: &str, theirs: &str) -> String {
    format!(
        "This window is version {ours}, the command line beside it is version {theirs}. \
         Install Credenza again, so that both read the same vault."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_what_follows_the_name() {
        assert_eq!(parse("credenza 0.1.0\n"), Some("0.1.0"));
        assert_eq!(parse("something else"), None);
    }
}
