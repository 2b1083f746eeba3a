//! Canaries: secrets made to be recognised, and a search for them in every form they may take.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// One canary and the texts it would be recognised by.
pub(crate) struct Canary {
    pub(crate) name: String,
    forms: Vec<(&'static str, Vec<u8>)>,
}

impl Canary {
    pub(crate) fn new(name: &str, secret: &str) -> Self {
        let bytes = secret.as_bytes();
        let upper = hex::encode_upper(bytes);
        let percent: String = bytes.iter().map(|byte| format!("%{byte:02X}")).collect();
        let mut forms = vec![
            ("raw", bytes.to_vec()),
            ("hex", upper.to_lowercase().into_bytes()),
            ("HEX", upper.into_bytes()),
            ("percent", percent.to_lowercase().into_bytes()),
            ("PERCENT", percent.into_bytes()),
            ("reversed", bytes.iter().rev().copied().collect()),
            ("utf-16le", secret.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("utf-16be", secret.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ];
        for shift in 0..3 {
            forms.push((
                "base64",
                inner(&STANDARD_NO_PAD.encode([&[b'_'; 2][..shift], bytes].concat()), shift),
            ));
            forms.push((
                "base64url",
                inner(&URL_SAFE_NO_PAD.encode([&[b'_'; 2][..shift], bytes].concat()), shift),
            ));
        }
        Self { name: name.to_owned(), forms }
    }

    /// The form in which it stands in `text` (see [`as_text`]), if it does.
    pub(crate) fn find_in(&self, text: &str) -> Option<&'static str> {
        self.forms.iter().find(|(_, form)| text.contains(&as_text(form))).map(|(name, _)| *name)
    }

    /// Every form, for the control.
    pub(crate) fn list_forms(&self) -> impl Iterator<Item = &(&'static str, Vec<u8>)> {
        self.forms.iter()
    }
}

/// What of a base64 text depends on the secret alone, wherever it began.
fn inner(encoded: &str, shift: usize) -> Vec<u8> {
    let start = if shift == 0 { 0 } else { shift + 1 };
    encoded.as_bytes()[start..encoded.len() - 2].to_vec()
}

/// Bytes as a text with one character for each: the standard library searches texts fast.
pub(crate) fn as_text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}
