//! What stands around a window: a display, a D-Bus session, and a keyring or none.

use super::PATIENCE;
use super::home::Home;
use super::process::Running;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use tempfile::TempDir;

/// Width and height of the display, in pixels. The window is told to fill it.
#[derive(Clone, Copy)]
pub struct Screen(pub u32, pub u32);

impl Screen {
    /// What most tests use.
    pub const WIDE: Self = Self(1280, 800);
    /// The smallest that every screen has to suit (UX 6).
    pub const SMALL: Self = Self(1024, 640);
}

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

/// A display and a session of their own. What runs on them ends with them.
pub struct Desk {
    screen: Screen,
    display: String,
    bus: String,
    keyring: Option<Running>,
    notices: Option<Running>,
    _bus: Running,
    _display: Running,
    folder: TempDir,
}

impl Desk {
    /// A desk without a keyring.
    #[must_use]
    pub fn new(screen: Screen) -> Self {
        let folder = TempDir::new().unwrap();
        let (server, display) = start_display(screen);
        let (daemon, bus) = start_bus(folder.path());
        Self {
            screen,
            display,
            bus,
            keyring: None,
            notices: None,
            _bus: daemon,
            _display: server,
            folder,
        }
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

    /// Starts what shows the desktop's notifications (dunst), and waits until it would.
    #[must_use]
    pub fn with_notifications(mut self, home: &Home) -> Self {
        let shown = std::fs::File::create(self.shown()).unwrap();
        let mut daemon = self.command("dunst", home);
        daemon.arg("-print").stdout(shown);
        self.notices = Some(Running::start(&mut daemon, "dunst"));
        let begun = Instant::now();
        while !self.names_on_bus().contains("org.freedesktop.Notifications") {
            assert!(begun.elapsed() < PATIENCE, "dunst did not come up");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        self
    }

    /// Takes the focus from every window, as when its person works in another program.
    pub fn look_away(&self, home: &Home) {
        let mut away = self.command("xdotool", home);
        away.args(["windowfocus", "0"]).stdout(Stdio::null());
        let done = away.status().expect("install the Debian package xdotool");
        assert!(done.success(), "xdotool takes the focus away");
    }

    /// The words of the notifications that the desktop has shown so far.
    #[must_use]
    pub fn notifications(&self) -> Vec<String> {
        let shown = std::fs::read_to_string(self.shown()).unwrap();
        let body = |line: &str| {
            Some(line.trim().strip_prefix("body: '")?.trim_end_matches('\'').to_owned())
        };
        shown.lines().filter_map(body).collect()
    }

    fn shown(&self) -> PathBuf {
        self.folder.path().join("notifications")
    }

    /// Locks the keyring's collection, as a desktop does when its person asks for it.
    pub fn lock_keyring(&self, home: &Home) {
        let mut lock = self.command("gdbus", home);
        lock.args(["call", "--session", "--timeout", "10", "--dest", "org.freedesktop.secrets"]);
        lock.args(["--object-path", "/org/freedesktop/secrets"]);
        lock.args(["--method", "org.freedesktop.Secret.Service.Lock"]);
        lock.arg("['/org/freedesktop/secrets/collection/login']").stdout(Stdio::null());
        assert!(lock.status().unwrap().success(), "the collection is locked");
    }

    /// Ends the keyring.
    pub fn end_keyring(&mut self) {
        self.keyring = None;
    }

    /// Waits until no application of ours is left on the session bus. A start before that would only
    /// bring the ending one to the front.
    pub(super) fn wait_until_free(&self) {
        let begun = Instant::now();
        while self.names_on_bus().contains("credenza") {
            assert!(begun.elapsed() < PATIENCE, "the application did not end");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }

    fn names_on_bus(&self) -> String {
        let mut ask = Command::new("gdbus");
        ask.args(["call", "--session", "--dest", "org.freedesktop.DBus"]);
        ask.args(["--object-path", "/org/freedesktop/DBus"]);
        ask.args(["--method", "org.freedesktop.DBus.ListNames"]);
        let names = ask.env("DBUS_SESSION_BUS_ADDRESS", &self.bus).output().unwrap().stdout;
        String::from_utf8_lossy(&names).into_owned()
    }

    /// Its size.
    #[must_use]
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// A program on this desk, of somebody who lives in `home`.
    #[must_use]
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>, home: &Home) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("DISPLAY", &self.display).env("DBUS_SESSION_BUS_ADDRESS", &self.bus);
        command.env("LANG", "C.UTF-8").env("TZ", "UTC").env("NO_AT_BRIDGE", "1");
        for (name, folder) in home.folders() {
            command.env(name, folder);
        }
        command.env("CREDENZA_VAULT", home.vault()).env("TMPDIR", "/tmp");
        command.stdin(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// What the display shows now, as a PNG file.
    pub fn picture(&self, file: &Path) {
        let mut import = Command::new("import");
        import.args(["-display", &self.display, "-window", "root"]).arg(file);
        assert!(import.status().unwrap().success(), "imagemagick takes a picture");
    }
}

fn start_display(Screen(width, height): Screen) -> (Running, String) {
    let mut xvfb = Command::new("Xvfb");
    xvfb.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"]);
    xvfb.arg(format!("{width}x{height}x24")).stdin(Stdio::null());
    xvfb.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = Running::start(&mut xvfb, "xvfb");
    let number = first_line(&mut server);
    (server, format!(":{number}"))
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

fn first_line(running: &mut Running) -> String {
    let stdout = running.child().stdout.take().unwrap();
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    assert!(!line.trim().is_empty(), "the program says where it listens");
    line.trim().to_owned()
}

fn start_keyring(desk: &Desk, home: &Home) -> Running {
    let mut daemon = desk.command("gnome-keyring-daemon", home);
    daemon.args(["--foreground", "--unlock", "--components=secrets"]);
    let mut daemon =
        Running::start(daemon.stdin(Stdio::piped()).stdout(Stdio::null()), "gnome-keyring");
    let mut password = daemon.child().stdin.take().unwrap();
    password.write_all(b"login password of this session").unwrap();
    drop(password);
    let begun = Instant::now();
    loop {
        let mut ask = desk.command("gdbus", home);
        ask.args(["call", "--session", "--timeout", "2", "--dest", "org.freedesktop.secrets"]);
        ask.args(["--object-path", "/org/freedesktop/secrets/collection/login"]);
        ask.args(["--method", "org.freedesktop.DBus.Properties.Get"]);
        ask.args(["org.freedesktop.Secret.Collection", "Locked"]);
        let answer = ask.output().expect("install the Debian package libglib2.0-bin");
        if String::from_utf8_lossy(&answer.stdout).contains("false") {
            return daemon;
        }
        assert!(begun.elapsed() < PATIENCE, "gnome-keyring did not come up");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}
