//! A vault of one test, and the command that works on it.

mod binary;
mod leaks;
mod transcript;

pub use binary::credenza;
pub use leaks::{Needle, find_leaks};
pub use transcript::Transcript;

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

/// Strong enough for the vault, and unlike any secret of a server.
pub const PASSPHRASE: &str = "nine purple otters juggle 42 lamps";

/// A vault in a temporary folder, opened by a passphrase on file descriptor 3. No keyring is in reach.
pub struct Vault {
    directory: TempDir,
    transcripts: Mutex<Vec<Transcript>>,
    secrets: AtomicUsize,
}

impl Vault {
    /// A folder without a vault in it.
    pub fn none() -> Self {
        let directory = tempfile::Builder::new().prefix("crz-cli").tempdir().unwrap();
        fs::write(directory.path().join("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        Self { directory, transcripts: Mutex::default(), secrets: AtomicUsize::new(0) }
    }

    /// A fresh vault.
    pub fn new() -> Self {
        let vault = Self::none();
        vault.run(&["vault", "create"]).succeeds();
        vault
    }

    /// A fresh vault with these settings.
    pub fn with(settings: &[&str]) -> Self {
        let vault = Self::new();
        vault.run(&[&["setting", "set"], settings].concat()).succeeds();
        vault
    }

    /// The vault's folder.
    pub fn folder(&self) -> PathBuf {
        self.directory.path().join("vault")
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        self.folder().join("vault.db")
    }

    /// Writes a file beside the vault's folder; its path.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.directory.path().join(name);
        fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// The option that reads a secret field from a file.
    pub fn secret(&self, field: &str, secret: &str) -> [String; 2] {
        let number = self.secrets.fetch_add(1, Ordering::Relaxed);
        let path = self.file(&format!("secret-{number}"), secret);
        ["--secret-file".to_owned(), format!("{field}={path}")]
    }

    /// Runs the command with the passphrase at hand.
    pub fn run(&self, words: &[&str]) -> Transcript {
        self.finish(self.command(words), words)
    }

    /// As [`run`](Self::run), with owned words.
    pub fn run_all(&self, words: &[String]) -> Transcript {
        self.run(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Runs the command with `--json`; it must succeed.
    pub fn json(&self, words: &[&str]) -> Value {
        let transcript = self.run(&[words, &["--json"]].concat());
        assert_eq!(transcript.code, 0, "{transcript}");
        transcript.value()
    }

    /// Runs the command with `--json`; it must fail with exit code 1. The error.
    pub fn refused(&self, words: &[&str]) -> Value {
        self.run(&[words, &["--json"]].concat()).error(1)
    }

    /// Runs the command with `--json`; the vault must not be reachable: exit code 3. The error.
    pub fn unreachable(&self, words: &[&str]) -> Value {
        self.run(&[words, &["--json"]].concat()).error(3)
    }

    /// Runs a command that [`command`](Self::command) made, with changes.
    pub fn finish(&self, command: Command, words: &[&str]) -> Transcript {
        let transcript = Transcript::of(command, words);
        self.transcripts.lock().unwrap().push(transcript.clone());
        transcript
    }

    /// Starts the command without waiting for its end.
    pub fn spawn(&self, words: &[&str]) -> Child {
        self.command(words).spawn().unwrap()
    }

    /// The command, its passphrase on descriptor 3, its environment empty but for what it needs.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "exec \"$0\" \"$@\" 3<\"$PASSPHRASE_FILE\""]);
        command.arg(credenza()).args(words).env_clear();
        command.env("PASSPHRASE_FILE", self.directory.path().join("passphrase"));
        command.env("CREDENZA_PASSPHRASE_FD", "3").env("CREDENZA_VAULT", self.folder());
        command.env("HOME", self.directory.path()).env("PATH", "/usr/bin:/bin");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Changes the database behind Credenza's back.
    pub fn sql(&self, statement: &str) -> String {
        let mut sqlite = Command::new("sqlite3");
        let output = sqlite.arg(self.database()).arg(statement).output();
        let output = output.expect("install the Debian package sqlite3");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Everything that was printed so far.
    pub fn printed(&self) -> Vec<u8> {
        let transcripts = self.transcripts.lock().unwrap();
        transcripts
            .iter()
            .flat_map(|one| [one.stdout.clone(), one.stderr.clone()].concat().into_bytes())
            .collect()
    }

    /// The words that add a credential.
    pub fn add(
        &self,
        connector: &str,
        set: &[(&str, &str)],
        secrets: &[(&str, &str)],
    ) -> Vec<String> {
        let mut words = vec!["credential".to_owned(), "add".to_owned(), connector.to_owned()];
        for (field, value) in set {
            words.extend(["--set".to_owned(), format!("{field}={value}")]);
        }
        for (field, secret) in secrets {
            words.extend(self.secret(field, secret));
        }
        words
    }
}

/// Borrowed words, with more at the end.
pub fn and<'a>(words: &'a [String], more: &[&'a str]) -> Vec<&'a str> {
    words.iter().map(String::as_str).chain(more.iter().copied()).collect()
}

/// Whether this process may do what only root may.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
