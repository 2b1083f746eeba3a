//! The one way to turn a row into bytes for a MAC or a digest: every field has a type and a length, so that
//! `("ab", "c")` and `("a", "bc")` never meet. Absent on purpose: maps (sort first) and floats (no canonical form).

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const DOMAIN: &[u8] = b"credenza/canonical/v1";

/// Typed, length-prefixed fields under a domain name. Zeroized, because fingerprints are made of secrets.
pub struct Canonical {
    bytes: Zeroizing<Vec<u8>>,
}

#[derive(Clone, Copy)]
#[repr(u8)]
enum Kind {
    Domain = 1,
    Text = 2,
    Bytes = 3,
    U64 = 4,
    I64 = 5,
    Bool = 6,
    Absent = 7,
    ListStart = 8,
}

impl Canonical {
    /// Starts an encoding; `domain` says what is encoded, such as `"policy/v1"`.
    pub fn new(domain: &str) -> Self {
        let mut bytes = Zeroizing::new(Vec::with_capacity(256));
        bytes.extend_from_slice(DOMAIN);
        Self { bytes }.field(Kind::Domain, domain.as_bytes())
    }

    /// Adds text.
    #[must_use]
    pub fn text(self, value: &str) -> Self {
        self.field(Kind::Text, value.as_bytes())
    }

    /// Adds bytes.
    #[must_use]
    pub fn bytes(self, value: &[u8]) -> Self {
        self.field(Kind::Bytes, value)
    }

    /// Adds an unsigned number.
    #[must_use]
    pub fn u64(self, value: u64) -> Self {
        self.field(Kind::U64, &value.to_be_bytes())
    }

    /// Adds a signed number.
    #[must_use]
    pub fn i64(self, value: i64) -> Self {
        self.field(Kind::I64, &value.to_be_bytes())
    }

    /// Adds a truth value.
    #[must_use]
    pub fn bool(self, value: bool) -> Self {
        self.field(Kind::Bool, &[u8::from(value)])
    }

    /// Adds text that may be absent; absent differs from empty.
    #[must_use]
    pub fn opt_text(self, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(value),
            None => self.field(Kind::Absent, &[]),
        }
    }

    /// Adds bytes that may be absent; absent differs from empty.
    #[must_use]
    pub fn opt_bytes(self, value: Option<&[u8]>) -> Self {
        match value {
            Some(value) => self.bytes(value),
            None => self.field(Kind::Absent, &[]),
        }
    }

    /// Adds a list of texts in the given order, with its length. Sort first when order has no meaning.
    #[must_use]
    pub fn texts<'a>(self, values: impl IntoIterator<Item = &'a str>) -> Self {
        let values: Vec<&str> = values.into_iter().collect();
        let start = self.field(Kind::ListStart, &(values.len() as u64).to_be_bytes());
        values.into_iter().fold(start, Self::text)
    }

    /// The encoding.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of the encoding; this is how a policy hash is made.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.as_bytes()).into()
    }

    fn field(mut self, kind: Kind, value: &[u8]) -> Self {
        self.reserve(9 + value.len());
        self.bytes.push(kind as u8);
        self.bytes.extend_from_slice(&(value.len() as u64).to_be_bytes());
        self.bytes.extend_from_slice(value);
        self
    }

    /// Grows into a new buffer by hand: `Vec` would leave the old one unzeroized.
    fn reserve(&mut self, more: usize) {
        let needed = self.bytes.len() + more;
        if needed > self.bytes.capacity() {
            let mut grown = Zeroizing::new(Vec::with_capacity(needed.next_power_of_two()));
            grown.extend_from_slice(&self.bytes);
            self.bytes = grown;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_concatenate_alike_are_encoded_differently() {
        let encodings = [
            Canonical::new("d").text("ab").text("c"),
            Canonical::new("d").text("a").text("bc"),
            Canonical::new("d").text("abc"),
            Canonical::new("d").bytes(b"abc"),
            Canonical::new("d").texts(["a", "bc"]),
            Canonical::new("d").texts(["ab", "c"]),
            Canonical::new("d").texts(["ab"]).text("c"),
            Canonical::new("dabc"),
            Canonical::new("d").opt_text(None),
            Canonical::new("d").opt_text(Some("")),
            Canonical::new("d").u64(1),
            Canonical::new("d").i64(1),
            Canonical::new("d").bool(true),
            Canonical::new("d"),
        ];
        let distinct: std::collections::BTreeSet<_> =
            encodings.iter().map(|encoding| encoding.as_bytes().to_vec()).collect();
        assert_eq!(distinct.len(), encodings.len());
    }

    #[test]
    fn a_long_encoding_keeps_all_its_fields() {
        let long = (0..1000).fold(Canonical::new("d"), |encoding, n| encoding.u64(n));
        assert_eq!(long.as_bytes().len(), DOMAIN.len() + 10 + 1000 * 17);
    }
}
