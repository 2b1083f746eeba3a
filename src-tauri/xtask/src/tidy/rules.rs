//! The rules. A rule that needs an exception gets it here, with the reason, or not at all.

use super::sources::SourceFile;
use super::{Finding, Rule};

pub(super) const ALL: &[Rule] = &[
    short_file,
    telling_name,
    nothing_left_open,
    purpose_first,
    one_door_to_tauri,
    secrets_stay_below_the_hosts,
    no_debug_on_secrets,
    time_is_a_parameter,
    one_maker_of_clients,
    commands_stay_with_the_command_line,
];

const LONGEST_FILE: usize = 500;
const EMPTY_NAMES: [&str; 7] = ["utils", "util", "helpers", "helper", "manager", "misc", "common"];
/// Written apart, so that this file does not find itself.
const LEFT_OPEN: [&str; 4] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
];
/// Rooms in which no stored secret may exist in the clear.
const WITHOUT_SECRETS: [&str; 3] = [
    "src-tauri/credenza-protocol/src/",
    "src-tauri/credenza-server/src/",
    "src-tauri/desktop/src/",
];

/// Rooms whose words every host shows.
const CORE: [&str; 5] = [
    "src-tauri/credenza-app/src/",
    "src-tauri/credenza-connect/src/",
    "src-tauri/credenza-flow/src/",
    "src-tauri/credenza-store/src/",
    "src-tauri/credenza-vault/src/",
];

fn on_file(message: String) -> Vec<Finding> {
    vec![Finding { line: None, message }]
}

fn on_lines(file: &SourceFile, wrong: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
    let found = file.lines().filter_map(|(line, text)| Some((line, wrong(text)?)));
    found.map(|(line, message)| Finding { line: Some(line), message }).collect()
}

/// One reason to change per file.
fn short_file(file: &SourceFile) -> Vec<Finding> {
    let lines = file.text.lines().count();
    let counted = matches!(file.kind(), "rs" | "ts" | "tsx");
    if counted && lines > LONGEST_FILE {
        return on_file(format!("{lines} lines, more than {LONGEST_FILE}: split it"));
    }
    vec![]
}

/// A name says what is inside.
fn telling_name(file: &SourceFile) -> Vec<Finding> {
    let parts = file.path.split('/').map(|part| part.split('.').next().unwrap_or(part));
    let empty = parts.filter(|part| EMPTY_NAMES.contains(part));
    empty.flat_map(|part| on_file(format!("`{part}` says nothing about what is inside"))).collect()
}

/// What is not done is an issue, not a mark in the code.
fn nothing_left_open(file: &SourceFile) -> Vec<Finding> {
    on_lines(file, |line| {
        let mark = LEFT_OPEN.iter().find(|mark| line.contains(*mark))?;
        Some(format!("`{mark}`: do it, or open an issue"))
    })
}

/// A Rust file opens with its purpose.
fn purpose_first(file: &SourceFile) -> Vec<Finding> {
    if file.is_rust() && !file.text.starts_with("//!") {
        return on_file("begins without `//!`: say what it is for".to_owned());
    }
    vec![]
}

/// `ui/src/platform` is the UI's one door to the machine.
fn one_door_to_tauri(file: &SourceFile) -> Vec<Finding> {
    let inside = file.path.starts_with("ui/src/platform/");
    if !file.is_script() || !file.path.starts_with("ui/src/") || inside {
        return vec![];
    }
    on_lines(file, |line| {
        line.contains("@tauri-apps/").then(|| "only ui/src/platform knows Tauri".to_owned())
    })
}

/// Hosts and the wire never see a stored secret in the clear.
fn secrets_stay_below_the_hosts(file: &SourceFile) -> Vec<Finding> {
    if !WITHOUT_SECRETS.iter().any(|room| file.path.starts_with(room)) {
        return vec![];
    }
    on_lines(file, |line| {
        line.contains("expose_secret").then(|| "no secret is opened in this room".to_owned())
    })
}

/// A derived `Debug` prints what it holds. A written reason (`// Debug: …`) above the derive allows it.
fn no_debug_on_secrets(file: &SourceFile) -> Vec<Finding> {
    let lines: Vec<&str> = file.text.lines().collect();
    let mut findings = vec![];
    for (index, line) in lines.iter().enumerate().filter(|_| file.is_rust()) {
        let derives = line.trim_start().starts_with("#[derive(") && line.contains("Debug");
        let reason = index > 0 && lines[index - 1].trim_start().starts_with("// Debug:");
        let declared = lines[index..].iter().take(8).find_map(|line| declared_type(line));
        let secret = declared.is_some_and(|n| n.contains("Secret") && !n.ends_with("Error"));
        if derives && !reason && secret {
            let message = format!("`Debug` is derived on `{}`", declared.unwrap_or_default());
            findings.push(Finding { line: Some(index + 1), message });
        }
    }
    findings
}

/// Only the system's clock reads the time; everything else is told.
fn time_is_a_parameter(file: &SourceFile) -> Vec<Finding> {
    let clock = file.path == "src-tauri/credenza-app/src/clock.rs";
    if !file.is_rust() || clock || file.is_for_tests() {
        return vec![];
    }
    on_lines(file, |line| {
        line.contains(concat!("SystemTime::", "now"))
            .then(|| "take the time from the clock".to_owned())
    })
}

/// Only `credenza-connect` makes HTTP clients: its own have no redirects, no proxy, and limits.
fn one_maker_of_clients(file: &SourceFile) -> Vec<Finding> {
    let maker = file.path.starts_with("src-tauri/credenza-connect/");
    if !file.is_rust() || maker || file.is_for_tests() {
        return vec![];
    }
    on_lines(file, |line| {
        line.contains(concat!("reqwest", "::"))
            .then(|| "only credenza-connect makes HTTP clients".to_owned())
    })
}

/// What the core says is shown by a window as well: how to do it in a shell is added by `credenza-cli`.
fn commands_stay_with_the_command_line(file: &SourceFile) -> Vec<Finding> {
    if !CORE.iter().any(|room| file.path.starts_with(room)) || file.is_for_tests() {
        return vec![];
    }
    on_lines(file, |line| {
        let said = !line.trim_start().starts_with("//") && line.contains('"');
        let shell = ["credenza ", "--"].iter().any(|sign| {
            line.split(sign).skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
        });
        (said && shell).then(|| "credenza-cli says how it is done in a shell".to_owned())
    })
}

/// The name in `pub(crate) struct Name`.
fn declared_type(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    words.find(|word| matches!(*word, "struct" | "enum" | "union"))?;
    words.next()?.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> usize {
        let file = SourceFile { path: path.to_owned(), text: text.to_owned() };
        ALL.iter().flat_map(|rule| rule(&file)).count()
    }

    #[test]
    fn a_good_file_breaks_no_rule() {
        assert_eq!(
            findings("src-tauri/credenza-model/src/id.rs", "//! Ids.\n\npub struct Id(u8);\n"),
            0
        );
        assert_eq!(findings("ui/src/platform/tauri.ts", "import \"@tauri-apps/api/core\";\n"), 0);
    }

    #[test]
    fn a_long_file_is_found_and_data_is_not() {
        let long = "//!\n".repeat(LONGEST_FILE + 1);
        assert_eq!(findings("a/src/lib.rs", &long), 1);
        assert_eq!(findings("a/catalogue/github.toml", &long), 0);
    }

    #[test]
    fn empty_names_are_found_for_files_and_folders() {
        assert_eq!(findings("a/src/utils.rs", "//! A.\n"), 1);
        assert_eq!(findings("ui/src/common/list.ts", ""), 1);
        assert_eq!(findings("ui/src/helpers.test.ts", ""), 1);
    }

    #[test]
    fn what_is_left_open_is_found() {
        for mark in LEFT_OPEN {
            assert_eq!(findings("a/src/lib.rs", &format!("//! A.\n// {mark}\n")), 1, "{mark}");
        }
    }

    #[test]
    fn a_file_without_a_purpose_is_found() {
        assert_eq!(findings("a/src/lib.rs", "pub mod b;\n"), 1);
    }

    #[test]
    fn a_second_door_to_tauri_is_found() {
        assert_eq!(
            findings("ui/src/kit/button.tsx", "import { invoke } from \"@tauri-apps/api/core\";\n"),
            1
        );
    }

    #[test]
    fn an_opened_secret_in_a_host_is_found() {
        assert_eq!(
            findings("src-tauri/desktop/src/ipc.rs", "//! A.\nlet x = y.expose_secret();\n"),
            1
        );
        assert_eq!(
            findings("src-tauri/credenza-vault/src/kek.rs", "//! A.\nlet x = y.expose_secret();\n"),
            0
        );
    }

    #[test]
    fn a_look_at_the_clock_and_a_second_http_client_are_found() {
        let clock = concat!("//! A.\nlet now = SystemTime::", "now();\n");
        assert_eq!(findings("src-tauri/credenza-store/src/lib.rs", clock), 1);
        assert_eq!(findings("src-tauri/credenza-app/src/clock.rs", clock), 0);
        assert_eq!(findings("src-tauri/credenza-connect/src/egress/tls/tests.rs", clock), 0);
        let client = concat!("//! A.\nlet client = reqwest", "::Client::default();\n");
        assert_eq!(findings("src-tauri/credenza-flow/src/run.rs", client), 1);
        assert_eq!(findings("src-tauri/credenza-connect/src/http/exchange.rs", client), 0);
    }

    #[test]
    fn a_command_in_the_words_of_the_core_is_found() {
        for hint in ["Use 'credenza vault unlock'.", "Give it with --passphrase-fd."] {
            let code = format!("//! A.\nlet hint = \"{hint}\";\n");
            assert_eq!(findings("src-tauri/credenza-app/src/lookup.rs", &code), 1, "{hint}");
            assert_eq!(findings("src-tauri/credenza-cli/src/unlock.rs", &code), 0, "{hint}");
        }
        let harmless = "//! A: `credenza run`.\nlet name = \"credenza\"; // --\n";
        assert_eq!(findings("src-tauri/credenza-app/src/lookup.rs", harmless), 0);
    }

    #[test]
    fn debug_on_a_secret_is_found_unless_a_reason_stands_above_it() {
        let bad = "//! A.\n#[derive(Clone, Debug)]\npub struct ClientSecret(String);\n";
        assert_eq!(findings("a/src/lib.rs", bad), 1);
        let reasoned = "//! A.\n// Debug: the inner type redacts itself.\n#[derive(Debug)]\npub struct ClientSecret(Redacted);\n";
        assert_eq!(findings("a/src/lib.rs", reasoned), 0);
        assert_eq!(
            findings(
                "a/src/lib.rs",
                "//! A.\n#[derive(Debug)]\nstruct Id(u8);\nstruct Secret(u8);\n"
            ),
            0
        );
    }
}
