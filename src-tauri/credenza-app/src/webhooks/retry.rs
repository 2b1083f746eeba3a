//! When to try again: pure arithmetic. About fifteen tries over two days, as Standard Webhooks
//! recommends; each step has a fifth of jitter either way.

use credenza_model::Timestamp;
use std::time::Duration;

/// Seconds after the first, second, … failed try; the last one repeats.
const STEPS: [u64; 10] = [5, 30, 120, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800];

/// No receiver keeps an event waiting for longer than this.
const RETRY_AFTER_CAP: Duration = Duration::from_secs(24 * 60 * 60);

/// So many tries an event gets, however the clock or a long sleep makes the two days pass.
const LEAST_TRIES: u32 = 10;

/// When the next try is, after `attempts` failed ones; `None` to give up.
pub(super) fn next_try(
    now: Timestamp,
    attempts: u32,
    give_up_at: Timestamp,
    retry_after: Option<Duration>,
    roll: f64,
) -> Option<Timestamp> {
    if now >= give_up_at && attempts >= LEAST_TRIES {
        return None;
    }
    let index = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    let step = Duration::from_secs(STEPS[index.min(STEPS.len() - 1)]).mul_f64(0.8 + 0.4 * roll);
    Some(now.plus(step.max(retry_after.unwrap_or_default().min(RETRY_AFTER_CAP))))
}

/// No try is planned beyond this, unless the clock was set back.
pub(super) fn horizon(now: Timestamp) -> Timestamp {
    now.plus(RETRY_AFTER_CAP + Duration::from_secs(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: Timestamp = Timestamp::from_millis(1_700_000_000_000);
    const TWO_DAYS: Duration = Duration::from_secs(2 * 24 * 3_600);

    #[test]
    fn an_event_is_tried_for_two_days_and_then_given_up() {
        for roll in [0.0, 0.5, 0.999] {
            let give_up_at = BEGIN.plus(TWO_DAYS);
            let (mut now, mut attempts) = (BEGIN, 1);
            while let Some(next) = next_try(now, attempts, give_up_at, None, roll) {
                assert!(next > now);
                (now, attempts) = (next, attempts + 1);
            }
            assert!((12..=20).contains(&attempts), "{attempts} tries with {roll}");
            assert!(now >= give_up_at && now < give_up_at.plus(Duration::from_secs(10 * 3_600)));
        }
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_but_not_for_ever() {
        let wait = |seconds| {
            let asked = Some(Duration::from_secs(seconds));
            next_try(BEGIN, 1, BEGIN.plus(TWO_DAYS), asked, 0.5).unwrap().since(BEGIN).as_secs()
        };
        assert_eq!(wait(600), 600);
        assert_eq!(wait(1), 5);
        assert_eq!(wait(u64::MAX), 24 * 3_600);
    }

    #[test]
    fn a_computer_that_slept_for_a_week_gives_nothing_up_at_once() {
        let now = BEGIN.plus(TWO_DAYS * 4);
        assert!(next_try(now, 1, BEGIN.plus(TWO_DAYS), None, 0.5).is_some());
        assert!(next_try(now, LEAST_TRIES, BEGIN.plus(TWO_DAYS), None, 0.5).is_none());
    }
}
