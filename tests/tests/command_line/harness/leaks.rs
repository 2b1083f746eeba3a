//! Looks for a secret wherever bytes were left, in the shapes in which secrets leak.

use super::files_below;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use std::path::Path;

/// A secret, in one shape.
pub struct Needle {
    pub shape: String,
    bytes: Vec<u8>,
}

impl Needle {
    /// Every shape of a secret. Base64 of a text around it is found by its three alignments.
    pub fn shapes(secret: &str) -> Vec<Self> {
        let plain = secret.as_bytes();
        let wide = |to: fn(u16) -> [u8; 2]| secret.encode_utf16().flat_map(to).collect::<Vec<u8>>();
        let mut shapes = vec![
            ("plain".to_owned(), plain.to_vec()),
            ("hexadecimal".to_owned(), hex::encode(plain).into_bytes()),
            ("HEXADECIMAL".to_owned(), hex::encode_upper(plain).into_bytes()),
            ("utf-16 le".to_owned(), wide(u16::to_le_bytes)),
            ("utf-16 be".to_owned(), wide(u16::to_be_bytes)),
            ("reversed".to_owned(), plain.iter().rev().copied().collect()),
        ];
        for skipped in 0..3 {
            for (name, engine) in [("base64", &STANDARD_NO_PAD), ("base64url", &URL_SAFE_NO_PAD)] {
                let text = engine.encode(&plain[skipped..]);
                let whole = (plain.len() - skipped) / 3 * 4;
                shapes.push((format!("{name} +{skipped}"), text.as_bytes()[..whole].to_vec()));
            }
        }
        shapes.push(("base64 padded".to_owned(), STANDARD.encode(plain).into_bytes()));
        shapes.into_iter().map(|(shape, bytes)| Self { shape, bytes }).collect()
    }

    /// Whether it is in these bytes.
    pub fn is_in(&self, bytes: &[u8]) -> bool {
        bytes.windows(self.bytes.len()).any(|window| window == self.bytes)
    }

    /// The bytes to plant for a positive control.
    pub fn planted(&self) -> Vec<u8> {
        [b"before ".as_slice(), &self.bytes, b" after"].concat()
    }
}

/// Where a secret was found: in the folder's files, and in what was printed.
pub fn find_leaks(secret: &str, folder: &Path, printed: &[u8]) -> Vec<String> {
    let mut places = vec![("what was printed".to_owned(), printed.to_vec())];
    for path in files_below(folder) {
        places.push((path.display().to_string(), std::fs::read(&path).unwrap()));
    }
    let needles = Needle::shapes(secret);
    let found = places.iter().flat_map(|(place, bytes)| {
        let hits = needles.iter().filter(|needle| needle.is_in(bytes));
        hits.map(move |needle| format!("{place}: {}", needle.shape))
    });
    found.collect()
}
