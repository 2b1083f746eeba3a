//! How long to wait before the next attempt. A courtesy against fumbling; Argon2 is what slows an attacker.

use std::time::Duration;

const FREE_FAILURES: u32 = 5;
const LONGEST: Duration = Duration::from_secs(60);

/// Nothing for the first four failures, 1 s after the fifth, doubling with each further one up to 60 s.
pub fn unlock_delay(consecutive_failures: u32) -> Duration {
    match consecutive_failures.checked_sub(FREE_FAILURES) {
        None => Duration::ZERO,
        Some(doublings) => {
            let seconds = 1_u64.checked_shl(doublings).unwrap_or(u64::MAX);
            Duration::from_secs(seconds).min(LONGEST)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_starts_after_five_failures_and_stops_at_a_minute() {
        let seconds = |failures| unlock_delay(failures).as_secs();
        let table: Vec<u64> = (0..13).map(seconds).collect();
        assert_eq!(table, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(seconds(u32::MAX), 60);
        assert_eq!(seconds(FREE_FAILURES + 64), 60);
    }
}
