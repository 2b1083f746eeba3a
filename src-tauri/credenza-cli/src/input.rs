//! What a person or a script gives in: secrets from prompts, files and descriptors, answers to
//! questions. Nothing read here is ever printed.

use crate::output::say;
use credenza_protocol::{ErrorCode, Failure};
use secrecy::SecretString;
use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::Path;
use zeroize::Zeroizing;

/// Larger input is refused: a key file has at most 64 KiB, a document 1 MiB.
const LARGEST: u64 = 1024 * 1024;

/// Whether there is somebody to ask.
pub(crate) fn can_ask(no_input: bool) -> bool {
    !no_input && std::io::stdin().is_terminal()
}

/// Asks for a secret without showing it.
pub(crate) fn ask_secret(label: &str, no_input: bool) -> Result<SecretString, Failure> {
    if !can_ask(no_input) {
        return Err(Failure::new(
            ErrorCode::RequestInvalid,
            format!("{label} cannot be asked for without a terminal"),
        )
        .hint("Use --secret-file FIELD=PATH, --secret-fd FIELD=N or --draft FILE."));
    }
    rpassword::prompt_password(format!("{label}: "))
        .map(SecretString::from)
        .map_err(|error| unreadable(label, &error))
}

/// Asks for a line.
pub(crate) fn ask_line(label: &str) -> Result<String, Failure> {
    eprint(&format!("{label}: "));
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| unreadable(label, &error))?;
    Ok(line.trim().to_owned())
}

/// Asks a question whose default is No.
pub(crate) fn ask_yes(question: &str, no_input: bool) -> Result<bool, Failure> {
    if !can_ask(no_input) {
        return Ok(false);
    }
    let answer = ask_line(&format!("{question} [y/N]"))?;
    Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
}

/// Reads a secret from a file; one line break at its end is dropped.
pub(crate) fn read_secret_file(path: &Path) -> Result<SecretString, Failure> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
    read_secret(file, &name)
}

/// Reads a secret from an open file descriptor.
pub(crate) fn read_secret_fd(fd: i32) -> Result<SecretString, Failure> {
    let name = format!("file descriptor {fd}");
    let file = open_fd(fd).map_err(|error| unreadable(&name, &error))?;
    read_secret(file, &name)
}

/// Reads a text from a file, or from standard input when the path is `-`.
pub(crate) fn read_text(path: &Path) -> Result<Zeroizing<String>, Failure> {
    if path == Path::new("-") {
        return read_limited(std::io::stdin(), "standard input");
    }
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
    read_limited(file, &name)
}

#[cfg(unix)]
fn open_fd(fd: i32) -> std::io::Result<File> {
    File::open(format!("/dev/fd/{fd}"))
}

#[cfg(not(unix))]
fn open_fd(_: i32) -> std::io::Result<File> {
    Err(std::io::Error::new(
        std::io::ErrorKind::Unsupported,
        "file descriptors are for Unix; use a file",
    ))
}

fn read_secret(source: impl Read, name: &str) -> Result<SecretString, Failure> {
    let text = read_limited(source, name)?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err(Failure::new(ErrorCode::RequestInvalid, format!("{name} is empty")));
    }
    Ok(SecretString::from(line))
}

fn read_limited(source: impl Read, name: &str) -> Result<Zeroizing<String>, Failure> {
    let mut text = Zeroizing::new(String::new());
    source.take(LARGEST + 1).read_to_string(&mut text).map_err(|error| unreadable(name, &error))?;
    if text.len() as u64 > LARGEST {
        return Err(Failure::new(ErrorCode::RequestInvalid, format!("{name} has more than 1 MiB")));
    }
    Ok(text)
}

fn unreadable(name: &str, error: &std::io::Error) -> Failure {
    Failure::new(ErrorCode::RequestInvalid, format!("{name} cannot be read: {error}"))
}

fn eprint(text: &str) {
    use std::io::Write;
    let mut stderr = std::io::stderr();
    if stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush()).is_err() {
        say(text);
    }
}
