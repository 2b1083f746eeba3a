//! JSON in columns.

use crate::StoreError;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value as a column's text.
pub(super) fn write<T: Serialize>(value: &T) -> String {
    // Every type stored here has string keys and no failing serializer.
    serde_json::to_string(value).unwrap_or_default()
}

/// A column's text as a value; one that does not read is a row that was changed.
pub(super) fn read<T: DeserializeOwned>(
    table: &'static str,
    id: &str,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::tampered(table, id))
}
