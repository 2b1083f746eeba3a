//! Which placements a credential's values call for, and under which names.

use super::auth::{AuthScheme, Location, Placement};
use super::template::{Lookup, TemplateError};

impl AuthScheme {
    /// The placements that apply to these values, with their names filled in.
    ///
    /// # Errors
    /// A field that must give a name and cannot, such as a header of the transport.
    pub fn placements_for(&self, values: &dyn Lookup) -> Result<Vec<Placement>, TemplateError> {
        let applies = |placement: &&Placement| {
            placement.when.as_ref().is_none_or(|when| {
                values.find(&when.field).is_some_and(|value| value.text == when.equals)
            })
        };
        self.place.iter().filter(applies).map(|placement| name(placement, values)).collect()
    }
}

fn name(placement: &Placement, values: &dyn Lookup) -> Result<Placement, TemplateError> {
    let Some(field) = &placement.name_from else { return Ok(placement.clone()) };
    let value = values.find(field).filter(|value| !value.text.is_empty());
    let value = value.ok_or_else(|| TemplateError::Missing { field: field.clone() })?;
    if placement.location == Location::Header && !is_placeable_header(value.text) {
        return Err(TemplateError::Unusable {
            field: field.clone(),
            reason: "it is not the name of a header that can carry a key",
        });
    }
    Ok(Placement { name: value.text.to_owned(), name_from: None, when: None, ..placement.clone() })
}

/// Whether a connector may set this header: a valid name, and none that frames the message or routes it.
pub(super) fn is_placeable_header(name: &str) -> bool {
    const TRANSPORT: [&str; 12] = [
        "host",
        "connection",
        "content-length",
        "transfer-encoding",
        "te",
        "trailer",
        "upgrade",
        "expect",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "forwarded",
    ];
    let lower = name.to_ascii_lowercase();
    !name.is_empty()
        && name.len() <= 100
        && name.bytes().all(is_token_byte)
        && !TRANSPORT.contains(&lower.as_str())
}

/// `tchar` of RFC 9110.
pub(super) const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}
