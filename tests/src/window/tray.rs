//! A panel that shows the tray (xfce4-panel), and what an icon in it offers: its menu, as every desktop reads it
//! (`org.kde.StatusNotifierItem` and `com.canonical.dbusmenu`).

use super::PATIENCE;
use super::process::Running;
use super::session::Session;
use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use zbus::blocking::{Connection, Proxy, connection};
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Structure};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// The panel of a session.
pub struct Tray {
    bus: Connection,
    _panel: Running,
    _settings: Running,
}

/// A line of an icon's menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it says.
    pub label: String,
    /// Whether it can be chosen.
    pub enabled: bool,
    id: i32,
}

impl Tray {
    /// Starts the panel, with commands of the session on its display, and waits until icons can come.
    pub(super) fn start(session: &Session, command: &dyn Fn(&Path) -> Command) -> Self {
        let settings = Self::run(session, command(&keeper_of_settings()), "org.xfce.Xfconf");
        let mut panel = command(Path::new("xfce4-panel"));
        panel.arg("--disable-wm-check");
        let panel = Self::run(session, panel, WATCHER);
        let bus = connection::Builder::address(session.bus()).unwrap().build().unwrap();
        Self { bus, _panel: panel, _settings: settings }
    }

    fn run(session: &Session, mut command: Command, name: &str) -> Running {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let running = Running::start(&mut command, "xfce4-panel");
        let begun = Instant::now();
        while !session.names().contains(name) {
            assert!(begun.elapsed() < PATIENCE, "{name} did not come up");
            std::thread::sleep(Duration::from_millis(50));
        }
        running
    }

    /// Waits until the only icon's menu has a line that says so.
    ///
    /// # Panics
    /// When it never does.
    pub fn shows(&self, label: &str) -> Line {
        let begun = Instant::now();
        loop {
            let menu = self.menu().unwrap_or_default();
            if let Some(line) = menu.iter().find(|line| line.label == label) {
                return line.clone();
            }
            assert!(begun.elapsed() < PATIENCE, "no '{label}' in the tray: {menu:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Chooses a line, as a click does.
    ///
    /// # Panics
    /// When there is no such line.
    pub fn choose(&self, label: &str) {
        let line = self.shows(label);
        assert!(line.enabled, "'{label}' can be chosen");
        let nothing = OwnedValue::from(0_i32);
        let menu = self.menu_proxy().expect("an icon with a menu");
        menu.call::<_, _, ()>("Event", &(line.id, "clicked", &nothing, 0_u32)).unwrap();
    }

    /// Nothing as long as there is no icon.
    fn menu(&self) -> Option<Vec<Line>> {
        type Layout = (u32, (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>));
        let all: &[&str] = &[];
        let layout: Layout = self.menu_proxy()?.call("GetLayout", &(0_i32, -1_i32, all)).ok()?;
        Some(layout.1.2.into_iter().filter_map(line).collect())
    }

    fn menu_proxy(&self) -> Option<Proxy<'static>> {
        let watcher = Proxy::new(&self.bus, WATCHER, "/StatusNotifierWatcher", WATCHER).ok()?;
        let items: Vec<String> = watcher.get_property("RegisteredStatusNotifierItems").ok()?;
        let [item] = &items[..] else { return None };
        let (owner, path) = item.split_at(item.find('/')?);
        let item =
            Proxy::new(&self.bus, owner.to_owned(), path.to_owned(), "org.kde.StatusNotifierItem");
        let menu: OwnedObjectPath = item.ok()?.get_property("Menu").ok()?;
        Proxy::new(&self.bus, owner.to_owned(), menu, "com.canonical.dbusmenu").ok()
    }
}

/// Where the program lies depends on the machine's architecture.
fn keeper_of_settings() -> std::path::PathBuf {
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let mut found = folders.map(|folder| folder.path().join("xfce4/xfconf/xfconfd"));
    found.find(|program| program.is_file()).expect("install the Debian package xfce4-panel")
}

/// A separator says nothing, and is left out.
fn line(child: OwnedValue) -> Option<Line> {
    let child = Structure::try_from(child).ok()?;
    let (id, properties, _): (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>) =
        child.try_into().ok()?;
    let label: String = properties.get("label")?.try_clone().ok()?.try_into().ok()?;
    let enabled =
        properties.get("enabled").is_none_or(|value| bool::try_from(value).unwrap_or(true));
    Some(Line { label: label.replace('_', ""), enabled, id })
}
