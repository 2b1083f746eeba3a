//! When a token is due, and what its successor inherits.

use crate::oauth::{SignedInAs, TokenGrant, TokenLife, merge_refreshed, refresh_due};
use credenza_model::Timestamp;
use proptest::prelude::*;
use secrecy::{ExposeSecret as _, SecretString};
use std::time::Duration;

const START: Timestamp = Timestamp::from_millis(1_700_000_000_000);

fn life(seconds: u64) -> TokenLife {
    TokenLife { granted_at: START, expires_at: Some(START.plus(Duration::from_secs(seconds))) }
}

/// Seconds from the grant until it is due.
fn due(seconds: u64, jitter: f64) -> u64 {
    refresh_due(&life(seconds), jitter).unwrap().since(START).as_secs()
}

#[test]
fn a_token_is_due_a_tenth_of_its_life_before_its_end() {
    assert_eq!(due(3600, 0.0), 3600 - 360);
    assert_eq!(due(300, 0.0), 300 - 60, "at least a minute");
    assert_eq!(due(86_400, 0.0), 86_400 - 900, "at most fifteen");
    assert_eq!(due(30, 0.0), 0, "never before it was granted");
    assert_eq!((due(3600, 1.0), due(3600, -1.0)), (3600 - 396, 3600 - 324));
    assert_eq!(refresh_due(&TokenLife { granted_at: START, expires_at: None }, 0.0), None);
}

proptest! {
    #[test]
    fn a_token_is_due_while_it_lives(seconds in 0_u64..400_000_000, jitter in any::<f64>()) {
        let life = life(seconds);
        let due = refresh_due(&life, jitter).unwrap();
        prop_assert!(due >= life.granted_at);
        let lead = life.expires_at.unwrap().since(due).as_millis();
        prop_assert!(lead <= 990_000, "{lead} ms");
        prop_assert!(due == life.granted_at || lead >= 54_000, "{lead} ms");
    }

    #[test]
    fn more_jitter_is_never_later(seconds in 0_u64..400_000_000, one in -1.0..1.0, two in -1.0..1.0) {
        let (less, more): (f64, f64) = if one < two { (one, two) } else { (two, one) };
        prop_assert!(refresh_due(&life(seconds), more) <= refresh_due(&life(seconds), less));
    }
}

fn old() -> TokenGrant {
    let mut grant = TokenGrant::new(SecretString::from("old"), START);
    grant.refresh_token = Some(SecretString::from("old-refresh"));
    grant.refresh_expires_at = Some(START.plus(Duration::from_secs(9)));
    grant.scopes = Some(vec!["a".to_owned()]);
    grant.identity = Some(SignedInAs { subject: Some("42".to_owned()), ..SignedInAs::default() });
    grant.stored.insert("tenant".to_owned(), "acme".to_owned());
    grant
}

#[test]
fn what_a_refresh_leaves_out_stays() {
    let later = START.plus(Duration::from_secs(5));
    let merged = merge_refreshed(&old(), TokenGrant::new(SecretString::from("new"), later));
    assert_eq!(merged.access_token.expose_secret(), "new");
    assert_eq!(merged.refresh_token.unwrap().expose_secret(), "old-refresh");
    assert_eq!(merged.refresh_expires_at, Some(START.plus(Duration::from_secs(9))));
    assert_eq!(merged.scopes.unwrap(), ["a"]);
    assert_eq!(merged.identity.unwrap().subject.unwrap(), "42");
    assert_eq!(merged.stored["tenant"], "acme");
    assert_eq!((merged.granted_at, merged.expires_at), (later, None), "the life is the new one's");
}

#[test]
fn what_a_refresh_brings_replaces() {
    let mut new = TokenGrant::new(SecretString::from("new"), START);
    new.refresh_token = Some(SecretString::from("new-refresh"));
    new.scopes = Some(vec!["b".to_owned()]);
    let merged = merge_refreshed(&old(), new);
    assert_eq!(merged.refresh_token.unwrap().expose_secret(), "new-refresh");
    assert_eq!(merged.refresh_expires_at, None, "the old token's end is not the new one's");
    assert_eq!(merged.scopes.unwrap(), ["b"]);
}
