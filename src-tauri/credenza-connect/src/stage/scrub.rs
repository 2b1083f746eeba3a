//! Takes secrets out of texts that go to people: messages of providers quote what they were sent.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};

const PLACEHOLDER: &str = "[redacted]";

/// Shorter secrets would turn ordinary words into placeholders.
const SHORTEST: usize = 4;

/// Knows the secrets of one dry run, in the forms in which servers echo them.
#[derive(Default)]
pub struct Scrubber {
    forms: Vec<SecretString>,
}

impl Scrubber {
    /// A scrubber for these secrets.
    #[must_use]
    pub fn new<'s>(secrets: impl IntoIterator<Item = &'s SecretString>) -> Self {
        let mut scrubber = Self::default();
        for secret in secrets {
            scrubber.add(secret);
        }
        scrubber
    }

    /// Adds one more secret: a derived header value, a token got on the way.
    pub fn add(&mut self, secret: &SecretString) {
        // Exposed to be searched for; the copies are zeroized with the scrubber.
        let plain = secret.expose_secret();
        if plain.trim().len() < SHORTEST {
            return;
        }
        let percent: String = url::form_urlencoded::byte_serialize(plain.as_bytes()).collect();
        let json = serde_json::Value::from(plain).to_string();
        let mut forms = vec![
            plain.to_owned(),
            plain.trim().to_owned(),
            STANDARD.encode(plain),
            STANDARD_NO_PAD.encode(plain),
            URL_SAFE_NO_PAD.encode(plain),
            hex::encode(plain),
            percent.replace('+', "%20"),
            percent,
            json.trim_matches('"').to_owned(),
        ];
        forms.sort_unstable();
        forms.dedup();
        self.forms.extend(forms.into_iter().map(SecretString::from));
        self.forms.sort_by_key(|form| std::cmp::Reverse(form.expose_secret().len()));
    }

    /// `text` with every known secret replaced.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for form in &self.forms {
            if clean.contains(form.expose_secret()) {
                clean = clean.replace(form.expose_secret(), PLACEHOLDER);
            }
        }
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_echoed_form_of_a_secret_is_replaced() {
        let secret = SecretString::from("s3cr3t /\"key\"+x");
        let scrubber = Scrubber::new([&secret]);
        let plain = secret.expose_secret();
        let percent: String = url::form_urlencoded::byte_serialize(plain.as_bytes()).collect();
        for echo in [plain.to_owned(), STANDARD.encode(plain), hex::encode(plain), percent] {
            let clean = scrubber.scrub(&format!("invalid key {echo}!"));
            assert_eq!(clean, "invalid key [redacted]!");
        }
    }

    #[test]
    fn an_ordinary_text_stays_as_it_is() {
        let secret = SecretString::from("abc");
        assert_eq!(Scrubber::new([&secret]).scrub("abc abc"), "abc abc");
    }
}
