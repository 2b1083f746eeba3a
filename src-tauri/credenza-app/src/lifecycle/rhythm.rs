//! When to look next: pure arithmetic on times. Every span has jitter, so that credentials that were
//! saved together are not looked at together.

use credenza_model::Timestamp;
use std::time::Duration;

/// The first step after trouble on the way; each further failure doubles it.
const BACKOFF: Duration = Duration::from_secs(2);

/// The longest step after trouble on the way.
const BACKOFF_CAP: Duration = Duration::from_secs(15 * 60);

/// No provider keeps us away for longer than this.
const RETRY_AFTER_CAP: Duration = Duration::from_secs(60 * 60);

/// A plan that is older than this was missed: the computer slept, or the vault was locked.
const MISSED: Duration = Duration::from_secs(5 * 60);

/// What one look is given when many were missed together.
const SPREAD_EACH: Duration = Duration::from_secs(3);

/// How often credentials are looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rhythm {
    interval: Duration,
}

impl Rhythm {
    /// Tries at growing distances; those after them are as far apart as [`BACKOFF_CAP`] allows.
    pub(crate) const QUICK_TRIES: u32 = 10;

    /// Every so many hours; `None` for 0, never.
    pub(crate) fn every(hours: u32) -> Option<Self> {
        (hours > 0).then(|| Self { interval: Duration::from_secs(u64::from(hours) * 3_600) })
    }

    /// After an answer, yes or no: an interval later, give or take a tenth.
    pub(crate) fn next(self, now: Timestamp, roll: f64) -> Timestamp {
        now.plus(self.interval.mul_f64(0.9 + 0.2 * roll))
    }

    /// After trouble on the way: "full jitter" exponential backoff, or what the other side asked for.
    pub(crate) fn again(
        self,
        now: Timestamp,
        attempts: u32,
        retry_after: Option<Duration>,
        roll: f64,
    ) -> Timestamp {
        let steps = attempts.saturating_sub(1).min(16);
        let most = (BACKOFF * 2_u32.pow(steps)).min(BACKOFF_CAP).min(self.interval);
        let wait = most.mul_f64(roll).max(Duration::from_secs(1));
        let asked = retry_after.unwrap_or_default().min(RETRY_AFTER_CAP);
        now.plus(wait.max(asked))
    }

    /// For a credential without a plan: an interval after the last look; if that is past, soon, like
    /// what was missed.
    pub(crate) fn first(
        self,
        now: Timestamp,
        checked_at: Option<Timestamp>,
        waiting: u64,
        roll: f64,
    ) -> Timestamp {
        let next = checked_at.map(|at| self.next(at, roll));
        match next.filter(|next| *next > now && *next <= self.horizon(now)) {
            Some(next) => next,
            None => self.spread(now, waiting, roll),
        }
    }

    /// For plans that were missed: over some time, the longer the more there are, so that neither a
    /// computer that wakes up nor a clock that jumps causes a storm.
    pub(crate) fn spread(self, now: Timestamp, waiting: u64, roll: f64) -> Timestamp {
        let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
        let span = SPREAD_EACH.saturating_mul(waiting).min(self.interval / 4);
        now.plus(span.mul_f64(roll))
    }

    /// Whether a plan was missed.
    pub(crate) fn is_missed(self, now: Timestamp, planned: Timestamp) -> bool {
        now.since(planned) > MISSED
    }

    /// No plan lies beyond this, unless the clock was set back or the interval was longer before.
    pub(crate) fn horizon(self, now: Timestamp) -> Timestamp {
        now.plus(self.interval.mul_f64(1.1).max(RETRY_AFTER_CAP) + Duration::from_secs(60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);
    const HOUR: Duration = Duration::from_secs(3_600);

    fn daily() -> Rhythm {
        Rhythm::every(24).unwrap()
    }

    #[test]
    fn zero_hours_is_never() {
        assert!(Rhythm::every(0).is_none());
    }

    #[test]
    fn looks_are_spread_around_the_interval() {
        assert_eq!(daily().next(NOW, 0.0), NOW.plus(HOUR * 24 * 9 / 10));
        assert!(daily().next(NOW, 0.999) < NOW.plus(HOUR * 27));
    }

    #[test]
    fn trouble_backs_off_with_full_jitter_up_to_a_quarter_of_an_hour() {
        let most =
            |attempts| daily().again(NOW, attempts, None, 0.999_999).since(NOW).as_secs_f64();
        let steps: Vec<f64> = [1, 2, 3, 9, 10, 40, u32::MAX].map(most).to_vec();
        let wanted = [2.0, 4.0, 8.0, 512.0, 900.0, 900.0, 900.0];
        for (step, wanted) in steps.iter().zip(wanted) {
            assert!((step - wanted).abs() < 0.1, "{steps:?}");
        }
        assert_eq!(daily().again(NOW, 9, None, 0.0), NOW.plus(Duration::from_secs(1)));
        let last = Rhythm::QUICK_TRIES;
        assert!(most(last - 1) < 600.0 && most(last) > 899.0, "the quick tries end there");
    }

    #[test]
    fn what_the_other_side_asks_for_is_honoured_up_to_an_hour() {
        let asked = |seconds| {
            let wait = Some(Duration::from_secs(seconds));
            daily().again(NOW, 1, wait, 0.5).since(NOW)
        };
        assert_eq!(asked(120), Duration::from_secs(120));
        assert_eq!(asked(u64::MAX), HOUR);
    }

    #[test]
    fn what_was_missed_together_is_spread_and_what_is_alone_comes_at_once() {
        assert_eq!(daily().spread(NOW, 1, 0.0), NOW);
        assert!(daily().spread(NOW, 1, 0.999).since(NOW) <= SPREAD_EACH);
        assert!(daily().spread(NOW, 1_000, 0.999).since(NOW) > Duration::from_secs(2_900));
        assert!(daily().spread(NOW, u64::MAX, 0.999).since(NOW) <= HOUR * 6);
    }

    #[test]
    fn a_clock_that_was_wrong_leaves_no_plan_out_of_reach() {
        let year = HOUR * 24 * 365;
        for checked in [NOW.plus(year), Timestamp::from_millis(0), NOW] {
            let first = daily().first(NOW, Some(checked), 1, 0.5);
            assert!(first >= NOW && first <= daily().horizon(NOW), "{checked} → {first}");
        }
        assert!(daily().is_missed(NOW.plus(HOUR), NOW) && !daily().is_missed(NOW, NOW.plus(HOUR)));
    }
}
