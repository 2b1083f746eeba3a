//! When somebody was last there. Monotonic: a clock that is set does not lock the vault.

use std::sync::Mutex;
use std::time::{Duration, Instant};

pub(crate) struct IdleTimer {
    last: Mutex<Instant>,
}

impl Default for IdleTimer {
    fn default() -> Self {
        Self { last: Mutex::new(Instant::now()) }
    }
}

impl IdleTimer {
    pub(crate) fn touch(&self) {
        if let Ok(mut last) = self.last.lock() {
            *last = Instant::now();
        }
    }

    /// Whether nobody has been there for `limit`.
    pub(crate) fn is_over(&self, limit: Duration) -> bool {
        self.last.lock().is_ok_and(|last| last.elapsed() >= limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_touch_begins_the_time_anew() {
        let idle = IdleTimer::default();
        std::thread::sleep(Duration::from_millis(30));
        assert!(idle.is_over(Duration::from_millis(20)));
        idle.touch();
        assert!(!idle.is_over(Duration::from_millis(20)));
    }
}
