//! The values that every template may name beside the credential's own: `{@user_agent}`, `{@uuid}`,
//! and the time in several spellings. They come from the caller's clock and randomness.

use crate::manifest::{FieldValue, Lookup};
use credenza_model::Timestamp;
use jiff::tz::TimeZone;

/// How Credenza introduces itself.
pub(crate) const USER_AGENT: &str =
    concat!("Credenza/", env!("CARGO_PKG_VERSION"), " (credential check)");

/// The credential's values, with the built-in ones in front.
pub struct BuiltIns<'a> {
    inner: &'a (dyn Lookup + Sync),
    uuid: String,
    rfc1123: String,
    epoch: String,
    epoch_ms: String,
    iso_basic: String,
}

impl<'a> BuiltIns<'a> {
    /// Puts the built-in values of this moment in front of `inner`. `random` becomes a UUID (version 4).
    #[must_use]
    pub fn new(inner: &'a (dyn Lookup + Sync), now: Timestamp, random: [u8; 16]) -> Self {
        let instant = jiff::Timestamp::from_millisecond(now.as_millis()).unwrap_or_default();
        let utc = instant.to_zoned(TimeZone::UTC);
        Self {
            inner,
            uuid: uuid_text(random),
            rfc1123: utc.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
            epoch: instant.as_second().to_string(),
            epoch_ms: now.as_millis().to_string(),
            iso_basic: utc.strftime("%Y%m%dT%H%M%SZ").to_string(),
        }
    }
}

impl Lookup for BuiltIns<'_> {
    fn find(&self, name: &str) -> Option<FieldValue<'_>> {
        let text = match name {
            "@user_agent" => USER_AGENT,
            "@uuid" => &self.uuid,
            "@now_rfc1123" => &self.rfc1123,
            "@now_epoch" => &self.epoch,
            "@now_epoch_ms" => &self.epoch_ms,
            "@now_iso_basic" => &self.iso_basic,
            _ => return self.inner.find(name),
        };
        Some(FieldValue { text, secret: false })
    }
}

/// RFC 9562, version 4.
fn uuid_text(mut bytes: [u8; 16]) -> String {
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = hex::encode(bytes);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nothing;

    impl Lookup for Nothing {
        fn find(&self, _: &str) -> Option<FieldValue<'_>> {
            None
        }
    }

    #[test]
    fn the_moment_is_spelled_as_headers_want_it() {
        let values = BuiltIns::new(&Nothing, Timestamp::from_millis(784_111_777_123), [0xff; 16]);
        let text = |name: &str| values.find(name).unwrap().text.to_owned();
        assert_eq!(text("@now_rfc1123"), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(text("@now_iso_basic"), "19941106T084937Z");
        assert_eq!(text("@now_epoch"), "784111777");
        assert_eq!(text("@now_epoch_ms"), "784111777123");
        assert_eq!(text("@uuid"), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert!(values.find("api_key").is_none());
    }
}
