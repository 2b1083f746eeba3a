//! What stands around a window: a display, and a D-Bus session.

use super::PATIENCE;
use super::home::Home;
use super::notifications::Notifications;
use super::process::{Running, built, first_line};
use super::screen_reader::ScreenReader;
use super::session::{Keyring, Session};
use super::tray::Tray;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Instant;

/// Width and height of the display, in pixels. The window is told to fill it.
#[derive(Clone, Copy)]
pub struct Screen(pub u32, pub u32);

impl Screen {
    /// What most tests use.
    pub const WIDE: Self = Self(1280, 800);
    /// The smallest that every screen has to suit (UX 6).
    pub const SMALL: Self = Self(1024, 640);
}

/// A display and a session of their own. What runs on them ends with them.
pub struct Desk {
    screen: Screen,
    display: String,
    screen_reader: Option<ScreenReader>,
    notifications: Option<Notifications>,
    tray: Option<Tray>,
    session: Session,
    _display: Running,
}

impl Desk {
    /// A desk without a keyring.
    #[must_use]
    pub fn new(screen: Screen) -> Self {
        let (server, display) = start_display(screen);
        Self {
            screen,
            display,
            screen_reader: None,
            notifications: None,
            tray: None,
            session: Session::start(),
            _display: server,
        }
    }

    /// Starts the keyring of somebody who lives in `home`, in that state.
    #[must_use]
    pub fn with_keyring(mut self, home: &Home, state: Keyring) -> Self {
        self.session = self.session.with_keyring(home, state);
        self
    }

    /// Starts what a screen reader listens to.
    #[must_use]
    pub fn with_screen_reader(mut self) -> Self {
        self.screen_reader = Some(ScreenReader::start(&self.session, &self.display));
        self
    }

    /// What a screen reader hears.
    ///
    /// # Panics
    /// When the desk was made without one.
    #[must_use]
    pub fn screen_reader(&self) -> &ScreenReader {
        self.screen_reader.as_ref().expect("a desk with a screen reader")
    }

    /// Starts what shows the desktop's notifications.
    #[must_use]
    pub fn with_notifications(mut self, home: &Home) -> Self {
        let dunst = self.command("dunst", home);
        self.notifications = Some(Notifications::start(dunst, &self.session));
        self
    }

    /// What shows the desktop's notifications.
    ///
    /// # Panics
    /// When the desk was made without it.
    #[must_use]
    pub fn notifications(&self) -> &Notifications {
        self.notifications.as_ref().expect("a desk with notifications")
    }

    /// Starts a panel that shows the tray.
    #[must_use]
    pub fn with_tray(mut self, home: &Home) -> Self {
        let tray = Tray::start(&self.session, &|program| self.command(program, home));
        self.tray = Some(tray);
        self
    }

    /// The tray in its panel.
    ///
    /// # Panics
    /// When the desk was made without it.
    #[must_use]
    pub fn tray(&self) -> &Tray {
        self.tray.as_ref().expect("a desk with a tray")
    }

    /// Takes the focus from every window, as when its person works in another program.
    pub fn look_away(&self, home: &Home) {
        self.focus(home, &["windowfocus", "0"]);
    }

    /// Gives the focus to the application's window.
    pub fn look_at_it(&self, home: &Home) {
        self.focus(home, &["search", "--onlyvisible", "--name", "Credenza", "windowfocus", "%1"]);
    }

    fn focus(&self, home: &Home, words: &[&str]) {
        let mut xdotool = self.command("xdotool", home);
        xdotool.args(words).stdout(Stdio::null());
        let done = xdotool.status().expect("install the Debian package xdotool");
        assert!(done.success(), "xdotool {words:?}");
    }

    /// Locks the keyring's collection, as a desktop does when its person asks for it.
    pub fn lock_keyring(&self, home: &Home) {
        self.session.lock_keyring(home);
    }

    /// Ends the keyring.
    pub fn end_keyring(&mut self) {
        self.session.end_keyring();
    }

    /// Waits until no application of ours is left on the session bus. A start before that would only
    /// bring the ending one to the front.
    pub(super) fn wait_until_free(&self) {
        let begun = Instant::now();
        while self.session.names().contains("credenza") {
            assert!(begun.elapsed() < PATIENCE, "the application did not end");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }

    /// Its size.
    #[must_use]
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// A program on this desk, of somebody who lives in `home`.
    #[must_use]
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>, home: &Home) -> Command {
        let mut command = self.session.command(program, home);
        command.env("DISPLAY", &self.display);
        if self.screen_reader.is_none() {
            command.env("NO_AT_BRIDGE", "1");
        }
        command.env("CREDENZA_VAULT", home.vault());
        command
    }

    /// Starts the application without WebDriver: for what comes before its window.
    #[must_use]
    pub fn start(&self, home: &Home) -> Application {
        let mut command = self.command(built("CREDENZA_DESKTOP", "credenza-desktop"), home);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Application(Running::start(&mut command, "libwebkit2gtk-4.1-0"))
    }

    /// What the display shows now, as a PNG file.
    ///
    /// # Panics
    /// When no picture can be taken.
    pub fn picture(&self, file: &Path) {
        self.picture_of(self.screen, file);
    }

    /// The display's upper left corner, of that size.
    pub(super) fn picture_of(&self, Screen(width, height): Screen, file: &Path) {
        let mut import = Command::new("import");
        import.args(["-display", &self.display, "-window", "root"]);
        import.arg("-crop").arg(format!("{width}x{height}+0+0")).arg("+repage").arg(file);
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

/// An application that nobody drives.
pub struct Application(Running);

impl Application {
    /// How it ended by itself.
    ///
    /// # Panics
    /// When it does not end.
    #[must_use]
    pub fn ended(mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.0.child().try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "the application did not end");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }
}
