//! A private D-Bus session with its own home and gnome-keyring, for one test at a time. The test executable starts
//! itself inside `dbus-run-session`; the inner run finds its name in the environment and plays the scenario.

use std::{
    io::Write,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use credenza_vault::{KeyringItems, OsKeyring, Patience};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

const INNER: &str = "CREDENZA_KEYRING_SCENARIO";
/// A session bus without service folders: nothing starts by itself, so "no keyring" means none.
const BUS_CONFIG: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;
const SCENARIO_LIMIT: Duration = Duration::from_secs(90);
const START_LIMIT: Duration = Duration::from_secs(20);

/// What the session offers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bus {
    WithKeyring,
    WithoutKeyring,
    None,
}

/// The inside of a session; ends its daemon when dropped.
pub(crate) struct Session {
    daemon: Option<Child>,
}

/// Plays `scenario` inside a fresh session. `test` is the name of the calling test.
pub(crate) fn in_session(test: &str, bus: Bus, scenario: impl FnOnce(&Session)) {
    if std::env::var(INNER).as_deref() == Ok(test) {
        scenario(&Session::enter(bus));
    } else {
        run_inside(test, bus);
    }
}

fn run_inside(test: &str, bus: Bus) {
    let home = tempfile::tempdir().unwrap();
    let exe = std::env::current_exe().unwrap();
    let mut command = match bus {
        Bus::None => Command::new(exe),
        _ => {
            require("dbus-run-session");
            require("gnome-keyring-daemon");
            let config = home.path().join("session.conf");
            std::fs::write(&config, BUS_CONFIG).unwrap();
            let mut command = Command::new("dbus-run-session");
            command.arg("--config-file").arg(config).arg("--").arg(exe);
            command
        }
    };
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    private_environment(&mut command, home.path());
    let transcript = home.path().join("transcript");
    let output = std::fs::File::create(&transcript).unwrap();
    command.stderr(output.try_clone().unwrap()).stdout(output);
    let mut child = command.env(INNER, test).process_group(0).spawn().unwrap();
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > SCENARIO_LIMIT {
            kill_process_group(pid_of(&child), Signal::KILL).unwrap();
            child.wait().unwrap();
            panic!("{test} did not end within {SCENARIO_LIMIT:?}:\n{}", read(&transcript));
        }
        thread::sleep(Duration::from_millis(20));
    };
    let transcript = read(&transcript);
    let ran = transcript.contains("1 passed");
    assert!(status.success() && ran, "{test} failed inside its session:\n{transcript}");
}

fn read(transcript: &Path) -> String {
    std::fs::read_to_string(transcript).unwrap_or_default()
}

/// Nothing of the person's session leaks in, and D-Bus finds no service to start by itself.
fn private_environment(command: &mut Command, home: &Path) {
    use std::os::unix::fs::PermissionsExt;
    command.env_clear();
    for name in ["PATH", "LD_LIBRARY_PATH", "RUST_BACKTRACE", "LLVM_PROFILE_FILE"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    for (name, folder) in [
        ("HOME", "home"),
        ("XDG_RUNTIME_DIR", "run"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_DATA_DIRS", "share"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
    ] {
        let path = home.join(folder);
        std::fs::create_dir(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
        command.env(name, path);
    }
}

fn require(program: &str) {
    let found = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()));
    assert!(
        found,
        "{program} is not installed. These tests need the real keyring: apt-get install gnome-keyring dbus-x11"
    );
}

impl Session {
    fn enter(bus: Bus) -> Self {
        if bus != Bus::WithKeyring {
            return Self { daemon: None };
        }
        let mut daemon = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        daemon.stdin.take().unwrap().write_all(b"login password of this session").unwrap();
        let session = Self { daemon: Some(daemon) };
        let keyring = OsKeyring::new();
        let start = Instant::now();
        while let Err(error) = keyring.probe(&Patience::probe()) {
            assert!(start.elapsed() < START_LIMIT, "gnome-keyring did not come up: {error:?}");
            thread::sleep(Duration::from_millis(50));
        }
        session
    }

    pub(crate) fn freeze_daemon(&self) {
        self.signal(Signal::STOP);
    }

    pub(crate) fn thaw_daemon(&self) {
        self.signal(Signal::CONT);
    }

    pub(crate) fn kill_daemon(&self) {
        self.signal(Signal::KILL);
        // The bus notices a moment later that the name is free.
        thread::sleep(Duration::from_millis(300));
    }

    fn signal(&self, signal: Signal) {
        kill_process(pid_of(self.daemon.as_ref().unwrap()), signal).unwrap();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(daemon) = &mut self.daemon {
            // Already dead is fine.
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }
}

fn pid_of(child: &Child) -> Pid {
    Pid::from_child(child)
}
