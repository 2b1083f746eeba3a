//! How often to ask, as a state machine without a clock (RFC 8628, section 3.5).

use std::time::Duration;

/// When the provider says nothing.
pub(super) const DEFAULT_INTERVAL: Duration = Duration::from_secs(5);
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);
/// What `slow_down` adds, for good.
const SLOW_DOWN: Duration = Duration::from_secs(5);

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceStep {
    /// Wait so long, then ask.
    Wait(Duration),
    /// The code has ended: ask no more.
    Expired,
}

/// The pace of one sign-in.
#[derive(Debug, Clone, Copy)]
pub struct DevicePace {
    interval: Duration,
    expires_in: Duration,
    once_more: Duration,
}

impl DevicePace {
    /// Begins. The interval is moved into 1 s..=60 s.
    #[must_use]
    pub fn new(interval: Duration, expires_in: Duration) -> Self {
        let interval = interval.clamp(SHORTEST, LONGEST);
        Self { interval, expires_in, once_more: Duration::ZERO }
    }

    /// The time between two questions now.
    #[must_use]
    pub const fn interval(&self) -> Duration {
        self.interval
    }

    /// The next step, `elapsed` after the code was given out. A question is not planned for when the code has
    /// ended.
    pub fn next(&mut self, elapsed: Duration) -> DeviceStep {
        let wait = self.interval + std::mem::take(&mut self.once_more);
        if elapsed + wait >= self.expires_in {
            return DeviceStep::Expired;
        }
        DeviceStep::Wait(wait)
    }

    /// The provider said `slow_down`: five seconds more between questions, from now on.
    pub fn slow_down(&mut self) {
        self.interval = (self.interval + SLOW_DOWN).min(LONGEST);
    }

    /// A question got no answer: twice the interval, or what the provider asked for, once.
    pub fn back_off(&mut self, retry_after: Option<Duration>) {
        self.once_more =
            retry_after.map_or(self.interval, |wait| wait.saturating_sub(self.interval));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(number: u64) -> Duration {
        Duration::from_secs(number)
    }

    #[test]
    fn the_interval_has_bounds_and_only_grows() {
        assert_eq!(DevicePace::new(seconds(0), seconds(99)).interval(), seconds(1));
        assert_eq!(DevicePace::new(seconds(600), seconds(99)).interval(), seconds(60));
        let mut pace = DevicePace::new(DEFAULT_INTERVAL, seconds(900));
        let waits: Vec<DeviceStep> = (0..4)
            .map(|_| {
                let step = pace.next(Duration::ZERO);
                pace.slow_down();
                step
            })
            .collect();
        assert_eq!(waits, [5, 10, 15, 20].map(|wait| DeviceStep::Wait(seconds(wait))));
    }

    #[test]
    fn no_question_is_asked_after_the_end() {
        let mut pace = DevicePace::new(seconds(5), seconds(12));
        assert_eq!(pace.next(seconds(0)), DeviceStep::Wait(seconds(5)));
        assert_eq!(pace.next(seconds(7)), DeviceStep::Expired);
    }

    #[test]
    fn an_unanswered_question_is_asked_again_later_once() {
        let mut pace = DevicePace::new(seconds(5), seconds(900));
        pace.back_off(None);
        assert_eq!(pace.next(seconds(5)), DeviceStep::Wait(seconds(10)));
        assert_eq!(pace.next(seconds(15)), DeviceStep::Wait(seconds(5)));
        pace.back_off(Some(seconds(30)));
        assert_eq!(pace.next(seconds(20)), DeviceStep::Wait(seconds(30)));
    }
}
