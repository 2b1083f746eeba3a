//! The secret part of one credential: a JSON object, sealed as one blob.
//!
//! Write-only by type: no `Debug`, `Display`, `Clone` or `Serialize`; the two conversions are named for the envelope
//! they feed. Values are zeroized on drop; field names are not secret.
//! Known limit: serde_json's own scratch space is cleared only by the application's zeroizing allocator.

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use zeroize::{Zeroize, Zeroizing};

use crate::codes;

/// A JSON object of secret fields.
#[derive(Default)]
pub struct SecretDocument {
    fields: Map<String, Value>,
}

/// The opened bytes are not a JSON object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the opened value is not a secret document. Enter the secret again")]
pub struct SecretDocumentError;

impl SecretDocumentError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        codes::E_TAMPERED
    }
}

impl SecretDocument {
    /// An empty document.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes over an object that was parsed from input.
    pub fn from_object(fields: Map<String, Value>) -> Self {
        Self { fields }
    }

    /// Reads the plaintext of an opened envelope.
    ///
    /// # Errors
    /// `E_TAMPERED` when the bytes are not a JSON object; the parser's message is dropped, it may quote the secret.
    pub fn from_opened_bytes(bytes: &[u8]) -> Result<Self, SecretDocumentError> {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(fields)) => Ok(Self { fields }),
            Ok(mut other) => {
                wipe(&mut other);
                Err(SecretDocumentError)
            }
            Err(_) => Err(SecretDocumentError),
        }
    }

    /// The plaintext to seal. Meant for [`crate::seal`] and nothing else.
    pub fn to_sealed_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut size = Counter(0);
        let mut bytes = Zeroizing::new(Vec::new());
        // Counted first: a growing `Vec` would leave unzeroized copies behind.
        if serde_json::to_writer(&mut size, &self.fields).is_ok() {
            bytes.reserve_exact(size.0);
        }
        serde_json::to_writer(&mut *bytes, &self.fields)
            .expect("a JSON object with text keys can be written to memory");
        bytes
    }

    /// Sets a text field.
    pub fn set_text(&mut self, name: &str, value: &SecretString) {
        // Exposed to be sealed: from here on the document guards it.
        self.set_value(name, Value::String(value.expose_secret().to_owned()));
    }

    /// Sets a field of any JSON type.
    pub fn set_value(&mut self, name: &str, value: Value) {
        if let Some(mut old) = self.fields.insert(name.to_owned(), value) {
            wipe(&mut old);
        }
    }

    /// A text field. Call this where the secret is used.
    pub fn expose_text(&self, name: &str) -> Option<&str> {
        self.expose_value(name)?.as_str()
    }

    /// A field of any JSON type. Call this where the secret is used.
    pub fn expose_value(&self, name: &str) -> Option<&Value> {
        self.fields.get(name)
    }

    /// Removes a field; says whether it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        match self.fields.remove(name) {
            Some(mut old) => {
                wipe(&mut old);
                true
            }
            None => false,
        }
    }

    /// The names of the fields, which are not secret.
    pub fn field_names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    /// Whether a field is present.
    pub fn contains(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// Number of fields.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there is no field.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

impl Drop for SecretDocument {
    fn drop(&mut self) {
        self.fields.values_mut().for_each(wipe);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(fields) => fields.values_mut().for_each(wipe),
        Value::Null | Value::Bool(_) | Value::Number(_) => *value = Value::Null,
    }
}

struct Counter(usize);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static_assertions::assert_not_impl_any!(
        SecretDocument: std::fmt::Debug, std::fmt::Display, Clone, serde::Serialize
    );
    static_assertions::assert_not_impl_any!(crate::Kek: Clone, serde::Serialize);
    static_assertions::assert_not_impl_any!(crate::DataKey: Clone, serde::Serialize);
    static_assertions::assert_not_impl_any!(crate::KeyRing: Clone, serde::Serialize);
    static_assertions::assert_not_impl_any!(crate::OpenedSecret: Clone, serde::Serialize, std::fmt::Display);
    static_assertions::assert_impl_all!(crate::KeyRing: Send, Sync);
    static_assertions::assert_impl_all!(SecretDocument: Send, Sync);

    #[test]
    fn fields_survive_the_sealed_bytes() {
        let mut document = SecretDocument::new();
        document.set_text("api_key", &"sk_live_1".into());
        document.set_value("expires_at", 1_900_000_000_u64.into());
        let copy = SecretDocument::from_opened_bytes(&document.to_sealed_bytes()).unwrap();
        assert_eq!(copy.expose_text("api_key"), Some("sk_live_1"));
        assert_eq!(copy.expose_value("expires_at"), Some(&1_900_000_000_u64.into()));
        assert_eq!(copy.field_names().collect::<Vec<_>>(), ["api_key", "expires_at"]);
    }

    #[test]
    fn bytes_that_are_no_object_are_refused_without_quoting_them() {
        for bytes in [&b"\"sk_live\""[..], b"[1]", b"{\"a\":sk_live", b"\xff\xfe", b""] {
            let error = SecretDocument::from_opened_bytes(bytes).err().unwrap();
            assert_eq!(error.code(), codes::E_TAMPERED);
            assert!(!error.to_string().contains("sk_live"));
        }
    }

    #[test]
    fn the_buffer_to_seal_is_allocated_once() {
        let mut document = SecretDocument::new();
        document.set_text("long", &"x".repeat(5000).into());
        let bytes = document.to_sealed_bytes();
        assert_eq!(bytes.len(), bytes.capacity());
    }
}
