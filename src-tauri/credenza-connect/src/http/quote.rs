//! The provider's own words about what went wrong: found, scrubbed of every secret, made one short
//! line. Scrubbing comes before shortening, so that no half of a secret survives the cut.

use super::answer::{Answer, Body};
use crate::manifest::ResponseFormat;
use crate::stage::Scrubber;
use serde_json::Value;

/// The longest quotation, in characters.
pub const LONGEST_QUOTE: usize = 300;

/// Where providers put their messages, the most telling first (RFC 9457, RFC 6749, JSON:API, habits).
const POINTERS: [&str; 22] = [
    "/error/message",
    "/error_description",
    "/error/description",
    "/errors/0/message",
    "/errors/0/detail",
    "/errors/0/title",
    "/errors/0/description",
    "/errors/0",
    "/message",
    "/Message",
    "/detail/message",
    "/detail",
    "/error_message",
    "/errorMessage",
    "/error",
    "/err",
    "/description",
    "/reason",
    "/msg",
    "/fault/faultstring",
    "/title",
    "/code",
];

/// What the provider says, if it says anything.
#[must_use]
pub fn quote(answer: &Answer, scrubber: &Scrubber) -> Option<String> {
    let text = match answer.read(ResponseFormat::Json) {
        Body::Json(value) => json_message(&value)?,
        Body::Xml => xml_message(&answer.text())?,
        Body::Html => html_title(&answer.text())?,
        Body::Text => answer.text().into_owned(),
        Body::Empty => return None,
    };
    shorten(&scrubber.scrub(&text))
}

fn json_message(value: &Value) -> Option<String> {
    if let Value::String(text) = value {
        return Some(text.clone());
    }
    let found = POINTERS.iter().find_map(|pointer| {
        value.pointer(pointer)?.as_str().filter(|text| !text.trim().is_empty())
    });
    found.map(str::to_owned)
}

fn xml_message(text: &str) -> Option<String> {
    const NAMES: [&str; 6] = ["message", "faultstring", "errtext", "description", "error", "text"];
    let document = roxmltree::Document::parse(text).ok()?;
    NAMES.iter().find_map(|name| {
        let mut elements =
            document.descendants().filter(|node| node.tag_name().name().eq_ignore_ascii_case(name));
        elements
            .find_map(|node| node.text())
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    })
}

fn html_title(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let start = lower.find("<title")?;
    let start = start + lower[start..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    Some(format!("a web page titled “{}”", text.get(start..end)?.trim()))
}

/// One printable line of at most [`LONGEST_QUOTE`] characters.
fn shorten(text: &str) -> Option<String> {
    let printable: String =
        text.chars().map(|c| if c.is_control() || is_reordering(c) { ' ' } else { c }).collect();
    let line = printable.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return None;
    }
    Some(match line.char_indices().nth(LONGEST_QUOTE - 1) {
        Some((end, c)) if end + c.len_utf8() < line.len() => format!("{}…", &line[..end]),
        _ => line,
    })
}

/// Characters with which a provider's text could rearrange ours on the screen.
fn is_reordering(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, StatusCode};
    use secrecy::SecretString;

    fn quoted(content_type: &str, body: &str, secret: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", content_type.parse().unwrap());
        let answer = Answer {
            status: StatusCode::UNAUTHORIZED,
            headers,
            body: body.as_bytes().to_vec(),
            truncated: false,
        };
        quote(&answer, &Scrubber::new([&SecretString::from(secret)]))
    }

    #[test]
    fn the_message_is_found_where_providers_put_it() {
        for (body, expected) in [
            (r#"{"error":{"message":"Bad key","code":1}}"#, "Bad key"),
            (
                r#"{"error":"invalid_client","error_description":"No such client"}"#,
                "No such client",
            ),
            (r#"{"errors":[{"detail":"Unknown token"}]}"#, "Unknown token"),
            (r#"{"error":"invalid_auth","ok":false}"#, "invalid_auth"),
            (r#"{"errors":["Nope"]}"#, "Nope"),
        ] {
            assert_eq!(
                quoted("application/json", body, "zzzz").as_deref(),
                Some(expected),
                "{body}"
            );
        }
        let xml = "<ErrorResponse><Error><Code>X</Code><Message>Wrong token</Message></Error></ErrorResponse>";
        assert_eq!(quoted("text/xml", xml, "zzzz").as_deref(), Some("Wrong token"));
        let html = "<html><head><title>Sign in</title></head></html>";
        assert_eq!(
            quoted("text/html", html, "zzzz").as_deref(),
            Some("a web page titled “Sign in”")
        );
    }

    #[test]
    fn no_half_of_a_secret_survives_the_cut() {
        let secret = "s3cr3t-canary-0123456789";
        let body = format!("{}{secret}", "x".repeat(LONGEST_QUOTE - 10));
        let line = quoted("text/plain", &body, secret).unwrap();
        assert!(!line.contains("s3cr3t"), "{line}");
        assert!(line.chars().count() <= LONGEST_QUOTE);
    }
}
