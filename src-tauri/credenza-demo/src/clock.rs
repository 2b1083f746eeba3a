//! A clock that lags behind and catches up, so that the sample organization has a past.

use credenza_app::Clock;
use credenza_model::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const MINUTE: i64 = 60 * 1000;

/// The system's clock, minus what is left of the demo's history.
pub(crate) struct LaggingClock {
    real: Arc<dyn Clock>,
    lag_ms: AtomicI64,
}

impl LaggingClock {
    /// A clock that does not lag yet.
    pub(crate) fn behind(real: Arc<dyn Clock>) -> Self {
        Self { real, lag_ms: AtomicI64::new(0) }
    }

    /// It is so many minutes ago.
    pub(crate) fn set_minutes_ago(&self, minutes: i64) {
        self.lag_ms.store(minutes * MINUTE, Ordering::SeqCst);
    }
}

impl Clock for LaggingClock {
    fn now(&self) -> Timestamp {
        let real = self.real.now().as_millis();
        Timestamp::from_millis(real - self.lag_ms.load(Ordering::SeqCst))
    }
}
