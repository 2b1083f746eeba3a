//! A real OpenSSH server that offers SFTP to one system user.
//!
//! sshd checks passwords of real system users only, so running as root it makes one, `credenza-sftp`,
//! with a random password kept in the cache directory and no shell.

use super::process::{Running, command, is_root, require_program, run};
use super::python::{cache_directory, lock};
use super::{KeyKind, UserKey, free_port, make_key};
use rustix::process::Signal;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// How the server takes passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PasswordLogin {
    /// By the method `password`.
    #[default]
    Password,
    /// By `keyboard-interactive` only, through PAM.
    KeyboardInteractive,
    /// Not at all: keys only.
    Off,
}

/// How a server is to be.
#[derive(Default)]
pub struct OpenSshBuilder {
    password_login: PasswordLogin,
    without_sftp: bool,
}

impl OpenSshBuilder {
    /// How it takes passwords.
    #[must_use]
    pub fn password_login(mut self, how: PasswordLogin) -> Self {
        self.password_login = how;
        self
    }

    /// Lets users in, but has no SFTP subsystem.
    #[must_use]
    pub fn without_sftp(mut self) -> Self {
        self.without_sftp = true;
        self
    }

    /// Starts it.
    ///
    /// # Panics
    /// When OpenSSH is not installed, this process is not root, or the server does not start.
    #[must_use]
    pub fn start(self) -> OpenSsh {
        let user = system_user();
        let directory =
            tempfile::Builder::new().prefix("crz-ssh").tempdir().expect("a temporary directory");
        set_mode(directory.path(), 0o755);
        make_files(directory.path());
        fs::write(directory.path().join("authorized_keys"), "").expect("authorized_keys");
        let port = free_port();
        fs::write(directory.path().join("sshd_config"), self.configuration(directory.path(), port))
            .expect("sshd_config");
        make_host_key(directory.path());
        let running = serve(directory.path(), port);
        OpenSsh { port, running: Some(running), directory, user }
    }

    fn configuration(&self, directory: &Path, port: u16) -> String {
        let here = directory.display();
        let (password, interactive, pam) = match self.password_login {
            PasswordLogin::Password => ("yes", "no", "no"),
            PasswordLogin::KeyboardInteractive => ("no", "yes", "yes"),
            PasswordLogin::Off => ("no", "no", "no"),
        };
        let sftp = if self.without_sftp {
            "ForceCommand /bin/false".to_owned()
        } else {
            format!("Subsystem sftp internal-sftp\nForceCommand internal-sftp -d {here}/files")
        };
        format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {here}/host_key\nPidFile none\nUsePAM {pam}\n\
             PasswordAuthentication {password}\nKbdInteractiveAuthentication {interactive}\n\
             AuthorizedKeysFile {here}/authorized_keys\nStrictModes no\nAllowUsers {USER}\n\
             MaxStartups 100\nLoginGraceTime 30\nAllowTcpForwarding no\nX11Forwarding no\n\
             PrintMotd no\nPrintLastLog no\nLogLevel VERBOSE\n{sftp}\n"
        )
    }
}

/// A running SSH server. Its user's directory holds `out/` (with `orders.csv`, writable),
/// `readonly/` and `locked/`.
pub struct OpenSsh {
    port: u16,
    running: Option<Running>,
    directory: TempDir,
    user: SftpUser,
}

/// The system user that may sign in.
#[derive(Clone)]
pub struct SftpUser {
    /// Name.
    pub username: String,
    /// Password, random, of this machine.
    pub password: String,
}

impl OpenSsh {
    /// Starts one that takes passwords and keys.
    ///
    /// # Panics
    /// As [`OpenSshBuilder::start`].
    #[must_use]
    pub fn start() -> Self {
        Self::builder().start()
    }

    /// To say more before it starts.
    #[must_use]
    pub fn builder() -> OpenSshBuilder {
        OpenSshBuilder::default()
    }

    /// Its loopback port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Who may sign in.
    #[must_use]
    pub fn user(&self) -> &SftpUser {
        &self.user
    }

    /// Where the user's files are on this machine: what SFTP calls its start directory.
    #[must_use]
    pub fn files(&self) -> PathBuf {
        self.directory.path().join("files")
    }

    /// The host key's fingerprint, as `ssh-keygen -l` prints it: `SHA256:…`.
    ///
    /// # Panics
    /// When `ssh-keygen` fails.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut list = Command::new("ssh-keygen");
        list.arg("-lf").arg(self.directory.path().join("host_key.pub"));
        let text = String::from_utf8_lossy(&run(&mut list, "").stdout).into_owned();
        text.split_whitespace()
            .find(|word| word.starts_with("SHA256:"))
            .expect("a fingerprint")
            .to_owned()
    }

    /// Lets this public key in.
    ///
    /// # Panics
    /// When `authorized_keys` cannot be written.
    pub fn authorize(&self, public: &str) {
        let path = self.directory.path().join("authorized_keys");
        let mut file = OpenOptions::new().append(true).open(path).expect("authorized_keys");
        writeln!(file, "{}", public.trim()).expect("authorized_keys");
    }

    /// Makes a key and lets it in.
    ///
    /// # Panics
    /// When `ssh-keygen` fails.
    #[must_use]
    pub fn new_key(&self, kind: KeyKind<'_>) -> UserKey {
        let key = make_key(kind);
        self.authorize(&key.public);
        key
    }

    /// Restarts on the same port with a new host key: what an impostor, or a new machine, looks like.
    ///
    /// # Panics
    /// When the server does not start again.
    pub fn change_host_key(&mut self) {
        self.running = None;
        for name in ["host_key", "host_key.pub"] {
            fs::remove_file(self.directory.path().join(name)).expect("the old host key");
        }
        make_host_key(self.directory.path());
        self.running = Some(serve(self.directory.path(), self.port));
    }
}

const USER: &str = "credenza-sftp";

fn system_user() -> SftpUser {
    assert!(
        is_root(),
        "the SSH server of the tests needs root: sshd signs in real system users only"
    );
    let _held = lock("sftp-user");
    let kept = cache_directory().join("sftp-user");
    let known = Command::new("id").arg(USER).output().is_ok_and(|output| output.status.success());
    if known && let Ok(password) = fs::read_to_string(&kept) {
        return SftpUser { username: USER.to_owned(), password };
    }
    if !known {
        let useradd = require_program(&["/usr/sbin/useradd".into()], "passwd");
        let mut add = Command::new(useradd);
        run(
            add.args([
                "--system",
                "--user-group",
                "--no-create-home",
                "--home-dir",
                "/nonexistent",
            ])
            .args(["--shell", "/usr/sbin/nologin", USER]),
            "",
        );
    }
    let password = random_password();
    run(&mut Command::new("/usr/sbin/chpasswd"), &format!("{USER}:{password}\n"));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&kept)
        .expect("the password's file");
    file.write_all(password.as_bytes()).expect("the password's file");
    SftpUser { username: USER.to_owned(), password }
}

fn random_password() -> String {
    use std::io::Read as _;
    let mut bytes = [0; 18];
    fs::File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .expect("random bytes");
    format!("sftp-{}", hex::encode(bytes))
}

fn make_host_key(directory: &Path) {
    let mut make = Command::new("ssh-keygen");
    make.args(["-q", "-t", "ed25519", "-N", "", "-C", "credenza-test-host", "-f"])
        .arg(directory.join("host_key"));
    run(&mut make, "");
}

fn make_files(directory: &Path) {
    let files = directory.join("files");
    for name in ["", "out", "readonly", "locked"] {
        fs::create_dir(files.join(name))
            .or_else(|_| fs::create_dir_all(files.join(name)))
            .expect("a directory");
        set_mode(&files.join(name), 0o755);
    }
    fs::write(files.join("out/orders.csv"), "id,name\n1,lamp\n").expect("a file");
    set_mode(&files.join("locked"), 0o700);
    run(Command::new("chown").arg("-R").arg(USER).arg(files.join("out")), "");
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
}

fn serve(directory: &Path, port: u16) -> Running {
    let sshd = require_program(&["/usr/sbin/sshd".into()], "openssh-server");
    // Where sshd separates privileges; Debian's service makes it, a container may lack it.
    fs::create_dir_all("/run/sshd").expect("/run/sshd");
    let mut server = command(sshd, None);
    server.args(["-D", "-e", "-f"]).arg(directory.join("sshd_config"));
    let running = Running::start(server, &directory.join("log"), Signal::TERM);
    running.wait_until("sshd", || greets(port, b"SSH-"));
    running
}

/// Whether a server on this port begins with these bytes.
pub(super) fn greets(port: u16, beginning: &[u8]) -> bool {
    use std::io::Read as _;
    use std::net::TcpStream;
    use std::time::Duration;
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
        return false;
    };
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a socket option");
    let mut bytes = vec![0; beginning.len()];
    stream.read_exact(&mut bytes).is_ok() && bytes == beginning
}
