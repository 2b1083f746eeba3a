//! Both halves of a kit, and their text.

use std::{fmt, str::FromStr};

use age::x25519;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Kid, codes};

/// A kit's text is much shorter; a larger file is something else.
const LONGEST: usize = 16 * 1024;
const PREFIX: &str = "AGE-SECRET-KEY-1";
const GROUP: usize = 6;

/// The secret half. No `Debug`, `Clone`, `Serialize`: it is printed once, by whoever asked for it.
pub struct RecoveryKit {
    identity: x25519::Identity,
}

/// The public half: an age recipient (`age1…`), which is what is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryRecipient(String);

/// The text is not a recovery kit: its Bech32 checksum (BIP 173) finds every single wrong character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not a recovery kit, or a character of it is wrong. Check it against the paper; it begins with AGE-SECRET-KEY-1"
)]
pub struct KitUnreadable;

impl KitUnreadable {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        codes::E_KIT_UNREADABLE
    }
}

impl RecoveryKit {
    /// A new kit. The randomness is the operating system's: age takes no other.
    pub fn draw() -> Self {
        Self { identity: x25519::Identity::generate() }
    }

    /// Reads a kit: the key alone, with blanks or line breaks between its groups, or the whole file that was written.
    ///
    /// # Errors
    /// `E_KIT_UNREADABLE`; never quotes what was typed.
    pub fn read(text: &SecretString) -> Result<Self, KitUnreadable> {
        // Exposed to be decoded.
        let text = text.expose_secret();
        if text.len() > LONGEST {
            return Err(KitUnreadable);
        }
        let mut key = Zeroizing::new(String::with_capacity(text.len()));
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let letters = lines.flat_map(str::chars).filter(|letter| !letter.is_whitespace());
        key.extend(letters.map(|letter| letter.to_ascii_uppercase()));
        key.parse().map(|identity| Self { identity }).map_err(|_| KitUnreadable)
    }

    /// What may be stored.
    pub fn recipient(&self) -> RecoveryRecipient {
        RecoveryRecipient(self.identity.to_public().to_string())
    }

    /// The key as it is printed, `AGE-SECRET-KEY-1…`. Call this where it is shown or written, once.
    pub fn to_text(&self) -> SecretString {
        self.identity.to_string()
    }

    /// As age knows it.
    pub(crate) fn as_age(&self) -> &x25519::Identity {
        &self.identity
    }

    /// The letters after the fixed beginning in groups of six, for copying by hand and for asking two of them back.
    pub fn to_groups(&self) -> Vec<SecretString> {
        let text = self.to_text();
        let letters = text.expose_secret().strip_prefix(PREFIX).unwrap_or_default().as_bytes();
        let group = |bytes: &[u8]| SecretString::from(String::from_utf8_lossy(bytes).into_owned());
        letters.chunks(GROUP).map(group).collect()
    }
}

impl RecoveryRecipient {
    /// The name of its slot: derived from the public half, so that a kit finds its own.
    pub fn kid(&self) -> Kid {
        let mut digest = Sha256::new();
        digest.update(b"credenza/v1/recovery-kid");
        digest.update(self.0.as_bytes());
        let digest: [u8; 32] = digest.finalize().into();
        Kid(*digest.first_chunk().expect("a digest has 32 bytes"))
    }

    /// As age knows it.
    pub(crate) fn to_age(&self) -> Option<x25519::Recipient> {
        self.0.parse().ok()
    }
}

impl FromStr for RecoveryRecipient {
    type Err = KitUnreadable;

    fn from_str(text: &str) -> Result<Self, KitUnreadable> {
        let recipient: x25519::Recipient = text.trim().parse().map_err(|_| KitUnreadable)?;
        Ok(Self(recipient.to_string()))
    }
}

impl fmt::Display for RecoveryRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for RecoveryRecipient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RecoveryRecipient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static_assertions::assert_not_impl_any!(RecoveryKit: fmt::Debug, fmt::Display, Clone, Serialize);

    #[test]
    fn a_kit_reads_back_as_file_as_groups_and_in_small_letters() {
        let kit = RecoveryKit::draw();
        let key = kit.to_text().expose_secret().to_owned();
        let groups: Vec<String> =
            kit.to_groups().iter().map(|group| group.expose_secret().to_owned()).collect();
        assert_eq!(groups.concat(), key.strip_prefix(PREFIX).unwrap());
        for text in [
            key.clone(),
            format!("# Credenza recovery kit\n# Vault 1\n\n{key}\n"),
            format!("{PREFIX} {}", groups.join(" ")),
            key.to_lowercase(),
        ] {
            let read = RecoveryKit::read(&text.into()).unwrap();
            assert_eq!(read.recipient(), kit.recipient());
        }
    }

    #[test]
    fn every_single_wrong_character_is_found() {
        let key = RecoveryKit::draw().to_text().expose_secret().to_owned();
        let mut tried = 0;
        for (place, right) in key.char_indices() {
            for wrong in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-".chars().filter(|c| *c != right) {
                let mut typed: Vec<char> = key.chars().collect();
                typed[place] = wrong;
                let typed: String = typed.into_iter().collect();
                assert!(RecoveryKit::read(&typed.into()).is_err(), "place {place}");
                tried += 1;
            }
            let left_out: String =
                key.char_indices().filter(|(at, _)| *at != place).map(|(_, c)| c).collect();
            assert!(RecoveryKit::read(&left_out.into()).is_err(), "without place {place}");
        }
        assert_eq!(tried, key.len() * 36);
    }

    #[test]
    fn what_is_no_kit_is_refused_without_quoting_it() {
        for text in ["", "AGE-SECRET-KEY-1", "correct horse battery staple", "age1qqqq"] {
            let error = RecoveryKit::read(&text.into()).err().unwrap();
            assert!(text.is_empty() || text == PREFIX || !error.to_string().contains(text));
        }
        assert!(RecoveryKit::read(&"A".repeat(LONGEST + 1).into()).is_err());
    }
}
