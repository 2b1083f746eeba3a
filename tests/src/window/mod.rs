//! The real window on a desk of its own, and the hands of a person in front of it.
//!
//! Every [`Desk`] starts its own display and its own D-Bus session, without any service that would
//! start by itself; every [`Home`] holds its own vault, settings and web view profile. So tests neither
//! meet each other nor the person's own session, and need nothing started beforehand.
//!
//! Everything waits for roles and words against a deadline, never for time. Deliberately absent:
//! WebDriver's own click and screenshot. A hand is either on the keyboard ([`keyboard`]) or on the
//! mouse ([`mouse`]), and the page counts which it was; pictures are taken of the display, because the
//! driver's time out without a compositor.

mod axe;
mod desk;
mod home;
mod keyboard;
mod mouse;
mod notifications;
mod page;
mod process;
mod screen_reader;
mod session;
mod tray;

pub use desk::{Application, Desk, Screen};
pub use home::{Home, PASSPHRASE, holding};
pub use notifications::Notifications;
pub use page::Window;
pub use screen_reader::{Message, ScreenReader};
pub use session::{Keyring, Session};
pub use thirtyfour::Key;
pub use tray::{Line, Tray};

use std::time::Duration;

/// How long anything may take to appear. Against hanging, not a measure of speed.
pub const PATIENCE: Duration = Duration::from_secs(20);
