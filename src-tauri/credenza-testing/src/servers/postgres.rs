//! A real PostgreSQL, with SCRAM passwords and, where asked, TLS.
//!
//! `initdb` runs once per machine; every server starts from a copy of that.

use super::process::{Running, command, is_root, require_program, run};
use super::python::{cache_directory, lock};
use super::{ServerCertificate, free_port};
use rustix::process::Signal;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A user and its password.
#[derive(Debug, Clone, Copy)]
pub struct Login {
    /// Role.
    pub username: &'static str,
    /// Password; of a server that lives for one test.
    pub password: &'static str,
}

const fn login(username: &'static str, password: &'static str) -> Login {
    Login { username, password }
}

/// Run once by `initdb`'s result, one statement per line.
const ROLES: &str = "\
ALTER ROLE postgres PASSWORD 'superuser-password';
CREATE ROLE app_user LOGIN PASSWORD 'app-user-password';
CREATE ROLE limited LOGIN PASSWORD 'limited-password';
CREATE ROLE crowded LOGIN PASSWORD 'crowded-password' CONNECTION LIMIT 0;
CREATE ROLE sleeper NOLOGIN PASSWORD 'sleeper-password';
CREATE ROLE expiring LOGIN PASSWORD 'expiring-password' VALID UNTIL '2099-01-01 00:00:00+00';
CREATE DATABASE orders OWNER app_user;
CREATE DATABASE closed;
REVOKE CONNECT ON DATABASE closed FROM PUBLIC;
";

const TABLES: &str = "\
CREATE TABLE items (id integer PRIMARY KEY, name text NOT NULL, price numeric NOT NULL);
ALTER TABLE items OWNER TO app_user;
INSERT INTO items VALUES (1, 'lamp', 19.90), (2, 'chair', 49.00);
";

/// How a server is to be.
#[derive(Default)]
pub struct PostgresBuilder {
    certificate: Option<ServerCertificate>,
    insists_on_tls: bool,
}

impl PostgresBuilder {
    /// With TLS and this certificate.
    #[must_use]
    pub fn tls(mut self, certificate: &ServerCertificate) -> Self {
        self.certificate = Some(certificate.clone());
        self
    }

    /// Admits only encrypted connections (`hostssl`).
    #[must_use]
    pub fn insisting_on_tls(mut self) -> Self {
        self.insists_on_tls = true;
        self
    }

    /// Starts it.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start.
    #[must_use]
    pub fn start(self) -> Postgres {
        let programs = programs();
        let directory = owned_directory("crz-pg");
        let data = directory.path().join("data");
        copy(&template(&programs), &data);
        let port = free_port();
        let mut server = command(programs.join("postgres"), Some(USER));
        server.arg("-D").arg(&data).args(["-p", &port.to_string()]);
        for setting in self.settings(directory.path()) {
            server.args(["-c", &setting]);
        }
        let log = directory.path().join("log");
        let running = Running::start(server, &log, Signal::INT);
        running.wait_until("PostgreSQL", || is_ready(&data));
        Postgres { port, _running: running, directory, programs }
    }

    fn settings(&self, directory: &Path) -> Vec<String> {
        let kind = if self.insists_on_tls { "hostssl" } else { "host" };
        let hba = format!("local all {USER} peer\n{kind} all all 127.0.0.1/32 scram-sha-256\n");
        write_owned(&directory.join("hba"), &hba, 0o600);
        let mut settings: Vec<String> = [
            "listen_addresses=127.0.0.1",
            "fsync=off",
            "full_page_writes=off",
            "synchronous_commit=off",
            "shared_buffers=16MB",
            "max_connections=30",
            "autovacuum=off",
        ]
        .map(str::to_owned)
        .into();
        settings.push(format!("unix_socket_directories={}", directory.display()));
        settings.push(format!("hba_file={}", directory.join("hba").display()));
        if let Some(certificate) = &self.certificate {
            let (chain, key) = (directory.join("server.crt"), directory.join("server.key"));
            write_owned(&chain, &certificate.certificate_pem, 0o600);
            write_owned(&key, &certificate.key_pem, 0o600);
            settings.push("ssl=on".to_owned());
            settings.push(format!("ssl_cert_file={}", chain.display()));
            settings.push(format!("ssl_key_file={}", key.display()));
        }
        settings
    }
}

/// A running PostgreSQL: database `orders` with one table `items`, and some roles.
pub struct Postgres {
    port: u16,
    _running: Running,
    directory: TempDir,
    programs: PathBuf,
}

impl Postgres {
    /// The superuser.
    pub const SUPERUSER: Login = login("postgres", "superuser-password");
    /// Owns the database `orders` and its table.
    pub const APP_USER: Login = login("app_user", "app-user-password");
    /// May connect to `orders`, but read nothing.
    pub const LIMITED: Login = login("limited", "limited-password");
    /// May have no connection at all.
    pub const CROWDED: Login = login("crowded", "crowded-password");
    /// May not log in.
    pub const SLEEPER: Login = login("sleeper", "sleeper-password");
    /// Its password ends with the year 2098.
    pub const EXPIRING: Login = login("expiring", "expiring-password");
    /// The database everyone may connect to.
    pub const DATABASE: &'static str = "orders";
    /// A database nobody but the superuser may connect to.
    pub const CLOSED_DATABASE: &'static str = "closed";

    /// Starts one without TLS.
    ///
    /// # Panics
    /// As [`PostgresBuilder::start`].
    #[must_use]
    pub fn start() -> Self {
        Self::builder().start()
    }

    /// To say more before it starts.
    #[must_use]
    pub fn builder() -> PostgresBuilder {
        PostgresBuilder::default()
    }

    /// Its loopback port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Runs SQL as the superuser, through the server's own socket; returns what `psql -At` prints.
    ///
    /// # Panics
    /// When the statement fails.
    #[must_use]
    pub fn sql(&self, database: &str, statement: &str) -> String {
        let mut psql = command(self.programs.join("psql"), Some(USER));
        psql.args([
            "-X",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-U",
            USER,
            "-d",
            database,
            "-f",
            "-",
        ]);
        psql.arg("-h").arg(self.directory.path()).args(["-p", &self.port.to_string()]);
        String::from_utf8_lossy(&run(&mut psql, statement).stdout).trim().to_owned()
    }
}

/// PostgreSQL refuses root; Debian's package brings this user.
const USER: &str = "postgres";

/// The directory of the newest installed version's programs.
fn programs() -> PathBuf {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|path| path.join("initdb").is_file())
        .collect();
    versions.sort();
    let newest = versions.pop().unwrap_or_else(|| PathBuf::from("/usr/lib/postgresql/15/bin"));
    require_program(&[newest.join("initdb")], "postgresql");
    newest
}

/// A fresh cluster with the roles and tables, made once per machine and content.
fn template(programs: &Path) -> PathBuf {
    let version = programs
        .parent()
        .and_then(Path::file_name)
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let name = format!("postgres-{version}-{:08x}", checksum(&[ROLES, TABLES].concat()));
    let kept = cache_directory().join(&name);
    let _held = lock("postgres");
    if kept.is_dir() {
        return kept;
    }
    let directory = owned_directory("crz-pg-template");
    let data = directory.path().join("data");
    let mut initdb = command(programs.join("initdb"), Some(USER));
    initdb.arg("-D").arg(&data).args([
        "-U",
        USER,
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
        "-A",
        "scram-sha-256",
    ]);
    let password = directory.path().join("password");
    write_owned(&password, Postgres::SUPERUSER.password, 0o600);
    initdb.arg("--pwfile").arg(&password);
    run(&mut initdb, "");
    for (database, statements) in [(USER, ROLES), (Postgres::DATABASE, TABLES)] {
        let mut single = command(programs.join("postgres"), Some(USER));
        single.args(["--single", "-c", "fsync=off", "-D"]).arg(&data).arg(database);
        run(&mut single, statements);
    }
    // Complete or absent: the rename is the last step.
    let half = cache_directory().join(format!("{name}.half"));
    let _ = fs::remove_dir_all(&half);
    copy(&data, &half);
    fs::rename(&half, &kept).expect("the template's place");
    kept
}

/// FNV-1a; tells one content from another.
fn checksum(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn copy(from: &Path, to: &Path) {
    run(Command::new("cp").arg("-a").arg(from).arg(to), "");
}

fn is_ready(data: &Path) -> bool {
    fs::read_to_string(data.join("postmaster.pid"))
        .is_ok_and(|text| text.lines().nth(7).is_some_and(|state| state.trim() == "ready"))
}

fn owned_directory(prefix: &str) -> TempDir {
    let directory =
        tempfile::Builder::new().prefix(prefix).tempdir().expect("a temporary directory");
    give_away(directory.path());
    directory
}

fn write_owned(path: &Path, text: &str, mode: u32) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    give_away(path);
}

fn give_away(path: &Path) {
    if is_root() {
        run(Command::new("chown").arg(format!("{USER}:{USER}")).arg(path), "");
    }
}
