//! The rule for passphrases people choose: at least 12 characters and a zxcvbn score of 3 or more.

use secrecy::{ExposeSecret, SecretString};
use zxcvbn::{Score, zxcvbn};

use crate::codes;

const MIN_CHARS: usize = 12;
const MAX_CHARS: usize = 1024;

/// Why a passphrase is too weak, in sentences for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the passphrase is too easy to guess: {}", reasons.join(" "))]
pub struct WeakPassphrase {
    /// zxcvbn score, 0 to 4; 3 is needed.
    pub score: u8,
    /// What is wrong.
    pub reasons: Vec<String>,
    /// What to do.
    pub suggestions: Vec<String>,
}

impl WeakPassphrase {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        codes::E_WEAK_PASSPHRASE
    }
}

/// Accepts a passphrase, or says what to change. `own_words` are words an attacker would try first, such as the
/// names of the vault and of the user.
///
/// # Errors
/// `E_WEAK_PASSPHRASE`.
pub fn check_passphrase(
    candidate: &SecretString,
    own_words: &[&str],
) -> Result<(), WeakPassphrase> {
    // Exposed to be judged; zxcvbn looks at the first 100 characters only.
    let text = candidate.expose_secret();
    let chars = text.chars().count();
    let judgement = zxcvbn(text, own_words);
    let score = u8::from(judgement.score());
    if (MIN_CHARS..=MAX_CHARS).contains(&chars) && judgement.score() >= Score::Three {
        return Ok(());
    }

    let mut reasons = Vec::new();
    let mut suggestions = Vec::new();
    if chars < MIN_CHARS {
        reasons.push(format!("It has {chars} of at least {MIN_CHARS} characters."));
    }
    if chars > MAX_CHARS {
        reasons.push(format!("It has more than {MAX_CHARS} characters."));
    }
    if let Some(feedback) = judgement.feedback() {
        reasons.extend(feedback.warning().map(|warning| warning.to_string()));
        suggestions.extend(feedback.suggestions().iter().map(ToString::to_string));
    }
    if reasons.is_empty() {
        reasons.push("It follows a pattern that guessing programs try early.".to_owned());
    }
    suggestions.push("Let Credenza make a phrase of six words.".to_owned());
    Err(WeakPassphrase { score, reasons, suggestions })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(candidate: &str, own_words: &[&str]) -> Result<(), WeakPassphrase> {
        check_passphrase(&candidate.into(), own_words)
    }

    #[test]
    fn a_long_uncommon_phrase_is_accepted() {
        check("marmot velvet 7 oxbow tinsel", &[]).unwrap();
    }

    #[test]
    fn short_common_and_personal_phrases_are_refused_with_reasons_and_advice() {
        let refused = [
            check("", &[]),
            check("Tr0ub4dor&3", &[]),
            check("passwordpassword", &[]),
            check("aaaaaaaaaaaaaaaaaaaa", &[]),
            check("credenzavault", &["credenza", "vault"]),
            check(&"marmot velvet ".repeat(100), &[]),
        ];
        for result in refused {
            let weak = result.unwrap_err();
            assert_eq!(weak.code(), codes::E_WEAK_PASSPHRASE);
            assert!(!weak.reasons.is_empty() && !weak.suggestions.is_empty(), "{weak:?}");
        }
    }

    #[test]
    fn a_strong_but_short_phrase_names_the_length() {
        let weak = check("zQ#8vLk!2x", &[]).unwrap_err();
        assert_eq!(weak.reasons, ["It has 10 of at least 12 characters."]);
    }
}
