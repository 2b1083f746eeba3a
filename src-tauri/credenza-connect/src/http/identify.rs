//! Who the provider says we are, what we may do, and until when. Nothing here fails a dry run: a
//! missing name is a missing name.

use super::answer::{Answer, Body};
use crate::manifest::{
    ACCESS_TOKEN, Expiry, ExpiryFormat, Extract, Lookup, Permissions, Probe, SESSION_TOKEN,
};
use crate::stage::Identity;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credenza_model::Timestamp;
use serde_json::Value;
use std::time::Duration;

/// The longest account name, in characters.
const LONGEST_NAME: usize = 200;
/// How many permissions are kept.
const MOST_PERMISSIONS: usize = 200;

/// Reads the answer by the probe's rules.
#[must_use]
pub(crate) fn identify(
    probe: &Probe,
    answer: &Answer,
    body: &Body,
    values: &dyn Lookup,
    now: Timestamp,
) -> Identity {
    let source = Source { answer, body, values };
    let name = probe.account.iter().find_map(|place| source.texts(place).into_iter().next());
    Identity {
        account: name.and_then(|text| one_line(&text)),
        permissions: probe
            .permissions
            .as_ref()
            .map(|place| source.permissions(place))
            .unwrap_or_default(),
        expires_at: probe.expires.as_ref().and_then(|place| source.expiry(place, now)),
        host_key: None,
    }
}

struct Source<'a> {
    answer: &'a Answer,
    body: &'a Body,
    values: &'a dyn Lookup,
}

impl Source<'_> {
    /// Every text at a place; a list counts element by element.
    fn texts(&self, place: &Extract) -> Vec<String> {
        match place {
            Extract::Json(path) => match self.body {
                Body::Json(value) => path.list_all(value).into_iter().flat_map(texts_of).collect(),
                _ => Vec::new(),
            },
            Extract::Header(name) => {
                self.answer.find_header(name).map(str::to_owned).into_iter().collect()
            }
            Extract::Claim(name) => self.claim(name).iter().flat_map(texts_of).collect(),
            Extract::Text => Some(self.answer.text().trim().to_owned())
                .filter(|text| !text.is_empty())
                .into_iter()
                .collect(),
            Extract::Field(name) => {
                let public = self.values.find(name).filter(|value| !value.secret);
                public.map(|value| value.text.to_owned()).into_iter().collect()
            }
        }
    }

    /// A claim of the token in use (RFC 7519), read without trusting it.
    fn claim(&self, name: &str) -> Option<Value> {
        let token = self.values.find(SESSION_TOKEN).or_else(|| self.values.find(ACCESS_TOKEN))?;
        let claims = URL_SAFE_NO_PAD.decode(token.text.split('.').nth(1)?).ok()?;
        serde_json::from_slice::<Value>(&claims).ok()?.get_mut(name).map(Value::take)
    }

    fn permissions(&self, place: &Permissions) -> Vec<String> {
        let texts = self.texts(&place.from);
        let separated = texts.iter().flat_map(|text| match place.separator.as_deref() {
            Some(separator) if !separator.is_empty() => text.split(separator).collect::<Vec<_>>(),
            _ => vec![text.as_str()],
        });
        let mut permissions: Vec<String> = Vec::new();
        for one in separated.filter_map(one_line) {
            if permissions.len() < MOST_PERMISSIONS && !permissions.contains(&one) {
                permissions.push(one);
            }
        }
        permissions
    }

    fn expiry(&self, place: &Expiry, now: Timestamp) -> Option<Timestamp> {
        let text = self.texts(&place.from).into_iter().next()?;
        parse_moment(text.trim(), place.format, now)
    }
}

fn texts_of(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(items) => {
            items.iter().filter(|item| !item.is_array()).flat_map(texts_of).collect()
        }
        // `{"read": true, "write": false}` names what is granted.
        Value::Object(members) => members
            .iter()
            .filter(|(_, granted)| **granted == Value::Bool(true))
            .map(|(name, _)| name.clone())
            .collect(),
        _ => Vec::new(),
    }
}

fn parse_moment(text: &str, format: ExpiryFormat, now: Timestamp) -> Option<Timestamp> {
    let number =
        || text.parse::<f64>().ok().filter(|number| number.is_finite() && number.abs() < 1e15);
    match format {
        ExpiryFormat::Rfc3339 => {
            let instant = text.parse::<jiff::Timestamp>().ok().or_else(|| {
                let day: jiff::civil::Date = text.get(..10)?.parse().ok()?;
                Some(day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
            })?;
            Some(Timestamp::from_millis(instant.as_millisecond()))
        }
        ExpiryFormat::EpochSeconds => number().map(|seconds| millis(seconds * 1000.0)),
        ExpiryFormat::EpochMillis => number().map(millis),
        ExpiryFormat::InSeconds => number()
            .filter(|seconds| *seconds >= 0.0)
            .map(|seconds| now.plus(Duration::from_secs_f64(seconds))),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the caller bounds the number to 1e18")]
fn millis(number: f64) -> Timestamp {
    Timestamp::from_millis(number as i64)
}

fn one_line(text: &str) -> Option<String> {
    let printable: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line: String = printable
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(LONGEST_NAME)
        .collect();
    Some(line).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::FieldValue;
    use http::{HeaderMap, StatusCode};
    use serde_json::json;

    struct One(&'static str, &'static str, bool);

    impl Lookup for One {
        fn find(&self, name: &str) -> Option<FieldValue<'_>> {
            (name == self.0).then_some(FieldValue { text: self.1, secret: self.2 })
        }
    }

    fn read(probe: Value, body: Value, values: &One) -> Identity {
        let probe: Probe = serde_json::from_value(probe).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-oauth-scopes", "repo, user:email".parse().unwrap());
        let answer = Answer {
            status: StatusCode::OK,
            headers,
            body: body.to_string().into_bytes(),
            truncated: false,
        };
        identify(&probe, &answer, &Body::Json(body), values, Timestamp::from_millis(1_000))
    }

    #[test]
    fn name_permissions_and_expiry_come_from_where_the_file_says() {
        let probe = json!({
            "account": [{"json": "$.absent"}, {"json": "$.user['e-mail']"}],
            "permissions": {"from": {"header": "X-OAuth-Scopes"}, "separator": ","},
            "expires": {"from": {"json": "$.expires"}, "format": "rfc3339"},
        });
        let body = json!({"user": {"e-mail": "ana@example.com"}, "expires": "2027-03-01"});
        let found = read(probe, body, &One("", "", false));
        assert_eq!(found.account.as_deref(), Some("ana@example.com"));
        assert_eq!(found.permissions, ["repo", "user:email"]);
        assert_eq!(found.expires_at.unwrap().to_string(), "2027-03-01T00:00:00.000Z");
    }

    #[test]
    fn a_missing_name_is_no_error() {
        let found =
            read(json!({"account": [{"json": "$.nobody"}]}), json!({}), &One("", "", false));
        assert_eq!(found.account, None);
    }

    #[test]
    fn a_claim_of_the_token_names_the_account() {
        // {"sub":"svc-7"} without a signature worth the name.
        let token = One("access_token", "e30.eyJzdWIiOiJzdmMtNyJ9.x", true);
        let found = read(json!({"account": [{"claim": "sub"}]}), json!({}), &token);
        assert_eq!(found.account.as_deref(), Some("svc-7"));
    }

    #[test]
    fn a_secret_field_never_becomes_the_name() {
        let found = read(
            json!({"account": [{"field": "api_key"}]}),
            json!({}),
            &One("api_key", "s3cr3t", true),
        );
        assert_eq!(found.account, None);
    }
}
