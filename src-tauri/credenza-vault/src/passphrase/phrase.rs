//! Generated passphrases: six words of the EFF large list, 6 × 12.9 = 77 bits.

use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::{Randomness, RandomnessUnavailable};

const WORDS: usize = 6;
const LIST_LEN: u16 = 7776;
/// The largest multiple of the list's length that a u16 can express: above it, draw again, or early words win.
const UNBIASED_BELOW: u16 = LIST_LEN * (u16::MAX / LIST_LEN);
static LIST: &str = include_str!("eff_large_wordlist.txt");

/// Six random words joined by hyphens.
///
/// # Errors
/// `E_RANDOMNESS`.
pub fn generate_passphrase(
    rng: &mut dyn Randomness,
) -> Result<SecretString, RandomnessUnavailable> {
    let mut phrase = Zeroizing::new(String::with_capacity(WORDS * 10));
    for n in 0..WORDS {
        if n > 0 {
            phrase.push('-');
        }
        phrase.push_str(draw_word(rng)?);
    }
    Ok(SecretString::from(phrase.as_str()))
}

fn draw_word(rng: &mut dyn Randomness) -> Result<&'static str, RandomnessUnavailable> {
    let mut bytes = Zeroizing::new([0_u8; 2]);
    // A generator stuck above the bound (chance 1 in 19 per draw) is no generator: give up instead of hanging.
    for _ in 0..256 {
        rng.fill(bytes.as_mut_slice())?;
        let number = u16::from_be_bytes(*bytes);
        if number < UNBIASED_BELOW {
            let index = usize::from(number % LIST_LEN);
            return LIST.lines().nth(index).ok_or(RandomnessUnavailable);
        }
    }
    Err(RandomnessUnavailable)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use secrecy::ExposeSecret;

    use super::*;
    use crate::{OsRandomness, check_passphrase};

    #[test]
    fn the_list_has_7776_distinct_words() {
        let words: BTreeSet<&str> = LIST.lines().collect();
        assert_eq!(words.len(), usize::from(LIST_LEN));
        assert!(words.iter().all(|word| (3..=9).contains(&word.len())));
    }

    #[test]
    fn a_generated_phrase_has_six_words_and_passes_the_rule() {
        let phrase = generate_passphrase(&mut OsRandomness).unwrap();
        let other = generate_passphrase(&mut OsRandomness).unwrap();
        assert_ne!(phrase.expose_secret(), other.expose_secret());
        // Four words of the list contain a hyphen themselves ("t-shirt").
        assert!(phrase.expose_secret().split('-').count() >= WORDS);
        check_passphrase(&phrase, &[]).unwrap();
    }

    #[test]
    fn a_generator_that_only_repeats_a_biased_number_is_refused() {
        struct Stuck;
        impl Randomness for Stuck {
            fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomnessUnavailable> {
                out.fill(0xff);
                Ok(())
            }
        }
        assert!(generate_passphrase(&mut Stuck).is_err());
    }
}
