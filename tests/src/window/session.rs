//! A D-Bus session, and the keyring in it or none. The command line needs no more than that.

use super::PATIENCE;
use super::home::Home;
use super::process::{Running, first_line};
use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What the session offers in place of a person's keyring.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keyring {
    /// gnome-keyring, unlocked.
    Unlocked,
    /// gnome-keyring, whose collection was locked after it was made.
    Locked,
    /// Nothing answers.
    Absent,
}

/// A session bus without service folders: nothing starts by itself, so "no keyring" means none.
const BUS: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;

/// A session of its own. What runs in it ends with it.
pub struct Session {
    bus: String,
    keyring: Option<Running>,
    _daemon: Running,
    _folder: TempDir,
}

impl Session {
    /// A session without a keyring.
    #[must_use]
    pub fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let (daemon, bus) = start_bus(folder.path());
        Self { bus, keyring: None, _daemon: daemon, _folder: folder }
    }

    /// Starts the keyring of somebody who lives in `home`, in that state.
    #[must_use]
    pub fn with_keyring(mut self, home: &Home, state: Keyring) -> Self {
        if state == Keyring::Absent {
            return self;
        }
        self.keyring = Some(start_keyring(&self, home));
        if state == Keyring::Locked {
            self.lock_keyring(home);
        }
        self
    }

    /// Locks the keyring's collection, as a desktop does when its person asks for it.
    pub fn lock_keyring(&self, home: &Home) {
        let mut lock = self.ask_keyring(home, "/org/freedesktop/secrets");
        lock.args(["--method", "org.freedesktop.Secret.Service.Lock"]);
        lock.arg("['/org/freedesktop/secrets/collection/login']").stdout(Stdio::null());
        assert!(lock.status().unwrap().success(), "the collection is locked");
    }

    /// Ends the keyring.
    pub fn end_keyring(&mut self) {
        self.keyring = None;
    }

    /// The bus's address.
    #[must_use]
    pub fn bus(&self) -> &str {
        &self.bus
    }

    /// The names of all that is on the bus.
    pub(super) fn names(&self) -> String {
        let mut ask = Command::new("gdbus");
        ask.args(["call", "--session", "--dest", "org.freedesktop.DBus"]);
        ask.args(["--object-path", "/org/freedesktop/DBus"]);
        ask.args(["--method", "org.freedesktop.DBus.ListNames"]);
        let names = ask.env("DBUS_SESSION_BUS_ADDRESS", &self.bus).output().unwrap().stdout;
        String::from_utf8_lossy(&names).into_owned()
    }

    /// A program in this session, of somebody who lives in `home`.
    #[must_use]
    pub fn command(&self, program: impl AsRef<OsStr>, home: &Home) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.bus);
        command.env("LANG", "C.UTF-8").env("TZ", "UTC").env("TMPDIR", "/tmp");
        for (name, folder) in home.folders() {
            command.env(name, folder);
        }
        command.stdin(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn ask_keyring(&self, home: &Home, object: &str) -> Command {
        let mut ask = self.command("gdbus", home);
        ask.args(["call", "--session", "--timeout", "10", "--dest", "org.freedesktop.secrets"]);
        ask.args(["--object-path", object]);
        ask
    }
}

fn start_bus(folder: &Path) -> (Running, String) {
    let config = folder.join("session.conf");
    std::fs::write(&config, BUS).unwrap();
    let mut daemon = Command::new("dbus-daemon");
    daemon.args(["--nofork", "--print-address=1", "--config-file"]).arg(&config);
    daemon.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut daemon = Running::start(&mut daemon, "dbus-daemon");
    let address = first_line(&mut daemon);
    (daemon, address)
}

fn start_keyring(session: &Session, home: &Home) -> Running {
    let mut daemon = session.command("gnome-keyring-daemon", home);
    daemon.args(["--foreground", "--unlock", "--components=secrets"]);
    let mut daemon =
        Running::start(daemon.stdin(Stdio::piped()).stdout(Stdio::null()), "gnome-keyring");
    let mut password = daemon.child().stdin.take().unwrap();
    password.write_all(b"login password of this session").unwrap();
    drop(password);
    let begun = Instant::now();
    loop {
        let mut ask = session.ask_keyring(home, "/org/freedesktop/secrets/collection/login");
        ask.args(["--method", "org.freedesktop.DBus.Properties.Get"]);
        ask.args(["org.freedesktop.Secret.Collection", "Locked"]);
        let answer = ask.output().expect("install the Debian package libglib2.0-bin");
        if String::from_utf8_lossy(&answer.stdout).contains("false") {
            return daemon;
        }
        assert!(begun.elapsed() < PATIENCE, "gnome-keyring did not come up");
        std::thread::sleep(Duration::from_millis(50));
    }
}
