//! How long a token lives, from what providers write: numbers, numbers in quotes, fractions, dates, nonsense.
//! Nonsense means "unknown": a token that came is not thrown away for it, and a 401 will tell.

use credenza_model::Timestamp;
use serde_json::Value;
use std::time::Duration;

/// Nobody means a longer life than ten years.
const LONGEST: f64 = 10.0 * 366.0 * 86_400.0;

/// A life in seconds; `None` when it is not positive, too long, or no number.
pub(super) fn life(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        _ => return None,
    };
    let sensible = seconds.is_finite() && seconds > 0.0 && seconds <= LONGEST;
    sensible.then(|| Duration::from_secs_f64(seconds))
}

/// An end: epoch seconds or RFC 3339. `None` when it is past, too far off, or no date.
pub(super) fn end_of(value: &Value, now: Timestamp) -> Option<Timestamp> {
    let end = match value {
        Value::String(text) => match text.trim().parse::<jiff::Timestamp>() {
            Ok(instant) => Timestamp::from_millis(instant.as_millisecond()),
            Err(_) => epoch(text.trim().parse().ok()?)?,
        },
        Value::Number(number) => epoch(number.as_f64()?)?,
        _ => return None,
    };
    let left = end.since(now);
    (!left.is_zero() && left.as_secs_f64() <= LONGEST).then_some(end)
}

fn epoch(seconds: f64) -> Option<Timestamp> {
    let span = Duration::try_from_secs_f64(seconds).ok()?;
    Some(Timestamp::from_millis(0).plus(span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_life_is_read_from_what_providers_write() {
        assert_eq!(life(&json!(3600)), Some(Duration::from_secs(3600)));
        assert_eq!(life(&json!("3600")), Some(Duration::from_secs(3600)));
        assert_eq!(life(&json!(0.5)), Some(Duration::from_millis(500)));
    }

    #[test]
    fn nonsense_is_an_unknown_life() {
        for value in [json!(-1), json!(0), json!(1e20), json!("soon"), json!(null), json!([1])] {
            assert_eq!(life(&value), None, "{value}");
        }
        let huge: Value = serde_json::from_str("100000000000000000000000000").unwrap();
        assert_eq!(life(&huge), None);
    }

    #[test]
    fn an_end_is_epoch_seconds_or_a_date() {
        let now = Timestamp::from_millis(1_700_000_000_000);
        let end = now.plus(Duration::from_secs(3600));
        for value in [json!(1_700_003_600), json!("1700003600"), json!("2023-11-14T23:13:20Z")] {
            assert_eq!(end_of(&value, now), Some(end), "{value}");
        }
        for value in [json!(1), json!("1999-01-01T00:00:00Z"), json!(-5), json!("later")] {
            assert_eq!(end_of(&value, now), None, "{value}");
        }
    }
}
