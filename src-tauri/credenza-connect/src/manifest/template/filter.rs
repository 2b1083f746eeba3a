//! What a template can do to a value on its way into a request.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::error::TemplateError;

/// One filter of a template, written `{field|filter}` or `{field|filter:argument}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// `base64`: with padding (RFC 4648, section 4).
    Base64,
    /// `base64url`: without padding (section 5).
    Base64Url,
    /// `hex`: lower case.
    Hex,
    /// `urlencode`: everything but unreserved characters (RFC 3986).
    UrlEncode,
    /// `lower`.
    Lower,
    /// `upper`.
    Upper,
    /// `trim`: white space at both ends.
    Trim,
    /// `before:X`: what stands before the first X, or everything.
    Before(String),
    /// `after:X`: what stands after the first X, or everything.
    After(String),
    /// `path`: the value is a path with an optional query, and keeps its slashes in a URL.
    Path,
    /// `or_empty`: an absent value counts as empty instead of dropping the text.
    OrEmpty,
}

impl Filter {
    /// Parses one filter.
    pub(super) fn parse(text: &str) -> Result<Self, TemplateError> {
        let (name, argument) =
            text.split_once(':').map_or((text, None), |(name, rest)| (name, Some(rest)));
        let filter = match (name, argument) {
            ("base64", None) => Self::Base64,
            ("base64url", None) => Self::Base64Url,
            ("hex", None) => Self::Hex,
            ("urlencode", None) => Self::UrlEncode,
            ("lower", None) => Self::Lower,
            ("upper", None) => Self::Upper,
            ("trim", None) => Self::Trim,
            ("path", None) => Self::Path,
            ("or_empty", None) => Self::OrEmpty,
            ("before", Some(mark)) if !mark.is_empty() => Self::Before(mark.to_owned()),
            ("after", Some(mark)) if !mark.is_empty() => Self::After(mark.to_owned()),
            _ => return Err(TemplateError::UnknownFilter { filter: text.to_owned() }),
        };
        Ok(filter)
    }

    /// Applies the filter. Results are wiped when dropped, because the value may be secret.
    pub(super) fn apply(&self, value: &str) -> Zeroizing<String> {
        Zeroizing::new(match self {
            Self::Base64 => STANDARD.encode(value),
            Self::Base64Url => URL_SAFE_NO_PAD.encode(value),
            Self::Hex => hex::encode(value),
            Self::UrlEncode => percent_encode(value),
            Self::Lower => value.to_lowercase(),
            Self::Upper => value.to_uppercase(),
            Self::Trim => value.trim().to_owned(),
            Self::Before(mark) => {
                value.split_once(mark.as_str()).map_or(value, |(head, _)| head).to_owned()
            }
            Self::After(mark) => {
                value.split_once(mark.as_str()).map_or(value, |(_, tail)| tail).to_owned()
            }
            Self::Path | Self::OrEmpty => value.to_owned(),
        })
    }
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
pub(super) fn percent_encode(value: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}
