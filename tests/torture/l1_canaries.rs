//! L1: twelve secrets through a life at the command line and through the application; then nothing
//! that was written or shown holds any of them, in any form.

use crate::app_host::{Harness, bearer_draft};
use crate::canary::{Canary, as_text};
use crate::random::Seeded;
use crate::report::{Control, Outcome};
use crate::{Run, provider, scratch};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

/// Everything that was said or written: where, and the bytes.
type Seen = Vec<(String, Vec<u8>)>;

struct Life<'a> {
    program: PathBuf,
    vault: PathBuf,
    inputs: &'a Path,
    secrets: &'a BTreeMap<&'static str, String>,
    port: u16,
    seen: Seen,
}

const KINDS: [&str; 12] = [
    "passphrase",
    "bearer",
    "bearer-rejected",
    "bearer-edited",
    "api-key",
    "basic-password",
    "postgresql-password",
    "connection-string-password",
    "sftp-password",
    "key-passphrase",
    "smtp-password",
    "aws-secret",
];

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    let mut random = Seeded::new(run.seed);
    let secrets: BTreeMap<&str, String> =
        KINDS.iter().map(|kind| (*kind, make_secret(&mut random, kind))).collect();
    let mut canaries: Vec<Canary> =
        secrets.iter().map(|(kind, text)| Canary::new(kind, text)).collect();
    let (work, inputs) = (tempfile::tempdir()?, scratch::folder()?);
    let began = SystemTime::now();
    let runtime = scratch::runtime()?;
    let good = secrets.clone();
    let decide = move |token: &str, _| token == good["bearer"] || token == good["bearer-edited"];
    let (service, answers) = runtime.block_on(provider::start(decide))?;
    let mut life = Life {
        program: command_line()?,
        vault: work.path().join("vault"),
        inputs: inputs.path(),
        secrets: &secrets,
        port: service.address().port(),
        seen: Vec::new(),
    };
    life.at_the_command_line()?;
    ensure!(
        answers.was_accepted(&secrets["bearer"]),
        "the bearer token never reached the provider"
    );
    let keys = runtime.block_on(in_the_application(work.path(), inputs.path(), &mut life))?;
    canaries.extend(keys.iter().map(|key| Canary::new("key of the vault", key)));
    life.seen.extend(files_below(work.path())?);
    life.seen.extend(new_files_in_tmp(began, work.path())?);
    Ok(judge(&canaries, &life.seen))
}

fn make_secret(random: &mut Seeded, kind: &str) -> String {
    let noise = hex::encode(random.bytes::<12>());
    if kind == "passphrase" {
        format!("walrus lantern {noise} ribbon")
    } else {
        format!("Cn4ry{noise}Zq")
    }
}

fn judge(canaries: &[Canary], seen: &Seen) -> Outcome {
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    for (place, bytes) in seen {
        let text = as_text(bytes);
        for canary in canaries {
            outcome.cases += 1;
            if let Some(form) = canary.find_in(&text) {
                outcome.failures.push(format!("{place} holds the {} ({form})", canary.name));
            }
        }
    }
    // Control: planted in the middle of something else, every form is found.
    let plant = |form: &[u8]| as_text(&[b"noise\0noise", form, b"more noise"].concat());
    let finds_all = |canary: &Canary| {
        canary.list_forms().all(|(_, form)| canary.find_in(&plant(form)).is_some())
    };
    let found = canaries.iter().filter(|canary| finds_all(canary)).count();
    outcome.control = Control::of(if found == canaries.len() { found as u64 } else { 0 });
    outcome
}

/// The `credenza` command: of the same build as this program, so in the same folder.
fn command_line() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let program = own.with_file_name(format!("credenza{}", std::env::consts::EXE_SUFFIX));
    ensure!(program.is_file(), "{} is not built; run 'cargo xtask torture L1'", program.display());
    Ok(program)
}

impl Life<'_> {
    fn at_the_command_line(&mut self) -> Result<()> {
        self.say(&["vault", "create", "--method", "passphrase"], true)?;
        let base = format!("base_url=http://127.0.0.1:{}", self.port);
        let http = ["--set", base.as_str(), "--set", "probe_path=/me"];
        self.add("http-bearer", "bearer", "token", &http, true)?;
        self.add("http-bearer", "bearer-rejected", "token", &http, false)?;
        self.add("http-api-key", "api-key", "api_key", &http, false)?;
        let named = [&http[..], &["--set", "username=ana"]].concat();
        self.add("http-basic", "basic-password", "password", &named, false)?;
        let host = ["--set", "host=127.0.0.1", "--set", "port=1", "--set", "username=ana"];
        let database = [&host[..], &["--set", "database=app"]].concat();
        self.add("postgresql", "postgresql-password", "password", &database, false)?;
        self.add("sftp", "sftp-password", "password", &host, false)?;
        self.add("smtp", "smtp-password", "password", &host, false)?;
        let account =
            ["--set", "access_key_id=AKIAIOSFODNN7EXAMPLE", "--set", "endpoint=http://127.0.0.1:1"];
        self.add("aws-ses", "aws-secret", "secret_access_key", &account, false)?;
        self.unreadable_drafts()?;
        self.edit(&http)?;
        for words in [
            &["credential", "list"][..],
            &["credential", "show", "bearer"],
            &["credential", "verify", "--all"],
            &["credential", "history", "bearer"],
            &["activity", "list"],
            &["activity", "verify"],
            &["vault", "status"],
        ] {
            self.say(words, true)?;
        }
        self.say(&["credential", "delete", "bearer"], true)?;
        self.say(&["vault", "lock"], true)
    }

    fn unreadable_drafts(&mut self) -> Result<()> {
        let password = &self.secrets["connection-string-password"];
        let text = format!("postgresql://ana:{password}@127.0.0.1:1/app?sslmode=disable");
        self.add_draft("postgresql", "connection string", &json!({"connection_string": text}))?;
        self.add_draft(
            "postgresql",
            "broken string",
            &json!({"connection_string": format!("postgresql://ana:{password}@[")}),
        )?;
        let phrase = &self.secrets["key-passphrase"];
        let key = json!({"host": "127.0.0.1", "port": 1, "username": "ana", "auth_type": "key_file",
                         "private_key_data": format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{phrase}\n"),
                         "private_key_passphrase": phrase});
        self.add_draft("sftp", "key", &key)?;
        // A secret where a number belongs must not be quoted back.
        let mistyped = json!({"host": "127.0.0.1", "port": self.secrets["postgresql-password"], "database": "app",
                              "username": "ana", "password": [self.secrets["postgresql-password"]]});
        self.add_draft("postgresql", "mistyped", &mistyped)
    }

    fn add(
        &mut self,
        connector: &str,
        kind: &'static str,
        field: &str,
        set: &[&str],
        saved: bool,
    ) -> Result<()> {
        let file = self.secret_file(kind)?;
        let secret = format!("{field}={}", file.display());
        let private = format!("127.0.0.1:{}", self.port);
        let fixed = [
            "credential",
            "add",
            connector,
            "--name",
            kind,
            "--secret-file",
            &secret,
            "--allow-private",
            &private,
        ];
        let nowhere = ["--allow-private", "127.0.0.1:1"];
        self.say(&[&fixed[..], &nowhere, set].concat(), saved)
    }

    fn add_draft(&mut self, connector: &str, name: &str, fields: &Value) -> Result<()> {
        let file = self.inputs.join("draft.json");
        std::fs::write(&file, fields.to_string())?;
        let path = file.display().to_string();
        let words = [
            "credential",
            "add",
            connector,
            "--name",
            name,
            "--draft",
            &path,
            "--allow-private",
            "127.0.0.1:1",
        ];
        self.say(&words, false)
    }

    fn edit(&mut self, set: &[&str]) -> Result<()> {
        let file = self.secret_file("bearer-edited")?;
        let secret = format!("token={}", file.display());
        let private = format!("127.0.0.1:{}", self.port);
        let words = [
            "credential",
            "update",
            "bearer",
            "--secret-file",
            &secret,
            "--allow-private",
            &private,
        ];
        self.say(&[&words[..], set].concat(), true)
    }

    fn secret_file(&self, kind: &'static str) -> Result<PathBuf> {
        let file = self.inputs.join(kind);
        std::fs::write(&file, &self.secrets[kind])?;
        Ok(file)
    }

    /// Runs a command with logs at TRACE, once for people and once as JSON where it only reads, and
    /// keeps all that it says and shows of itself.
    fn say(&mut self, words: &[&str], succeeds: bool) -> Result<()> {
        let mut child = Command::new(&self.program)
            .args(words)
            .args(["--no-input", "--passphrase-fd", "0", "--vault"])
            .arg(&self.vault)
            .env("CREDENZA_LOG", "trace")
            .env("RUST_BACKTRACE", "full")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let process = child.id();
        // Read while it still waits for its passphrase.
        for name in ["cmdline", "environ"] {
            let text = std::fs::read(format!("/proc/{process}/{name}")).unwrap_or_default();
            self.seen.push((format!("{name} of {}", words.join(" ")), text));
        }
        if let Some(mut input) = child.stdin.take() {
            input.write_all(self.secrets["passphrase"].as_bytes())?;
        }
        let output = child.wait_with_output()?;
        let text = String::from_utf8_lossy(&output.stderr);
        ensure!(
            output.status.success() == succeeds,
            "'credenza {}' ended with {}: {}",
            words.join(" "),
            output.status,
            text.lines().rev().take(5).collect::<Vec<_>>().join(" / ")
        );
        self.seen.push((format!("stdout of {}", words.join(" ")), output.stdout));
        self.seen.push((format!("stderr of {}", words.join(" ")), output.stderr));
        Ok(())
    }
}

/// The same through the application itself, with a key in a keyring; gives what the keyring holds.
async fn in_the_application(
    work: &Path,
    keyring: &Path,
    life: &mut Life<'_>,
) -> Result<Vec<String>> {
    let app = Harness::open_with(&work.join("second"), keyring).await?;
    app.create().await?;
    for (name, kind) in [("one", "bearer"), ("two", "bearer-rejected")] {
        let draft = bearer_draft(life.port, &life.secrets[kind]);
        let request = json!({"connector": "http-bearer", "name": name, "draft": draft});
        let answer = app.ask("credential.add", request).await;
        ensure!(answer.is_ok() == (name == "one"), "credential.add {name}");
        keep(&mut life.seen, "credential.add", answer)?;
    }
    // A secret where something else belongs must not come back in the refusal.
    let wrong = json!({"connector": life.secrets["bearer"], "draft": {"fields": {}, "auth": [life.secrets["api-key"]]}});
    keep(&mut life.seen, "credential.add", app.ask("credential.add", wrong).await)?;
    let wrong = json!({"method": life.secrets["passphrase"]});
    keep(&mut life.seen, "vault.create", app.ask("vault.create", wrong).await)?;
    let approvals = json!({"private": [life.secrets["sftp-password"]]});
    let wrong = json!({"connector": "sftp", "draft": {"fields": {}, "approvals": approvals}});
    keep(&mut life.seen, "credential.check", app.ask("credential.check", wrong).await)?;
    let passphrase = json!({"new": life.secrets["passphrase"]});
    keep(
        &mut life.seen,
        "vault.set_passphrase",
        app.ask("vault.set_passphrase", passphrase).await,
    )?;
    let guess =
        json!({"current": life.secrets["basic-password"], "new": life.secrets["smtp-password"]});
    keep(&mut life.seen, "vault.set_passphrase", app.ask("vault.set_passphrase", guess).await)?;
    for (name, request) in [
        ("credential.list", json!({})),
        ("credential.show", json!({"credential": "one"})),
        ("credential.history", json!({"credential": "one"})),
        ("credential.verify", json!({"all": true})),
        ("activity.list", json!({})),
        ("connector.show", json!({"connector": "http-bearer"})),
        ("vault.status", json!({})),
    ] {
        keep(&mut life.seen, name, app.ask(name, request).await)?;
    }
    app.close().await;
    let mut keys = Vec::new();
    for entry in std::fs::read_dir(keyring.join("keyring"))? {
        let path = entry?.path();
        let name = hex::decode(path.file_name().unwrap_or_default().as_encoded_bytes())?;
        // The record's end, which is mirrored there, is no secret.
        if String::from_utf8_lossy(&name).contains("kek") {
            keys.push(std::fs::read_to_string(path)?);
        }
    }
    ensure!(!keys.is_empty(), "the keyring holds nothing");
    Ok(keys)
}

fn keep(
    seen: &mut Seen,
    name: &str,
    answer: Result<Value, credenza_protocol::Failure>,
) -> Result<()> {
    let text = match answer {
        Ok(value) => value.to_string(),
        Err(failure) => format!("{failure:?} {}", serde_json::to_string(&failure)?),
    };
    seen.push((format!("answer of {name}"), text.into_bytes()));
    Ok(())
}

fn files_below(folder: &Path) -> Result<Seen> {
    let mut seen = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            seen.extend(files_below(&path)?);
        } else {
            seen.push((
                path.display().to_string(),
                std::fs::read(&path).context("a file of the vault")?,
            ));
        }
    }
    Ok(seen)
}

/// Files directly in the temporary folder that appeared meanwhile, whoever made them.
fn new_files_in_tmp(began: SystemTime, own: &Path) -> Result<Seen> {
    let mut seen = Vec::new();
    for entry in std::fs::read_dir(std::env::temp_dir())?.flatten() {
        let Ok(metadata) = entry.metadata() else { continue };
        let recent = metadata.modified().is_ok_and(|at| at >= began);
        if metadata.is_file() && recent && metadata.len() < 16 << 20 && entry.path() != own {
            seen.push((
                entry.path().display().to_string(),
                std::fs::read(entry.path()).unwrap_or_default(),
            ));
        }
    }
    Ok(seen)
}
