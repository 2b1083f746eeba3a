//! Why a service account's assertion was not accepted: the clock, the audience, or the key.

use super::answer::Answer;
use super::quote;
use super::skew::{SET_THE_CLOCK, find_skew};
use super::target::Aim;
use crate::manifest::AuthScheme;
use crate::oauth::{KEY_FILE, KeyFileError};
use crate::stage::{Scrubber, StageFailure};
use credenza_model::{FailureCode, Timestamp};

/// The fields that decide the audience, the most telling first.
const AUDIENCE_FIELDS: [&str; 2] = ["audience", "token_url"];

/// What is known of an assertion that was refused.
pub(super) struct Sent<'a> {
    pub(super) auth: &'a AuthScheme,
    pub(super) aim: &'a Aim,
    pub(super) scrubber: &'a Scrubber,
    pub(super) now: Timestamp,
}

impl Sent<'_> {
    /// The failure again, with what to do about it. RFC 7523, section 3.1, has one code for all reasons,
    /// `invalid_grant`; what is wrong stands in the provider's words, and its clock in the answer's head.
    pub(super) fn explain(&self, failure: StageFailure, answer: &Answer) -> StageFailure {
        if failure.code != FailureCode::AuthRejected {
            return failure;
        }
        let provider = &self.aim.provider;
        if let Some(skew) = find_skew(answer, self.now, provider) {
            let text = format!("{} ({skew})", failure.message);
            return StageFailure::new(failure.code, text).hint(SET_THE_CLOCK).field(KEY_FILE);
        }
        let said = quote(answer, self.scrubber).unwrap_or_default();
        let known = |name: &&&str| self.auth.fields.properties.contains_key(**name);
        match AUDIENCE_FIELDS.iter().find(known) {
            Some(field) if names_audience(&said) => failure
                .hint(format!(
                    "The key may be right: the assertion was made for another audience. Enter the one that the documentation of {provider} names."
                ))
                .field(*field),
            _ => failure
                .hint(format!(
                    "The key may have been deleted at {provider}, or be another account's. Create a new one there, and choose its file."
                ))
                .field(KEY_FILE),
        }
    }
}

/// Whether the words are about the claim `aud`.
fn names_audience(said: &str) -> bool {
    let mut words = said.split(|one: char| !one.is_ascii_alphabetic());
    words.any(|word| word.eq_ignore_ascii_case("aud") || word.eq_ignore_ascii_case("audience"))
}

/// There is no key to sign with.
pub(super) fn unsigned(error: KeyFileError) -> StageFailure {
    StageFailure::new(FailureCode::AuthRejected, format!("The key file {error}"))
        .hint("Choose the file that the provider's console gave when the key was created.")
        .field(KEY_FILE)
}

#[cfg(test)]
mod tests {
    use super::names_audience;

    #[test]
    fn only_words_about_the_audience_are_taken_for_them() {
        assert!(names_audience("unexpected \"aud\" claim value"));
        assert!(names_audience("Invalid JWT: Failed audience check."));
        assert!(!names_audience("Invalid JWT Signature."));
        assert!(!names_audience("fraudulent"));
    }
}
