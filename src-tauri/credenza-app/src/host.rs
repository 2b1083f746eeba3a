//! What an operation needs from whatever runs it: the application, and who is asking.
//!
//! The trait stays a handful. What only a window or only a terminal can do stays with that host.

use crate::App;
use credenza_model::Actor;

/// A window, a command line, an HTTP connection.
pub trait Host: Send + Sync {
    /// The application.
    fn app(&self) -> &App;

    /// Who is asking, for the activity.
    fn actor(&self) -> Actor;
}
