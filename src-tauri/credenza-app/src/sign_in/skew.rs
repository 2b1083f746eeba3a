//! A clock that is wrong: the provider says in its answer what time it is there (`Date`, RFC 9110, section 6.6.1).
//! When a token ends is reckoned by this computer's clock, so whoever signs in is told.

use credenza_connect::oauth::TokenGrant;
use credenza_model::{Stage, StageOutcome, Verification};
use std::time::Duration;

/// `Date` counts seconds, and the answer was on its way for some.
const NOTICED: Duration = Duration::from_secs(60);

const HINT: &str = "If it is this computer's clock that is wrong, set it by the network: what ends when is reckoned by it.";

/// Adds to a good dry run that the two clocks differ, if they do.
pub(super) fn note(report: &mut Verification, given: &TokenGrant) {
    let Some(words) = words(given) else { return };
    let signed_in = report.stages.iter_mut().find(|stage| stage.stage == Stage::Authenticate);
    if let Some(stage) = signed_in.filter(|stage| stage.outcome == StageOutcome::Passed) {
        stage.outcome = StageOutcome::Warning;
        stage.message = format!("{}; {words}", stage.message);
        stage.hint = Some(HINT.to_owned());
    }
}

fn words(given: &TokenGrant) -> Option<String> {
    let (there, here) = (given.server_date?, given.granted_at);
    let (apart, which) =
        if there > here { (there.since(here), "ahead of") } else { (here.since(there), "behind") };
    let minutes = (apart.as_secs() + 30) / 60;
    (apart > NOTICED)
        .then(|| format!("the provider's clock is {minutes} min {which} this computer's"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use credenza_model::Timestamp;

    fn said(there: Option<i64>) -> Option<String> {
        let at = |seconds: i64| Timestamp::from_millis(1_700_000_000_000 + seconds * 1_000);
        let mut given = TokenGrant::new("token".to_owned().into(), at(0));
        given.server_date = there.map(at);
        words(&given)
    }

    #[test]
    fn clocks_that_differ_by_more_than_a_minute_are_told() {
        assert_eq!(said(None), None);
        assert_eq!(said(Some(59)), None);
        assert_eq!(said(Some(-59)), None);
        let ahead = "the provider's clock is 10 min ahead of this computer's";
        assert_eq!(said(Some(600)).as_deref(), Some(ahead));
        let behind = "the provider's clock is 120 min behind this computer's";
        assert_eq!(said(Some(-7_200)).as_deref(), Some(behind));
    }
}
