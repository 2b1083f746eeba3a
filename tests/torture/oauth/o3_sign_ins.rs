//! O3: several sign-ins at once, late ones, and addresses that were pasted: each answer belongs to one sign-in.

use super::Place;
use super::o1_callbacks::{BACK, ISSUER, begin, differs, verdict};
use crate::Run;
use crate::report::{Control, Outcome};
use anyhow::Result;
use credenza_connect::oauth::{Callback, OAuthMethod};
use std::time::Duration;

/// A name, the verdict's code, and the one that is expected.
type Judged = (&'static str, Option<String>, Option<&'static str>);

pub(crate) fn run(_: &Run) -> Result<Outcome> {
    let place = Place::new("http://127.0.0.1:9/o3", 9)?;
    let method = place.method()?;
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    let mut caught = 0;
    for (name, given, expected) in cases(&method, &place)? {
        outcome.cases += 1;
        outcome.failures.extend(differs(name, &given, expected));
        // The control: whoever brings a code is let in.
        caught += u64::from(differs(name, &None, expected).is_some());
    }
    outcome.control = Control::of(caught);
    Ok(outcome)
}

/// Two at once, the end of the ten minutes, pasted addresses.
fn cases(method: &OAuthMethod<'_>, place: &Place) -> Result<Vec<Judged>> {
    let (one, first) = begin(method, place)?;
    let (two, second) = begin(method, place)?;
    let query = |state: &str| format!("code=c&state={state}&iss={ISSUER}");
    let none = Duration::ZERO;
    let pasted = |address: &str| {
        Callback::from_pasted(address, BACK).err().map(|refusal| refusal.code().to_owned())
    };
    let minutes = |count: u64| Duration::from_secs(count * 60);
    let wrong_address = Some("callback.wrong_address");
    Ok(vec![
        ("first of two", verdict(&query(&one), &first, method, none), None),
        ("second of two", verdict(&query(&two), &second, method, none), None),
        ("crossed", verdict(&query(&one), &second, method, none), Some("callback.wrong_state")),
        ("crossed back", verdict(&query(&two), &first, method, none), Some("callback.wrong_state")),
        ("after ten minutes", verdict(&query(&one), &first, method, minutes(10)), None),
        (
            "after eleven",
            verdict(&query(&one), &first, method, minutes(11)),
            Some("callback.expired"),
        ),
        ("pasted", pasted(&format!("{BACK}?code=c")), None),
        ("pasted without query", pasted(BACK), wrong_address),
        ("pasted from elsewhere", pasted("http://127.0.0.1:4712/back?code=c"), wrong_address),
        ("pasted other path", pasted("http://127.0.0.1:4711/other?code=c"), wrong_address),
        ("pasted https", pasted("https://127.0.0.1:4711/back?code=c"), wrong_address),
        ("pasted nonsense", pasted("the code is 4711"), wrong_address),
    ])
}
