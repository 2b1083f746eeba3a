//! Who did something.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Through which door somebody came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// A person at the window.
    Window,
    /// A person or a script at the command line.
    CommandLine,
    /// The window in a browser, served on a loopback address.
    Browser,
    /// Credenza itself: schedules, lock timers.
    Background,
}

/// Who did something, as far as the operating system says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// Through which door.
    pub kind: ActorKind,
    /// The operating system's user name.
    pub user: String,
    /// The process id.
    pub pid: u32,
    /// The program's file.
    pub program: String,
}
