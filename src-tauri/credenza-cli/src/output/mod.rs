//! What is printed, and where: data on standard output, everything else on standard error.
//!
//! A reader that hangs up (`| head -1`) is no error: the rest is not written, and nobody panics.

mod advice;
mod table;
mod words;

pub(crate) use table::Table;
pub(crate) use words::{ago, in_time, is_past, outcome_word, plural, state_word};

use credenza_model::{StageOutcome, StageReport};
use credenza_protocol::{ErrorCode, Failure};
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// Where results go.
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether one JSON value is asked for.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Prints a result: the value itself with `--json`, else what `human` makes of it.
    pub(crate) fn result(&self, value: &Value, human: impl FnOnce() -> String) -> ExitCode {
        if self.json {
            print(&format!("{value:#}\n"));
        } else {
            let text = human();
            if !text.is_empty() {
                print(&format!("{}\n", text.trim_end()));
            }
        }
        ExitCode::SUCCESS
    }

    /// Prints a refusal or failure.
    pub(crate) fn failure(&self, failure: &Failure) -> ExitCode {
        let failure = &advice::advise(failure);
        if self.json {
            print(&format!("{:#}\n", json!({ "error": failure })));
        } else {
            write_all(std::io::stderr(), failure_text(failure).as_bytes());
        }
        exit_code(failure.code)
    }

    /// Prints that something broke which no operation names.
    pub(crate) fn broken(&self, text: &str) -> ExitCode {
        self.failure(&Failure::new(ErrorCode::Internal, text))
    }
}

/// Writes data as it is to standard output.
pub(crate) fn print(text: &str) {
    write_all(std::io::stdout(), text.as_bytes());
}

/// Says something to the person; never data.
pub(crate) fn say(text: &str) {
    write_all(std::io::stderr(), format!("{text}\n").as_bytes());
}

/// Replaces the line that a person is watching.
pub(crate) fn show_in_place(text: &str) {
    // ECMA-48: carriage return, then erase to the end of the line.
    write_all(std::io::stderr(), format!("\r\u{1b}[K{text}").as_bytes());
}

/// Whoever does not read to the end does not want the rest: a failed write ends it quietly.
fn write_all(mut stream: impl Write, bytes: &[u8]) {
    let _ = stream.write_all(bytes).and_then(|()| stream.flush());
}

/// Whether a person watches standard error.
pub(crate) fn is_watched() -> bool {
    std::io::stderr().is_terminal()
}

/// Wrong usage, or `--help` and `--version`, which are no errors.
pub(crate) fn usage(error: &clap::Error, json: bool) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if json {
        let text = error.render().to_string();
        print(&format!("{:#}\n", json!({"error": {"code": "usage", "message": text.trim()}})));
    } else {
        let _ = error.print();
    }
    ExitCode::from(2)
}

fn exit_code(code: ErrorCode) -> ExitCode {
    match code {
        ErrorCode::VaultMissing
        | ErrorCode::VaultLocked
        | ErrorCode::VaultWrongKey
        | ErrorCode::VaultTampered
        | ErrorCode::VaultRolledBack
        | ErrorCode::VaultKeysRotated
        | ErrorCode::VaultUnlockDelayed
        | ErrorCode::KeyringUnavailable
        | ErrorCode::KeyringLocked
        | ErrorCode::KeyringTimeout
        | ErrorCode::KeyringKeyMissing => ExitCode::from(3),
        _ => ExitCode::from(1),
    }
}

fn failure_text(failure: &Failure) -> String {
    let mut text = format!("error: {}\n", failure.message);
    if let Ok(stages) =
        serde_json::from_value::<Vec<StageReport>>(failure.details["stages"].clone())
    {
        stages.iter().for_each(|report| text.push_str(&format!("{}\n", stage_line(report))));
    }
    for error in list(&failure.details["errors"]) {
        let field = error["field"].as_str().unwrap_or_default().trim_start_matches('/');
        let message = error["message"].as_str().unwrap_or_default();
        text.push_str(&format!("  {field}: {message}\n"));
    }
    for flow in list(&failure.details["flows"]) {
        let steps: Vec<&str> = list(&flow["steps"]).iter().filter_map(Value::as_str).collect();
        let name = flow["name"].as_str().unwrap_or_default();
        text.push_str(&format!("  flow {name}: {}\n", steps.join(", ")));
    }
    for problem in list(&failure.details["problems"]) {
        let of = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
        text.push_str(&format!("  step {}: {} {}\n", of("step"), of("message"), of("hint")));
    }
    for candidate in list(&failure.details["candidates"]) {
        let of = |name: &str| candidate[name].as_str().unwrap_or_default().to_owned();
        text.push_str(&format!("  {}  {}\n", of("id"), of("name")));
    }
    if let Some(hint) = &failure.hint {
        text.push_str(&format!("hint: {hint}\n"));
    }
    text
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// One stage of a dry run as a line.
pub(crate) fn stage_line(report: &StageReport) -> String {
    let mark = match report.outcome {
        StageOutcome::Passed => "ok  ",
        StageOutcome::Warning => "warn",
        StageOutcome::Failed => "FAIL",
        StageOutcome::Skipped => "-   ",
    };
    let stage = words::stage_word(report.stage);
    let time = if report.outcome == StageOutcome::Skipped {
        String::new()
    } else {
        format!("  {} ms", report.ms)
    };
    format!("  {mark} {stage:<13} {}{time}", report.message)
}
