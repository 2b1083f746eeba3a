//! A wrong clock, told from a wrong key: signatures and assertions carry this computer's time, and answers the
//! provider's.

use super::answer::Answer;
use credenza_model::Timestamp;
use std::time::Duration;

/// Providers accept signatures made within this span of their own clock.
const TOLERATED: Duration = Duration::from_secs(5 * 60);

/// What to do about it.
pub(super) const SET_THE_CLOCK: &str =
    "Set this computer's clock (turn on automatic time), then try again. The key may be right.";

/// How far this computer's clock is from `whose`, if that is too far.
pub(super) fn find_skew(answer: &Answer, now: Timestamp, whose: &str) -> Option<String> {
    let date = answer.find_header("date")?;
    let theirs = jiff::fmt::rfc2822::parse(date).ok()?.timestamp().as_millisecond();
    let theirs = Timestamp::from_millis(theirs);
    let (ahead, behind) = (now.since(theirs), theirs.since(now));
    let (span, word) = if ahead > behind { (ahead, "ahead of") } else { (behind, "behind") };
    (span > TOLERATED).then(|| {
        format!("this computer's clock is {} minutes {word} {whose}'s", span.as_secs().div_ceil(60))
    })
}
