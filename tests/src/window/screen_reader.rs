//! What a screen reader hears (AT-SPI): the way to a native message, which is no page and has no
//! WebDriver.

use super::PATIENCE;
use super::process::Running;
use super::session::Session;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use zbus::blocking::{Connection, Proxy, connection};
use zbus::zvariant::OwnedObjectPath;

const LAUNCHER: &str = "/usr/libexec/at-spi-bus-launcher";
const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";

/// The bus on which applications tell what they show.
pub struct ScreenReader {
    bus: Connection,
    _launcher: Running,
}

/// A native message as it stands on the screen.
#[derive(Debug)]
pub struct Message {
    /// All that it says.
    pub words: String,
    buttons: Vec<(String, Place)>,
}

/// An object of an application: who has it, and where.
type Place = (String, OwnedObjectPath);

impl ScreenReader {
    pub(super) fn start(session: &Session, display: &str) -> Self {
        let mut launcher = Command::new(LAUNCHER);
        launcher.arg("--launch-immediately").env_clear();
        launcher.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        launcher.env("DBUS_SESSION_BUS_ADDRESS", session.bus()).env("DISPLAY", display);
        launcher.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let launcher = Running::start(&mut launcher, "at-spi2-core");
        let session = connection::Builder::address(session.bus()).unwrap().build().unwrap();
        Self { bus: listen(&session), _launcher: launcher }
    }

    /// Waits for a native message.
    ///
    /// # Panics
    /// When none comes.
    #[must_use]
    pub fn hears_message(&self) -> Message {
        let begun = Instant::now();
        let root = OwnedObjectPath::try_from("/org/a11y/atspi/accessible/root").unwrap();
        let root = ("org.a11y.atspi.Registry".to_owned(), root);
        loop {
            if let Some(message) = self.find(&root) {
                return message;
            }
            assert!(begun.elapsed() < PATIENCE, "no message came");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Presses a button of a message.
    ///
    /// # Panics
    /// When there is no such button.
    pub fn press(&self, message: &Message, button: &str) {
        let found = message.buttons.iter().find(|(name, _)| name == button);
        let (_, place) = found.unwrap_or_else(|| panic!("no button '{button}': {message:?}"));
        let action = self.proxy(place, "org.a11y.atspi.Action").unwrap();
        assert!(action.call::<_, _, bool>("DoAction", &0).unwrap(), "'{button}' is pressed");
    }

    /// The first alert below an object. What vanishes while it is looked at is not there.
    fn find(&self, place: &Place) -> Option<Message> {
        if matches!(self.role(place)?.as_str(), "alert" | "dialog") {
            let mut message = Message { words: String::new(), buttons: Vec::new() };
            self.read(place, &mut message)?;
            return Some(message).filter(|message| !message.buttons.is_empty());
        }
        self.children(place)?.iter().find_map(|child| self.find(child))
    }

    fn read(&self, place: &Place, message: &mut Message) -> Option<()> {
        for child in self.children(place)? {
            let name = self.name(&child)?;
            match self.role(&child)?.as_str() {
                "label" => message.words.extend([name.as_str(), "\n"]),
                "push button" | "button" => message.buttons.push((name, child)),
                _ => self.read(&child, message)?,
            }
        }
        Some(())
    }

    fn proxy(&self, (owner, path): &Place, interface: &'static str) -> Option<Proxy<'static>> {
        Proxy::new(&self.bus, owner.clone(), path.clone(), interface).ok()
    }

    fn children(&self, place: &Place) -> Option<Vec<Place>> {
        self.proxy(place, ACCESSIBLE)?.call("GetChildren", &()).ok()
    }

    fn role(&self, place: &Place) -> Option<String> {
        self.proxy(place, ACCESSIBLE)?.call("GetRoleName", &()).ok()
    }

    fn name(&self, place: &Place) -> Option<String> {
        self.proxy(place, ACCESSIBLE)?.get_property("Name").ok()
    }
}

/// Waits until the launcher says where its bus is.
fn listen(session: &Connection) -> Connection {
    let begun = Instant::now();
    loop {
        let answer = session.call_method(
            Some("org.a11y.Bus"),
            "/org/a11y/bus",
            Some("org.a11y.Bus"),
            "GetAddress",
            &(),
        );
        if let Some(address) = answer.ok().and_then(|told| told.body().deserialize::<String>().ok())
        {
            return connection::Builder::address(address.as_str()).unwrap().build().unwrap();
        }
        assert!(begun.elapsed() < PATIENCE, "at-spi-bus-launcher did not come up");
        std::thread::sleep(Duration::from_millis(50));
    }
}
