//! `credenza vault rotate | backup | restore | recovery-kit`

use super::Context;
use super::vault::{new_method, new_passphrase};
use crate::args::{BackupArgs, Key, KitArgs, RecoveryKitCommand, RestoreArgs};
use crate::input::{ask_line, ask_secret, can_ask, read_secret_fd, read_text};
use crate::output::{plural, say};
use crate::progress::RowCount;
use crate::unlock::given_passphrase;
use credenza_app::{Host, RecoveryKit, recovery_kit_text};
use credenza_protocol::operation::{
    VaultBackup, VaultCheckRecoveryKit, VaultCreateRecoveryKit, VaultRestore, VaultRotate,
    VaultStatus,
};
use credenza_protocol::vault::{BackupKey, BackupView, RecoveryKitView, RotationView, SlotKind};
use credenza_protocol::{ErrorCode, Failure};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

/// The kit from a file or a descriptor, if one was named.
pub(super) fn read_kit(args: &KitArgs) -> Result<Option<SecretString>, Failure> {
    match (&args.recovery_kit_file, args.recovery_kit_fd) {
        (Some(path), _) => Ok(Some(SecretString::from(read_text(path)?.as_str()))),
        (None, Some(fd)) => read_secret_fd(fd).map(Some),
        (None, None) => Ok(None),
    }
}

pub(super) async fn rotate(context: &Context<'_>, key: Key) -> Result<ExitCode, Failure> {
    let status = context.terminal.call::<VaultStatus>(json!({})).await?;
    let has_passphrase = status.slots.iter().any(|slot| slot.kind == SlotKind::Passphrase);
    let passphrase = match &context.passphrase {
        Some(passphrase) => Some(passphrase.clone()),
        None if has_passphrase && can_ask(context.global.no_input) => {
            Some(ask_secret("Passphrase", context.global.no_input)?)
        }
        None => given_passphrase(context.global)?,
    };
    let key = match key {
        Key::Kek => "kek",
        Key::Data => "data",
        Key::Both => "both",
    };
    let rows = RowCount::begin(context.terminal.app(), context.output.is_json());
    // Exposed into the request, which the application zeroizes.
    let passphrase = passphrase.as_ref().map(ExposeSecret::expose_secret);
    let request = json!({"key": key, "passphrase": passphrase});
    let answer = context.terminal.ask::<VaultRotate>(request).await;
    rows.end();
    let answer = answer?;
    Ok(context.output.result(&answer, || rotation_text(&answer)))
}

fn rotation_text(answer: &Value) -> String {
    let Ok(view) = serde_json::from_value::<RotationView>(answer.clone()) else {
        return answer.to_string();
    };
    let mut text = String::new();
    if view.resumed {
        text.push_str("A rotation that had been cut short was taken up.\n");
    }
    if view.slots > 0 {
        text.push_str(&format!("New keys for {}.\n", plural(view.slots, "way") + " to unlock"));
    }
    if view.rows > 0 {
        let rows = plural(view.rows, "row");
        text.push_str(&format!("{rows} renewed; the data key has version {}.\n", view.data_key));
    }
    if view.unreadable > 0 {
        let rows = plural(view.unreadable, "row");
        text.push_str(&format!(
            "{rows} cannot be read, so the old data key stays. Erase or restore them, and rotate again.\n"
        ));
    }
    if let Some(snapshot) = view.snapshot {
        text.push_str(&format!("As it was before: {snapshot}\n"));
    }
    text
}

pub(super) async fn back_up(context: &Context<'_>, args: &BackupArgs) -> Result<ExitCode, Failure> {
    let passphrase = match args.backup_passphrase_fd {
        Some(fd) => Some(read_secret_fd(fd)?),
        None if args.to_passphrase => Some(new_passphrase(context)?),
        None => None,
    };
    // Exposed into the request, which the application zeroizes.
    let passphrase = passphrase.as_ref().map(ExposeSecret::expose_secret);
    let existing = if args.force { "replace" } else { "keep" };
    let request =
        json!({"file": absolute(&args.file)?, "passphrase": passphrase, "existing": existing});
    let answer = context.terminal.ask::<VaultBackup>(request).await?;
    Ok(context.output.result(&answer, || backup_text(&answer)))
}

fn backup_text(answer: &Value) -> String {
    let Ok(view) = serde_json::from_value::<BackupView>(answer.clone()) else {
        return answer.to_string();
    };
    let opened_by = match view.opened_by {
        BackupKey::RecoveryKit => "the recovery kit opens it",
        BackupKey::Passphrase => "its passphrase opens it",
    };
    let credentials = plural(view.credentials, "credential");
    format!("{}\n{credentials}, {} bytes; {opened_by}.", view.file, view.bytes)
}

pub(super) async fn restore(context: &Context<'_>, args: &RestoreArgs) -> Result<Value, Failure> {
    let kit = read_kit(&args.kit)?;
    let file = absolute(&args.file)?;
    let is_backup = begins_like_a_backup(&args.file);
    let typed = match args.backup_passphrase_fd {
        Some(fd) => Some(read_secret_fd(fd)?),
        None if is_backup && kit.is_none() && can_ask(context.global.no_input) => {
            Some(ask_secret("The backup's passphrase", context.global.no_input)?)
        }
        None => None,
    };
    let has_key = kit.is_some() || typed.is_some();
    let (method, passphrase) = match is_backup && has_key {
        true => {
            let (method, passphrase) = new_method(context, args.method).await?;
            (Some(method), passphrase)
        }
        // A snapshot keeps its ways to unlock; whatever else is wrong is told by the application.
        false => (None, None),
    };
    // Exposed into the request, which the application zeroizes.
    let request = json!({
        "file": file,
        "recovery_kit": kit.as_ref().map(ExposeSecret::expose_secret),
        "backup_passphrase": typed.as_ref().map(ExposeSecret::expose_secret),
        "method": method,
        "passphrase": passphrase.as_ref().map(ExposeSecret::expose_secret),
    });
    context.terminal.ask::<VaultRestore>(request).await
}

/// Whether it is worth asking for a passphrase.
fn begins_like_a_backup(path: &Path) -> bool {
    use std::io::Read;
    let mut beginning = [0; 22];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut beginning));
    read.is_ok() && &beginning == b"age-encryption.org/v1\n"
}

pub(super) async fn recovery_kit(
    context: &Context<'_>,
    command: &RecoveryKitCommand,
) -> Result<ExitCode, Failure> {
    match command {
        RecoveryKitCommand::Create { output: Some(file) } => {
            let request = json!({"kit": {"file": absolute(file)?}});
            let answer = context.terminal.ask::<VaultCreateRecoveryKit>(request).await?;
            Ok(context.output.result(&answer, || created_text(&answer)))
        }
        RecoveryKitCommand::Create { output: None } => create_kit(context).await,
        RecoveryKitCommand::Check(args) => {
            let kit = match read_kit(args)? {
                Some(kit) => kit,
                None => ask_secret("Recovery kit", context.global.no_input).map_err(|failure| {
                    failure.hint("Give --recovery-kit-file FILE or --recovery-kit-fd N.")
                })?,
            };
            let answer = check(context, &kit).await?;
            Ok(context
                .output
                .result(&answer, || "The recovery kit is this vault's and opens it.".to_owned()))
        }
    }
}

async fn check(context: &Context<'_>, kit: &SecretString) -> Result<Value, Failure> {
    // Exposed into the request, which the application zeroizes.
    let request = json!({"recovery_kit": kit.expose_secret()});
    context.terminal.ask::<VaultCheckRecoveryKit>(request).await
}

/// Draws the kit here and gives the application its public half; the other one is printed, once.
async fn create_kit(context: &Context<'_>) -> Result<ExitCode, Failure> {
    let kit = RecoveryKit::draw();
    let request = json!({"kit": {"recipient": kit.recipient().to_string()}});
    let view = context.terminal.call::<VaultCreateRecoveryKit>(request).await?;
    let status = context.terminal.call::<VaultStatus>(json!({})).await?;
    let text = recovery_kit_text(&kit, &status.id.unwrap_or_default(), view.created_at);
    let mut answer = json!(view);
    // Exposed because it was asked for: this is the one time that it is shown.
    answer["recovery_kit"] = text.expose_secret().into();
    let code = context.output.result(&answer, || text.expose_secret().to_owned());
    if !context.output.is_json() && can_ask(context.global.no_input) {
        ask_groups_back(context, &kit, &view).await?;
    }
    Ok(code)
}

/// A kit that was not copied is none: two groups of it are asked back.
async fn ask_groups_back(
    context: &Context<'_>,
    kit: &RecoveryKit,
    view: &RecoveryKitView,
) -> Result<(), Failure> {
    let groups = kit.to_groups();
    let Some(last_full) = groups.len().checked_sub(2) else { return Ok(()) };
    let first = view.recipient.bytes().map(usize::from).sum::<usize>() % last_full;
    for index in [first, last_full] {
        let typed =
            SecretString::from(ask_line(&format!("Copy it now. Group {} of it", index + 1))?);
        // Exposed to be compared with what was just shown.
        if !typed.expose_secret().eq_ignore_ascii_case(groups[index].expose_secret()) {
            return Err(Failure::new(ErrorCode::RequestInvalid, "That is not what the kit says")
                .hint("The kit is made and valid. Check your copy, then run 'credenza vault recovery-kit check'."));
        }
    }
    check(context, &kit.to_text()).await?;
    say("The kit is complete. Keep it away from this computer.");
    Ok(())
}

fn created_text(answer: &Value) -> String {
    let file = answer["file"].as_str().unwrap_or_default();
    format!(
        "The recovery kit is in {file}, readable by you only.\nPrint it, put it away, and remove the file."
    )
}

/// The application may run in another folder.
fn absolute(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let full = std::path::absolute(path).map_err(|error| {
        Failure::new(ErrorCode::RequestInvalid, format!("{shown} is no path: {error}"))
    })?;
    full.to_str().map(str::to_owned).ok_or_else(|| {
        Failure::new(ErrorCode::RequestInvalid, format!("{shown} is not UTF-8"))
            .hint("Name a file whose path is UTF-8.")
    })
}
