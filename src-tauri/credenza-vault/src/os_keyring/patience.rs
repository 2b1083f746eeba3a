//! How long a caller waits for the keyring, whether the person may be asked, and how to stop waiting.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

const PROBE: Duration = Duration::from_secs(5);
const USER_ASKED: Duration = Duration::from_secs(120);

/// A cancel button: clones share the state.
#[derive(Debug, Clone, Default)]
pub struct CancelSignal {
    pressed: Arc<AtomicBool>,
}

impl CancelSignal {
    /// Not cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the wait with `E_KEYRING_CANCELLED` within a tenth of a second.
    pub fn cancel(&self) {
        self.pressed.store(true, Ordering::Relaxed);
    }

    /// Whether it was pressed.
    pub fn is_cancelled(&self) -> bool {
        self.pressed.load(Ordering::Relaxed)
    }
}

/// The terms of one keyring call.
#[derive(Debug, Clone)]
pub struct Patience {
    deadline: Duration,
    prompt: Prompt,
    cancel: CancelSignal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prompt {
    Never,
    Allowed,
}

impl Patience {
    /// Five seconds, and the person is not asked: a locked keyring is an error.
    pub fn probe() -> Self {
        Self { deadline: PROBE, prompt: Prompt::Never, cancel: CancelSignal::new() }
    }

    /// Two minutes, because the person is being asked to unlock.
    pub fn user_asked(cancel: CancelSignal) -> Self {
        Self { deadline: USER_ASKED, prompt: Prompt::Allowed, cancel }
    }

    /// The same terms with another deadline.
    #[must_use]
    pub fn within(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// How long the call may take.
    pub fn deadline(&self) -> Duration {
        self.deadline
    }

    /// Whether the keyring may ask the person to unlock it.
    pub fn may_prompt(&self) -> bool {
        self.prompt == Prompt::Allowed
    }

    /// Whether the person stopped waiting.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }
}
