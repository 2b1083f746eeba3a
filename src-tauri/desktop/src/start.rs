//! The order in which things begin and end.

use crate::demo::{self, RunningDemo};
use crate::{browser, command_line, events, menu, theme, tray, window};
use credenza_app::{App, AppConfig, Audience, Host, LONGEST_RENEWAL, LocalHost};
use credenza_demo::Demo;
use credenza_model::ActorKind;
use credenza_protocol::Failure;
use std::time::Duration;
use tauri::async_runtime::block_on;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

/// How long closing may take before the process ends anyway. The database is safe at any instant, but a
/// renewal that is on its way has to be waited for: its token exists nowhere else.
const FAREWELL: Duration = LONGEST_RENEWAL.saturating_add(Duration::from_secs(5));

/// Opens the vault's folder and the window; says why, and ends, when the folder cannot be used.
///
/// # Errors
/// The operating system gives no window.
pub(crate) fn set_up(app: &mut tauri::App) -> tauri::Result<()> {
    let handle = app.handle().clone();
    let opened = block_on(open());
    let credenza = match opened {
        Ok(Opened::Own(credenza)) => credenza,
        Ok(Opened::Demo(demo)) => {
            let credenza = demo.app().clone();
            app.manage(RunningDemo::new(demo));
            demo::end_when_told(&handle);
            credenza
        }
        Err(failure) => {
            refuse_to_start(&handle, &failure);
            return Ok(());
        }
    };
    app.manage(browser::Away::default());
    let host = LocalHost::of_this_process(credenza, ActorKind::Window);
    events::forward(&handle, &host);
    app.manage(host);
    menu::install(&handle)?;
    theme::follow(&handle);
    window::create(&handle)?;
    tray::install_when_possible(&handle);
    command_line::compare_versions(&handle);
    Ok(())
}

/// What the window shows.
enum Opened {
    Own(App),
    Demo(Demo),
}

async fn open() -> Result<Opened, Failure> {
    let opened = match demo::is_wanted() {
        true => Opened::Demo(Demo::start().await?),
        false => Opened::Own(App::open(AppConfig::from_environment(None)?).await?),
    };
    match &opened {
        Opened::Own(app) => app.start_background(Audience::Desktop),
        Opened::Demo(demo) => demo.app().start_background(Audience::Desktop),
    }
    Ok(opened)
}

/// Hides the window at once, drops the keys and closes the database.
pub(crate) fn shut_down(app: &AppHandle) {
    window::hide(app);
    let Some(host) = app.try_state::<LocalHost>() else { return };
    // Inside `async`, because a timer can be made only where a runtime is.
    let closing = async { tokio::time::timeout(FAREWELL, host.app().shutdown()).await };
    if block_on(closing).is_err() {
        tracing::warn!("closing took too long; the process ends without it");
    }
    if let Some(demo) = app.try_state::<RunningDemo>() {
        demo.end();
    }
}

fn refuse_to_start(app: &AppHandle, failure: &Failure) {
    tracing::error!(code = failure.code.as_str(), "the vault cannot be opened");
    let handle = app.clone();
    app.dialog()
        .message(why(failure, AppConfig::from_environment(None).ok().as_ref()))
        .title("Credenza cannot start")
        .kind(MessageDialogKind::Error)
        .show(move |_| handle.exit(1));
}

/// The sentence, what to do, and which folder it is about.
fn why(failure: &Failure, config: Option<&AppConfig>) -> String {
    let sentence = format!("{}.", failure.message.trim_end_matches('.'));
    let folder = config.map(|config| format!("Vault in {}", config.folder.display()));
    let parts = [Some(sentence), failure.hint.clone(), folder];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use credenza_protocol::ErrorCode;

    #[test]
    fn a_refusal_says_what_is_wrong_and_what_to_do() {
        let failure =
            Failure::new(ErrorCode::StorageFull, "The disk is full").hint("Free some space.");
        assert_eq!(why(&failure, None), "The disk is full.\n\nFree some space.");
    }
}
