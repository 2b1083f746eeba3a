//! A request made from a connector's data and a credential's values, and the only text about it
//! that may be shown.

mod body;
mod error;
mod place;

pub use error::RequestError;

use crate::manifest::{
    BodyFormat, BodyTemplate, Filter, Location, Lookup, Part, Placement, RenderedUrl,
    ResponseFormat, Template, TemplateError, render, render_target, render_url,
};
use http::header::{ACCEPT, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method};
use secrecy::SecretString;
use std::collections::BTreeMap;
use url::Url;
use zeroize::Zeroizing;

/// What a request is made from.
pub struct RequestSpec<'a> {
    /// The method.
    pub method: &'a str,
    /// What a relative address is appended to.
    pub base_url: &'a Template,
    /// A path that starts with `/`, or an absolute address.
    pub target: &'a Template,
    /// Headers; later tables replace earlier ones.
    pub headers: Vec<&'a BTreeMap<String, Template>>,
    /// Query parameters; later tables replace earlier ones.
    pub query: Vec<&'a BTreeMap<String, Template>>,
    /// Where the credential's values go.
    pub place: &'a [Placement],
    /// The body.
    pub body: Option<&'a BodyTemplate>,
    /// How the body is written.
    pub body_format: BodyFormat,
    /// With [`BodyFormat::FormJsonField`]: the parameter that carries the JSON.
    pub body_field: Option<&'a str>,
    /// What is asked for when nobody names an `Accept`.
    pub response_format: ResponseFormat,
}

impl RequestSpec<'_> {
    fn render_address(&self, values: &dyn Lookup) -> Result<RenderedUrl, TemplateError> {
        if starts_with_address(self.target) {
            return render_url(self.target, values);
        }
        let path: Vec<&Template> = self
            .place
            .iter()
            .filter(|one| one.location == Location::Path)
            .map(|one| &one.value)
            .collect();
        render_target(self.base_url, &path, self.target, values)
    }
}

/// Whether a target is `{server_url}/login`: a field in front is a whole address, not a path.
fn starts_with_address(target: &Template) -> bool {
    match target.parts().first() {
        Some(Part::Field { filters, .. }) => !filters.contains(&Filter::Path),
        _ => false,
    }
}

/// A finished request. No `Debug`: most of its parts are or may be secret.
pub struct ProbeRequest {
    /// The method.
    pub method: Method,
    /// The address, which may hold secrets.
    pub url: Url,
    /// The headers; injected ones are marked sensitive.
    pub headers: HeaderMap,
    /// The body.
    pub body: Option<Zeroizing<Vec<u8>>>,
    /// Every secret text that was put into it, for scrubbing.
    pub secrets: Vec<SecretString>,
    shown: String,
}

impl ProbeRequest {
    /// The request in words that hold no secret: `GET https://api.example.com/user`.
    #[must_use]
    pub fn describe(&self) -> &str {
        &self.shown
    }

    /// A request without headers and body.
    #[must_use]
    pub fn bare(method: Method, url: Url, shown: String) -> Self {
        Self { method, url, headers: HeaderMap::new(), body: None, secrets: Vec::new(), shown }
    }

    /// Makes the request.
    ///
    /// # Errors
    /// When a value that must be there is absent, or does not fit where it goes.
    pub fn make(spec: &RequestSpec<'_>, values: &dyn Lookup) -> Result<Self, RequestError> {
        let rendered = spec.render_address(values)?;
        let method =
            Method::from_bytes(spec.method.as_bytes()).map_err(|_| RequestError::NoAddress)?;
        // Queries carry keys; what is shown ends before them.
        let shown =
            format!("{method} {}", rendered.shown.split(['?', '#']).next().unwrap_or_default());
        let mut request = Self::bare(method, rendered.url, shown);
        request.put_query(spec, values)?;
        request.put_headers(spec, values)?;
        request.place(spec.place, values)?;
        request.put_body(spec, values)?;
        request.put_defaults(spec.response_format);
        Ok(request)
    }

    fn put_defaults(&mut self, response_format: ResponseFormat) {
        let accept = match response_format {
            ResponseFormat::Json => "application/json",
            ResponseFormat::Xml => "application/xml, text/xml",
            ResponseFormat::Text => "*/*",
        };
        self.headers.entry(ACCEPT).or_insert(HeaderValue::from_static(accept));
        self.headers
            .entry(USER_AGENT)
            .or_insert(HeaderValue::from_static(crate::http::built_in::USER_AGENT));
    }

    /// Renders a template and remembers it for scrubbing if a secret went into it.
    fn keep(
        &mut self,
        template: &Template,
        values: &dyn Lookup,
    ) -> Result<Option<SecretString>, TemplateError> {
        let Some(rendered) = render(template, values)? else { return Ok(None) };
        let secret = rendered.is_secret();
        let text = rendered.into_secret();
        if secret {
            self.secrets.push(text.clone());
        }
        Ok(Some(text))
    }
}
