//! A vault with one credential that was signed in, and the provider that it was signed in at.

use super::clock::{self, FileClock};
use crate::app_host::Harness;
use crate::scratch;
use anyhow::{Context, Result, bail, ensure};
use credenza_testing::servers::AuthorizationServer;
use serde_json::{Value, json};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The name of the one credential.
pub(super) const NAME: &str = "Files";

/// How long a sign-in, or a word of a child, may take.
const LIMIT: Duration = Duration::from_secs(60);

const HOUR: i64 = 3_600_000;

/// The harness's own view of a vault, a provider, and the time.
pub(super) struct World {
    pub(super) folder: TempDir,
    pub(super) server: AuthorizationServer,
    pub(super) app: Harness,
    pub(super) wall: i64,
    pub(super) uptime: u64,
}

impl World {
    /// A new vault, signed in at a new provider.
    pub(super) async fn make(options: &Value) -> Result<Self> {
        let folder = scratch::folder()?;
        let server = AuthorizationServer::start(options);
        clock::set(&clock_file(folder.path()), 0, 0)?;
        let app = open(folder.path()).await?;
        app.create().await?;
        let mut world = Self { folder, server, app, wall: 0, uptime: 0 };
        world.register().await?;
        world.sign_in(None).await?;
        Ok(world)
    }

    async fn register(&mut self) -> Result<()> {
        let issuer = self.server.issuer();
        let saved = self.app.must("oauth_app.add", json!({
            "connector": "http-oauth2-sign-in",
            "name": "app",
            "client_id": "credenza",
            "client_secret": "credenza-test-secret",
            "scopes": ["openid", "email"],
            "fields": {
                "base_url": issuer, "probe_path": "/me", "issuer": issuer,
                "authorization_url": format!("{issuer}/auth"), "token_url": format!("{issuer}/token"),
            },
            "private": [format!("127.0.0.1:{}", self.server.port())],
        })).await?;
        let address = saved["oauth_app"]["redirect_address"].clone();
        self.server.set(&json!({"redirect_addresses": [address]}));
        Ok(())
    }

    /// Signs in, or reconnects.
    pub(super) async fn sign_in(&self, credential: Option<&str>) -> Result<()> {
        let request = match credential {
            Some(name) => json!({"credential": name}),
            None => json!({"connector": "http-oauth2-sign-in", "name": NAME}),
        };
        let started = self.app.must("sign_in.start", request).await?;
        let address = started["address"].as_str().context("no address")?.to_owned();
        let back = self.server.walk(&address, "ana");
        visit(&back)?;
        let until = Instant::now() + LIMIT;
        loop {
            let id = json!({"sign_in": started["id"]});
            let shown = self.app.must("sign_in.show", id).await?;
            match shown["state"].as_str() {
                Some("done") => return Ok(()),
                Some("failed" | "cancelled" | "account_changed") => {
                    bail!("the sign-in ended: {shown}")
                }
                _ => ensure!(Instant::now() < until, "the sign-in did not end: {shown}"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Moves the wall clock so that the token is due, and the last renewal long ago.
    pub(super) fn expire(&mut self) -> Result<()> {
        self.move_clock(HOUR + 60_000, 0)
    }

    /// Moves both clocks on.
    pub(super) fn move_clock(&mut self, wall: i64, uptime: u64) -> Result<()> {
        self.wall += wall;
        self.uptime += uptime;
        clock::set(&clock_file(self.folder.path()), self.wall, self.uptime)
    }

    /// Sets the wall clock.
    pub(super) fn set_wall(&mut self, wall: i64) -> Result<()> {
        self.wall = wall;
        clock::set(&clock_file(self.folder.path()), self.wall, self.uptime)
    }

    /// Requests with a refresh token so far.
    pub(super) fn renewals(&self) -> usize {
        self.server.token_requests("refresh_token")
    }

    /// How often the provider found a refresh token used twice, and ended everything that came from it.
    pub(super) fn reuses(&self) -> u64 {
        self.server.log()["counters"]["grants_revoked"].as_u64().unwrap_or(0)
    }

    /// A dry run of the credential: its outcome.
    pub(super) async fn verify(&self) -> Result<String> {
        verify(&self.app).await
    }

    /// The credential's state, and why.
    pub(super) async fn state(&self) -> Result<(String, String)> {
        let shown = self.app.must("credential.show", json!({"credential": NAME})).await?;
        let word = |name: &str| shown["credential"][name].as_str().unwrap_or_default().to_owned();
        Ok((word("state"), word("state_reason")))
    }

    /// Runs SQL behind the application's back: only what no MAC covers.
    pub(super) async fn sql(&self, statement: &'static str) -> Result<()> {
        let file = self.folder.path().join("vault/vault.db");
        let mut connection = SqliteConnectOptions::new().filename(file).connect().await?;
        sqlx::query(statement).execute(&mut connection).await?;
        Ok(())
    }

    /// Whether somebody is renewing it.
    pub(super) async fn is_leased(&self) -> Result<bool> {
        let file = self.folder.path().join("vault/vault.db");
        let mut connection = SqliteConnectOptions::new().filename(file).connect().await?;
        let sql = "SELECT COUNT(*) FROM oauth_grant WHERE lease_owner IS NOT NULL";
        let count: i64 = sqlx::query_scalar(sql).fetch_one(&mut connection).await?;
        Ok(count > 0)
    }

    /// The generation of the token.
    pub(super) async fn generation(&self) -> Result<i64> {
        let file = self.folder.path().join("vault/vault.db");
        let mut connection = SqliteConnectOptions::new().filename(file).connect().await?;
        Ok(sqlx::query_scalar("SELECT generation FROM oauth_grant")
            .fetch_one(&mut connection)
            .await?)
    }
}

/// Opens the application on a harness's folder, under its clock.
pub(super) async fn open(folder: &Path) -> Result<Harness> {
    Harness::open_clocked(folder, folder, Arc::new(FileClock(clock_file(folder)))).await
}

fn clock_file(folder: &Path) -> PathBuf {
    folder.join("clock")
}

pub(super) async fn verify(app: &Harness) -> Result<String> {
    let answer = app.must("credential.verify", json!({"credentials": [NAME]})).await?;
    Ok(answer["results"][0]["outcome"].as_str().unwrap_or_default().to_owned())
}

/// What the browser does at last.
fn visit(address: &str) -> Result<()> {
    let rest = address.strip_prefix("http://").context("not a loopback address")?;
    let (host, path) = rest.split_once('/').context("no path")?;
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(LIMIT))?;
    write!(stream, "GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n")?;
    // The page itself is another test's.
    let _ = stream.read_to_string(&mut String::new());
    Ok(())
}

/// Another process on a vault, which renews when it is told to.
pub(super) struct Renewer {
    pub(super) child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Renewer {
    /// Starts one and waits until its vault is open.
    pub(super) fn start(folder: &Path) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--child", "renew"])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take().context("no input")?;
        let output = BufReader::new(child.stdout.take().context("no output")?);
        let mut renewer = Self { child, input, output };
        ensure!(renewer.hear()? == "ready", "a child did not start");
        Ok(renewer)
    }

    /// Tells it to begin.
    pub(super) fn go(&mut self) -> Result<()> {
        writeln!(self.input, "go")?;
        Ok(self.input.flush()?)
    }

    /// What it says next.
    pub(super) fn hear(&mut self) -> Result<String> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        Ok(line.trim().to_owned())
    }
}

impl Drop for Renewer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
