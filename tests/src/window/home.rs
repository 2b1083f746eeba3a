//! Where somebody lives: vault, settings, the web view's profile; and the command line on that vault.

use super::process::built;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Opens the vaults of these tests.
pub const PASSPHRASE: &str = "correct horse battery staple yes";

const FOLDERS: [(&str, &str); 5] = [
    ("HOME", ""),
    ("XDG_DATA_HOME", "data"),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_CACHE_HOME", "cache"),
    ("XDG_RUNTIME_DIR", "run"),
];

/// A home of its own, gone with its owner.
pub struct Home {
    folder: TempDir,
    /// Outside of what may not hold a secret.
    inputs: TempDir,
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

impl Home {
    /// A home without a vault.
    #[must_use]
    pub fn new() -> Self {
        let home = Self { folder: TempDir::new().unwrap(), inputs: TempDir::new().unwrap() };
        for (_, folder) in home.folders() {
            fs::create_dir_all(&folder).unwrap();
            fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
        }
        home
    }

    /// A home with a vault, made by the command line, that [`PASSPHRASE`] opens; with these settings.
    #[must_use]
    pub fn with_vault(settings: &[&str]) -> Self {
        let home = Self::new();
        home.credenza(&["vault", "create", "--method", "passphrase"]);
        if !settings.is_empty() {
            home.credenza(&[&["setting", "set"], settings].concat());
        }
        home
    }

    /// Its folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The vault's folder.
    #[must_use]
    pub fn vault(&self) -> PathBuf {
        self.path().join("vault")
    }

    /// The file that takes the place of the system browser: the address that it was last opened with.
    #[must_use]
    pub fn opened(&self) -> PathBuf {
        self.inputs.path().join("opened")
    }

    pub(super) fn folders(&self) -> impl Iterator<Item = (&'static str, PathBuf)> {
        FOLDERS.iter().map(|(name, folder)| (*name, self.path().join(folder)))
    }

    /// Writes a file outside of the home; its path.
    pub fn input(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.inputs.path().join(name);
        fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// Runs the command line on the vault, passphrase at hand; it must succeed. Its one JSON value.
    pub fn credenza(&self, words: &[&str]) -> Value {
        self.credenza_reading(words, "")
    }

    /// As [`credenza`](Self::credenza), with something to read on standard input.
    pub fn credenza_reading(&self, words: &[&str], input: &str) -> Value {
        let output = self.command_line(words, input);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "credenza {}: {said}", words.join(" "));
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
    }

    /// Runs the command line on the vault, passphrase at hand, and says how it ended.
    pub fn command_line(&self, words: &[&str], input: &str) -> Output {
        let secret = self.input("passphrase", PASSPHRASE);
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "exec \"$0\" \"$@\" --json 3<\"$PASSPHRASE_FILE\""]);
        command.arg(built("CREDENZA_CLI", "credenza")).args(words).env_clear();
        command.env("PASSPHRASE_FILE", secret).env("CREDENZA_PASSPHRASE_FD", "3");
        command.env("HOME", self.path()).env("PATH", "/usr/bin:/bin");
        command.env("CREDENZA_VAULT", self.vault());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// How many credentials are stored, as the command line counts them.
    #[must_use]
    pub fn count_credentials(&self) -> u64 {
        self.credenza(&["credential", "list"])["total"].as_u64().unwrap()
    }

    /// Adds a bearer token that nobody has to answer for. The setting `allow_unverified` has to be on.
    pub fn add_unverified(&self, name: &str) {
        let token = self.input("token", format!("tok-{name}"));
        let secret = format!("token={token}");
        let named = format!("--name={name}");
        let words = ["credential", "add", "http-bearer", "--set", "base_url=https://api.example"];
        let reason = ["--secret-file", &secret, "--unverified", "--reason", "a test", &named];
        self.credenza(&[&words[..], &reason].concat());
    }

    /// Changes the database behind Credenza's back.
    pub fn sql(&self, statement: &str) {
        let output = Command::new("sqlite3")
            .arg(self.vault().join("vault.db"))
            .arg(statement)
            .output()
            .expect("install the Debian package sqlite3");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Files below a folder that hold the secret: plain, in UTF-16 or in Base64.
#[must_use]
pub fn holding(folder: &Path, secret: &str) -> Vec<PathBuf> {
    use base64::Engine as _;
    let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let base64 = base64::engine::general_purpose::STANDARD_NO_PAD.encode(secret);
    let forms = [secret.as_bytes().to_vec(), wide, base64.as_bytes()[..base64.len() - 2].to_vec()];
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.is_symlink() {
            found.extend(holding(&path, secret));
        } else if let Ok(bytes) = fs::read(&path)
            && forms.iter().any(|form| bytes.windows(form.len()).any(|window| window == form))
        {
            found.push(path);
        }
    }
    found
}
