//! U1: what each window may call is what is declared here, and nothing else: the program's handlers, the
//! capability files, the permissions behind them, and the isolation hook say the same.

use crate::Run;
use crate::report::{Control, Outcome};
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every window, and every message that it may send.
const DECLARED: &[(&str, &[&str])] = &[(
    "main",
    &["rpc", "enter", "plugin:event|listen", "plugin:event|unlisten", "plugin:opener|open_url"],
)];

/// The permissions of plugins that are granted here, and the message that each stands for. A permission
/// that is not in this list is undeclared, whatever it may allow.
const KNOWN: &[(&str, &str)] = &[
    ("core:event:allow-listen", "plugin:event|listen"),
    ("core:event:allow-unlisten", "plugin:event|unlisten"),
    ("opener:allow-open-url", "plugin:opener|open_url"),
];

/// What the files say.
struct Files {
    capabilities: Vec<Value>,
    permissions: Vec<String>,
    config: Value,
    handlers: BTreeSet<String>,
    hook: BTreeSet<String>,
    windows: BTreeSet<String>,
}

pub(crate) fn run(_: &Run) -> Result<Outcome> {
    let files = read(&root())?;
    let failures = judge(&files);
    let controls = [
        planted(&files, |files| grant(files, Value::from("shell:allow-execute"))),
        planted(&files, |files| grant(files, Value::from("core:default"))),
        planted(&files, |files| {
            files.handlers.insert("reveal_secret".to_owned());
        }),
        planted(&files, |files| {
            files.hook.insert("plugin:shell|open".to_owned());
        }),
        planted(&files, |files| {
            files.windows.insert("second".to_owned());
        }),
        planted(&files, |files| files.config["app"]["withGlobalTauri"] = Value::from(true)),
    ];
    let caught = controls.iter().filter(|caught| **caught).count();
    let cases = DECLARED.iter().map(|(_, messages)| messages.len() as u64).sum();
    let control = Control::of(if caught == controls.len() { caught as u64 } else { 0 });
    Ok(Outcome { cases, failures, control })
}

fn planted(files: &Files, change: impl FnOnce(&mut Files)) -> bool {
    let mut changed = Files {
        capabilities: files.capabilities.clone(),
        permissions: files.permissions.clone(),
        config: files.config.clone(),
        handlers: files.handlers.clone(),
        hook: files.hook.clone(),
        windows: files.windows.clone(),
    };
    change(&mut changed);
    !judge(&changed).is_empty()
}

fn grant(files: &mut Files, permission: Value) {
    if let Some(list) = files.capabilities.first_mut().and_then(|c| c["permissions"].as_array_mut())
    {
        list.push(permission);
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(root: &Path) -> Result<Files> {
    let desktop = root.join("src-tauri/desktop");
    let all = |folder: &str| read_all(&desktop.join(folder)).context(folder.to_owned());
    let text = |file: &str| std::fs::read_to_string(desktop.join(file)).context(file.to_owned());
    let capabilities = all("capabilities")?;
    let main = text("src/main.rs")?;
    let sources = all("src")?;
    Ok(Files {
        capabilities: capabilities
            .iter()
            .map(|text| Ok(serde_json::from_str(text)?))
            .collect::<Result<_>>()?,
        permissions: all("permissions")?,
        config: serde_json::from_str(&std::fs::read_to_string(root.join("tauri.conf.json"))?)?,
        handlers: between(&main, "generate_handler![", "]")
            .iter()
            .flat_map(|list| list.split(','))
            .filter_map(|path| path.trim().rsplit("::").next())
            .map(str::to_owned)
            .collect(),
        hook: between(&text("isolation/hook.js")?, "    \"", "\",\n    (payload)")
            .into_iter()
            .chain(between(&text("isolation/hook.js")?, "  [\"", "\", (payload)"))
            .collect(),
        windows: sources.iter().flat_map(|text| between(text, "LABEL: &str = \"", "\"")).collect(),
    })
}

/// Every file below a folder.
fn read_all(folder: &Path) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            texts.extend(read_all(&path)?);
        } else {
            texts.push(std::fs::read_to_string(path)?);
        }
    }
    Ok(texts)
}

fn between(text: &str, from: &str, to: &str) -> Vec<String> {
    let parts = text.split(from).skip(1);
    parts
        .filter_map(|rest| rest.split_once(to))
        .map(|(found, _)| found.to_owned())
        .filter(|found| !found.contains('\n'))
        .collect()
}

fn judge(files: &Files) -> Vec<String> {
    let mut failures = Vec::new();
    let declared_windows: BTreeSet<String> =
        DECLARED.iter().map(|(label, _)| (*label).to_owned()).collect();
    if files.windows != declared_windows {
        failures.push(format!("windows made: {:?}; declared: {declared_windows:?}", files.windows));
    }
    for (label, messages) in DECLARED {
        let declared: BTreeSet<String> = messages.iter().map(|one| (*one).to_owned()).collect();
        let granted = granted(files, label, &mut failures);
        if granted != declared {
            failures
                .push(format!("window {label} is granted {granted:?}, declared is {declared:?}"));
        }
        if files.hook != declared {
            failures.push(format!(
                "the isolation hook lets through {:?}, declared is {declared:?}",
                files.hook
            ));
        }
        let own: BTreeSet<String> =
            declared.iter().filter(|one| !one.starts_with("plugin:")).cloned().collect();
        if files.handlers != own {
            failures.push(format!("the program handles {:?}, declared is {own:?}", files.handlers));
        }
    }
    failures.extend(settings(&files.config));
    failures
}

/// What the capabilities of a window come to, as messages.
fn granted(files: &Files, label: &str, failures: &mut Vec<String>) -> BTreeSet<String> {
    let mut granted = BTreeSet::new();
    for capability in &files.capabilities {
        let windows = capability["windows"].as_array().cloned().unwrap_or_default();
        if capability["remote"].is_object() || windows.iter().any(|name| name == "*") {
            failures.push("a capability reaches beyond this application's own windows".to_owned());
        }
        if !windows.iter().any(|name| name == label) {
            continue;
        }
        for permission in capability["permissions"].as_array().into_iter().flatten() {
            let name =
                permission.as_str().or(permission["identifier"].as_str()).unwrap_or_default();
            match messages_of(files, name) {
                Some(messages) => granted.extend(messages),
                None => {
                    failures.push(format!("'{name}' is granted to {label} and declared nowhere"))
                }
            }
        }
    }
    granted
}

fn messages_of(files: &Files, permission: &str) -> Option<Vec<String>> {
    if let Some((_, message)) = KNOWN.iter().find(|(name, _)| *name == permission) {
        return Some(vec![(*message).to_owned()]);
    }
    let own = files
        .permissions
        .iter()
        .find(|text| text.contains(&format!("identifier = \"{permission}\"")))?;
    let list = between(own, "commands.allow = [", "]").pop()?;
    Some(list.split(',').map(|name| name.trim().trim_matches('"').to_owned()).collect())
}

/// SECURITY 4.4, as far as the configuration says it.
fn settings(config: &Value) -> Vec<String> {
    let security = &config["app"]["security"];
    let wanted = [
        ("no global Tauri", config["app"]["withGlobalTauri"] == false),
        ("prototypes are frozen", security["freezePrototype"] == true),
        ("the isolation pattern", security["pattern"]["use"] == "isolation"),
        ("unused commands are removed", config["build"]["removeUnusedCommands"] == true),
        (
            "Tauri may not loosen the policy",
            security["dangerousDisableAssetCspModification"].is_null(),
        ),
        (
            "capabilities are named one by one",
            security["capabilities"] == serde_json::json!(["main"]),
        ),
        (
            "no window is made from the configuration",
            config["app"]["windows"] == serde_json::json!([]),
        ),
        ("no asset protocol", security["assetProtocol"].is_null()),
    ];
    wanted.iter().filter(|(_, holds)| !holds).map(|(what, _)| format!("not so: {what}")).collect()
}
