//! How old a sign-in is, whatever becomes of the clock.
//!
//! Decision: time that the computer slept counts. Somebody who comes back after hours begins anew, and a code that
//! lay about for a night is worth nothing. A clock that is set (by NTP, by a person) counts not: it says nothing about
//! how long the person has been at the provider's pages.
//!
//! Both at once needs a clock that sleep does not stop and nobody sets: the machine's uptime, where the operating
//! system tells it. Where it does not, a sleep and a clock set forward cannot be told apart. Then the safer guess
//! counts: the longer of the two times, by the wall clock and by the monotonic one.

use crate::clock::Clock;
use credenza_model::Timestamp;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How often a waiting sign-in looks whether its time is over: a timer stands still while the computer sleeps.
const GLANCE: Duration = Duration::from_secs(2);

/// The moment at which something began, by every clock there is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begun {
    wall: Timestamp,
    uptime: Option<Duration>,
    monotonic: Instant,
}

impl Begun {
    /// Now.
    pub(super) fn now(clock: &dyn Clock) -> Self {
        Self { wall: clock.now(), uptime: clock.uptime(), monotonic: Instant::now() }
    }

    /// How long ago that is.
    pub(super) fn age(&self, clock: &dyn Clock) -> Duration {
        match (self.uptime, clock.uptime()) {
            (Some(then), Some(now)) => now.saturating_sub(then),
            _ => clock.now().since(self.wall).max(self.monotonic.elapsed()),
        }
    }

    /// Ends when it is `life` ago.
    pub(super) async fn over(&self, clock: &dyn Clock, life: Duration) {
        while let Some(left) = life.checked_sub(self.age(clock)).filter(|left| !left.is_zero()) {
            sleep(left.min(GLANCE)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// The wall clock and the uptime, in seconds.
    struct Hands(Mutex<(i64, Option<u64>)>);

    impl Clock for Hands {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(self.0.lock().unwrap().0 * 1000)
        }

        fn uptime(&self) -> Option<Duration> {
            self.0.lock().unwrap().1.map(Duration::from_secs)
        }
    }

    fn age_after(before: (i64, Option<u64>), after: (i64, Option<u64>)) -> u64 {
        let hands = Hands(Mutex::new(before));
        let begun = Begun::now(&hands);
        *hands.0.lock().unwrap() = after;
        begun.age(&hands).as_secs()
    }

    #[test]
    fn a_clock_that_is_set_counts_not_and_sleep_does() {
        assert_eq!(age_after((1_000, Some(50)), (9_000, Some(53))), 3, "set forward");
        assert_eq!(age_after((1_000, Some(50)), (10, Some(53))), 3, "set back");
        assert_eq!(age_after((1_000, Some(50)), (9_000, Some(8_050))), 8_000, "slept");
    }

    #[test]
    fn without_an_uptime_the_longer_time_counts() {
        assert_eq!(age_after((1_000, None), (9_000, None)), 8_000);
        assert_eq!(age_after((1_000, None), (10, None)), 0, "set back: the monotonic clock");
    }
}
