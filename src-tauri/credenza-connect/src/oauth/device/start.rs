//! Asking for a device code (RFC 8628, section 3.1), and asking what became of it (section 3.4).

use super::pace::DEFAULT_INTERVAL;
use super::{DeviceAuthorization, DevicePoll};
use crate::egress::foreign::one_line;
use crate::http::Body;
use crate::manifest::{Template, render_url};
use crate::oauth::token::{Parameters, TokenEndpoint, TokenFailure, TransportKind, answer};
use secrecy::SecretString;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use url::Url;

/// The grant type of section 3.4.
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// When the provider gives no life although it must.
const DEFAULT_LIFE: Duration = Duration::from_secs(10 * 60);
/// Nobody types a code for longer.
const LONGEST_LIFE: Duration = Duration::from_secs(60 * 60);

impl TokenEndpoint<'_> {
    /// Asks for a code to type on another screen.
    ///
    /// # Errors
    /// [`TokenFailure`]; also when the provider names a page that is neither on the connector's hosts nor on that of
    /// its sign-in page (a code typed elsewhere would sign a stranger in).
    pub async fn start_device(&self) -> Result<DeviceAuthorization, TokenFailure> {
        let oauth = self.method.oauth();
        let url = oauth.device_url.as_ref().ok_or_else(|| TokenFailure::NotMade {
            reason: "the provider offers no sign-in by device code".to_owned(),
        })?;
        let mut parameters = Parameters::empty();
        self.put_scopes(&mut parameters);
        let (extra, stored) = (BTreeMap::new(), BTreeMap::new());
        let mut ask = self.ask(parameters, &extra, &stored);
        ask.url = url;
        let (reply, scrubber) = self.send(&ask).await?;
        let body = answer::judge(&reply, oauth, &scrubber, self.context.now)
            .map_err(|refusal| refusal.failure)?;
        let Body::Json(value) = body else {
            return Err(TokenFailure::transport(TransportKind::Malformed));
        };
        self.read_device(&value)
    }

    fn read_device(&self, value: &Value) -> Result<DeviceAuthorization, TokenFailure> {
        let malformed = || TokenFailure::transport(TransportKind::Malformed);
        let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|t| !t.is_empty());
        let device_code = text("device_code").ok_or_else(malformed)?;
        let user_code = text("user_code").map(one_line).ok_or_else(malformed)?;
        // Google wrote `verification_url` before there was a standard.
        let page = text("verification_uri").or_else(|| text("verification_url"));
        let page = page.and_then(|text| Url::parse(text).ok()).ok_or_else(malformed)?;
        if !self.is_own_page(&page) {
            return Err(TokenFailure::NotMade {
                reason: format!(
                    "the provider names {} as the page for the code, which is not a host of this connector",
                    one_line(page.host_str().unwrap_or("something"))
                ),
            });
        }
        let complete = text("verification_uri_complete").and_then(|text| Url::parse(text).ok());
        let seconds = |name: &str| match value.get(name)? {
            Value::Number(number) => number.as_u64().map(Duration::from_secs),
            Value::String(text) => text.trim().parse().ok().map(Duration::from_secs),
            _ => None,
        };
        Ok(DeviceAuthorization {
            device_code: SecretString::from(device_code),
            user_code,
            verification_uri_complete: complete.filter(|url| self.is_own_page(url)),
            verification_uri: page,
            expires_in: seconds("expires_in").unwrap_or(DEFAULT_LIFE).min(LONGEST_LIFE),
            interval: seconds("interval").unwrap_or(DEFAULT_INTERVAL),
        })
    }

    /// On a host of the connector, or of one of its endpoints; over https unless the host is approved.
    fn is_own_page(&self, page: &Url) -> bool {
        let policy = self.method.policy(self.context.private_approved);
        let oauth = self.method.oauth();
        let host = page.host_str().unwrap_or_default();
        let port = page.port_or_known_default().unwrap_or_default();
        if page.scheme() != "https" && !policy.approves_private(host, port) {
            return false;
        }
        let hosts_page = |template: &Template| {
            render_url(template, &self.method.values)
                .is_ok_and(|one| one.url.origin() == page.origin())
        };
        let listed = oauth.device_hosts.iter().any(|one| one.eq_ignore_ascii_case(host));
        listed
            || policy.allows(host, port)
            || oauth.authorize_url.as_ref().is_some_and(hosts_page)
            || oauth.device_url.as_ref().is_some_and(hosts_page)
    }

    /// Asks once what became of a code.
    ///
    /// # Errors
    /// [`TokenFailure`] where the answer is about something else than the person's decision.
    pub async fn poll_device(
        &self,
        device: &DeviceAuthorization,
    ) -> Result<DevicePoll, TokenFailure> {
        let mut parameters = Parameters::empty();
        parameters.put("grant_type", DEVICE_CODE);
        parameters.put_secret("device_code", &device.device_code);
        let stored = BTreeMap::new();
        let ask = self.ask(parameters, &self.method.oauth().token_params, &stored);
        let (reply, scrubber) = self.send(&ask).await?;
        let body = answer::read(&reply).map(Body::Json);
        let code = body.as_ref().ok().and_then(answer::error_code);
        match code {
            Some("authorization_pending") => return Ok(DevicePoll::Pending),
            Some("slow_down") => return Ok(DevicePoll::SlowDown),
            Some("expired_token") => return Ok(DevicePoll::Expired),
            Some("access_denied" | "authorization_declined") => {
                return Ok(DevicePoll::Denied { quote: answer::words(&reply, &scrubber) });
            }
            _ => {}
        }
        self.read_grant(&reply, &scrubber).map(|grant| DevicePoll::Granted(Box::new(grant)))
    }
}
