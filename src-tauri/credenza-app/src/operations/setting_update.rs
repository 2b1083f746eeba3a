//! Changes settings. Each change is recorded with what it was before.

use crate::Host;
use crate::failure::OrFailure;
use crate::record::Record;
use crate::session::SETTINGS;
use credenza_protocol::setting::{Settings, SettingsChange};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::table::activity::Detail;
use credenza_store::table::setting;
use serde_json::{Value, json};

pub(crate) async fn run(host: &impl Host, request: SettingsChange) -> Result<Settings, Failure> {
    let app = host.app();
    let vault = app.vault().await?;
    let mut settings = vault.settings.clone();
    apply(&mut settings, &request)?;
    let (before, after) = changed(&vault.settings, &settings);
    if before != after {
        let mut tx = vault.store.write().await.or_failure()?;
        let text = json!(settings).to_string();
        setting::put(&mut tx, &vault.scope, SETTINGS, &text).await.or_failure()?;
        let detail = Detail { before: Some(before), after: Some(after), ..Detail::default() };
        Record::of(host, OperationName::SettingUpdate).detail(detail).done(&mut tx, &vault).await?;
        tx.commit().await.or_failure()?;
        app.session().reload().await?;
    }
    Ok(settings)
}

fn apply(settings: &mut Settings, change: &SettingsChange) -> Result<(), Failure> {
    if let Some(allow) = change.allow_unverified {
        settings.allow_unverified = allow;
    }
    set(
        &mut settings.credentials_per_connector,
        change.credentials_per_connector,
        "credentials_per_connector",
        1,
        10_000,
    )?;
    set(&mut settings.auto_lock_minutes, change.auto_lock_minutes, "auto_lock_minutes", 0, 1_440)?;
    set(&mut settings.stage_seconds, change.stage_seconds, "stage_seconds", 1, 120)?;
    set(&mut settings.total_seconds, change.total_seconds, "total_seconds", 1, 600)?;
    set(&mut settings.archive_days, change.archive_days, "archive_days", 1, 365)?;
    set(&mut settings.check_hours, change.check_hours, "check_hours", 0, 720)
}

fn set(
    place: &mut u32,
    value: Option<u32>,
    name: &str,
    least: u32,
    most: u32,
) -> Result<(), Failure> {
    let Some(value) = value else { return Ok(()) };
    if !(least..=most).contains(&value) {
        let text = format!("{name} takes {least} to {most}, not {value}");
        let errors =
            json!([{"field": format!("/{name}"), "message": format!("takes {least} to {most}")}]);
        return Err(
            Failure::new(ErrorCode::RequestInvalid, text).details(json!({"errors": errors}))
        );
    }
    *place = value;
    Ok(())
}

/// Only what differs, as `name=value` words.
fn changed(before: &Settings, after: &Settings) -> (String, String) {
    let (old, new) = (json!(before), json!(after));
    let words = |of: &Value| {
        let fields = of.as_object().into_iter().flatten();
        let words = fields.filter(|(name, _)| old[name.as_str()] != new[name.as_str()]);
        words.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
    };
    (words(&old), words(&new))
}
