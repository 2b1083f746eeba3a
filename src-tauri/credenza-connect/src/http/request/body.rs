//! The body of a request, with the values that travel in it.

use super::{ProbeRequest, RequestError, RequestSpec};
use crate::manifest::{
    BodyFormat, BodyTemplate, Location, Lookup, Template, render_form, render_json,
};
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

impl ProbeRequest {
    pub(super) fn put_body(
        &mut self,
        spec: &RequestSpec<'_>,
        values: &dyn Lookup,
    ) -> Result<(), RequestError> {
        let members = |location| -> Vec<(&str, &Template)> {
            spec.place
                .iter()
                .filter(|one| one.location == location)
                .map(|one| (one.name.as_str(), &one.value))
                .collect()
        };
        let (json, form) = (members(Location::BodyJson), members(Location::BodyForm));
        for (_, template) in json.iter().chain(&form) {
            self.keep(template, values)?;
        }
        for template in spec.body.map(BodyTemplate::list_templates).unwrap_or_default() {
            self.keep(template, values)?;
        }
        match spec.body_format {
            BodyFormat::Form => self.put_form(render_form(spec.body, &form, values)?),
            BodyFormat::FormJsonField => {
                let text = render_json(spec.body, &json, values)?;
                let mut pairs = render_form(None, &form, values)?;
                pairs.push((spec.body_field.unwrap_or("json").to_owned(), text));
                self.put_form(pairs);
            }
            BodyFormat::Json if spec.body.is_some() || !json.is_empty() => {
                let text = render_json(spec.body, &json, values)?;
                self.set_body(text.expose_secret().as_bytes().to_vec(), "application/json");
            }
            BodyFormat::Json if !form.is_empty() => {
                self.put_form(render_form(None, &form, values)?)
            }
            BodyFormat::Json | BodyFormat::None => {}
        }
        Ok(())
    }

    pub(crate) fn put_form(&mut self, pairs: Vec<(String, SecretString)>) {
        let mut writer = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in &pairs {
            writer.append_pair(name, value.expose_secret());
        }
        self.set_body(writer.finish().into_bytes(), "application/x-www-form-urlencoded");
    }

    pub(crate) fn set_body(&mut self, body: Vec<u8>, content_type: &'static str) {
        self.body = Some(Zeroizing::new(body));
        // A content type of the connector's own (`application/x-amz-json-1.0`) stands.
        self.headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(content_type));
    }
}
