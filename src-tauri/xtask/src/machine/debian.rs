//! Debian's packages: which ones are needed for what, and their installation.

use crate::process::Task;
use anyhow::{Result, bail};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(20 * 60);

/// Packages, and the reason they are needed, in words.
pub(crate) struct Need {
    pub(crate) packages: &'static [&'static str],
    pub(crate) why: &'static str,
}

/// To compile the window.
pub(crate) const BUILD: Need = Need {
    packages: &[
        "build-essential",
        "libayatana-appindicator3-dev",
        "librsvg2-dev",
        "libwebkit2gtk-4.1-dev",
        "libxdo-dev",
        "pkg-config",
    ],
    why: "to compile the window",
};

/// To test against real servers and through the real window.
pub(crate) const TEST: Need = Need {
    packages: &[
        "at-spi2-core",
        "chromium",
        "dbus",
        "dbus-x11",
        "dunst",
        "gdb",
        "gnome-keyring",
        "imagemagick",
        "libglib2.0-bin",
        "libsecret-tools",
        "openssh-server",
        "openssl",
        "postgresql",
        "procps",
        "python3-venv",
        "sqlite3",
        "strace",
        "webkit2gtk-driver",
        "xdotool",
        "xfce4-panel",
        "xvfb",
    ],
    why: "to test against a real database, SSH server, keyring and browser, and through the real window",
};

/// Installs the packages that are missing.
///
/// # Errors
/// Something is missing, and it cannot be installed: no rights, or the installation failed.
pub(crate) fn install(need: &Need) -> Result<()> {
    if !Task::new("dpkg-query").arguments(["--version"]).succeeds() {
        if cfg!(target_os = "linux") {
            println!(
                "This is not Debian or Ubuntu. Needed {}: {}",
                need.why,
                need.packages.join(" ")
            );
        }
        return Ok(());
    }
    let missing: Vec<&str> =
        need.packages.iter().copied().filter(|name| !is_installed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing Debian packages {}: {}", need.why, missing.join(" "));
    let Some(apt) = apt() else {
        bail!(
            "no right to install packages. Run this, then try again:\n  apt-get install {}",
            missing.join(" ")
        );
    };
    apt.clone().arguments(["update", "--quiet"]).run(LIMIT)?;
    apt.arguments(["install", "--yes", "--quiet", "--no-install-recommends"])
        .arguments(missing)
        .run(LIMIT)
}

fn is_installed(package: &str) -> bool {
    Task::new("dpkg-query")
        .arguments(["--show", "--showformat", "${db:Status-Status}\n", package])
        .output(Duration::from_secs(20))
        .is_ok_and(|states| states.lines().any(|state| state == "installed"))
}

/// `apt-get` with the rights to install: as root, or through `sudo`.
fn apt() -> Option<Task> {
    let user = Task::new("id").arguments(["-u"]).output(Duration::from_secs(5)).ok()?;
    let apt = Task::new("apt-get").variable("DEBIAN_FRONTEND", "noninteractive");
    if user.trim() == "0" {
        return Some(apt);
    }
    let sudo = Task::new("sudo").arguments(["--version"]).succeeds();
    // `sudo` asks on the terminal itself, not on standard input.
    sudo.then(|| apt.under("sudo", ["DEBIAN_FRONTEND=noninteractive"]))
}
