//! How long to wait after a failed try: full jitter, so that many do not come back at once.

use crate::oauth::random_number;
use credenza_connect::oauth::TokenFailure;
use std::time::Duration;

const FIRST: Duration = Duration::from_secs(2);
const MOST: Duration = Duration::from_secs(15 * 60);
/// Tries at growing distances; those after them are up to [`MOST`] apart.
pub(crate) const QUICK_TRIES: u32 = 9;
/// A provider that asks for more is asked again after an hour all the same.
const MOST_ASKED: Duration = Duration::from_secs(60 * 60);

/// The pause after the `attempts`th failure: at random between zero and 2 s · 2ⁿ, at most 15 minutes; what
/// the provider asked for (`Retry-After`), at most an hour, if that is longer.
pub(super) fn pause(attempts: i64, error: &TokenFailure) -> Duration {
    let asked = match error {
        TokenFailure::Transport { retry_after, .. } => *retry_after,
        _ => None,
    };
    spread(attempts, random_number()).max(asked.unwrap_or_default().min(MOST_ASKED))
}

fn spread(attempts: i64, random: f64) -> Duration {
    let doublings = u32::try_from(attempts.clamp(0, 20)).unwrap_or(0);
    FIRST.saturating_mul(1 << doublings).min(MOST).mul_f64(random.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use credenza_connect::oauth::TransportKind;

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour() {
        assert_eq!(spread(1, 1.0), Duration::from_secs(4));
        assert_eq!(spread(4, 0.5), Duration::from_secs(16));
        assert_eq!(spread(30, 1.0), MOST);
        let last = i64::from(QUICK_TRIES);
        assert!(spread(last - 1, 1.0) < MOST && spread(last, 1.0) == MOST);
        assert_eq!(spread(i64::MAX, 0.0), Duration::ZERO);
    }

    #[test]
    fn retry_after_counts_up_to_an_hour() {
        let asked = |seconds| TokenFailure::Transport {
            kind: TransportKind::RateLimited,
            retry_after: Some(Duration::from_secs(seconds)),
            quote: None,
        };
        assert_eq!(pause(0, &asked(1800)), Duration::from_secs(1800));
        assert_eq!(pause(0, &asked(1_000_000)), MOST_ASKED);
    }
}
