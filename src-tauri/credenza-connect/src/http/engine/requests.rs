//! The requests of one dry run, made from the connector's file and the credential's values.

use super::Engine;
use crate::http::token::TokenEndpoint;
use crate::http::{BuiltIns, ProbeRequest, RequestError, RequestSpec, login, ses};
use crate::manifest::{Kind, Placement};

impl Engine<'_> {
    pub(super) fn built_ins(&self) -> BuiltIns<'_> {
        BuiltIns::new(&self.values, self.context.now, self.random)
    }

    pub(super) fn login_request(&self) -> Result<ProbeRequest, RequestError> {
        let session = self.auth.session.as_ref().ok_or(RequestError::NoAddress)?;
        ProbeRequest::make(&login::spec(self.connector, self.auth, session), &self.built_ins())
    }

    pub(super) fn probe_request(&self) -> Result<ProbeRequest, RequestError> {
        let values = self.built_ins();
        let mut request = if self.connector.kind == Kind::AwsSes {
            ses::request(self.connector.base_url_for(self.auth), &values)?
        } else {
            let place = self.auth.placements_for(&values)?;
            ProbeRequest::make(&self.probe_spec(&place)?, &values)?
        };
        if let Some(signing) = &self.auth.signing {
            crate::signing::sign(signing, &mut request, &values, self.context.now)?;
        }
        Ok(request)
    }

    fn probe_spec<'s>(&'s self, place: &'s [Placement]) -> Result<RequestSpec<'s>, RequestError> {
        let probe = &self.auth.probe;
        Ok(RequestSpec {
            method: probe.method.as_str(),
            base_url: self.connector.base_url_for(self.auth),
            target: probe.url.as_ref().ok_or(RequestError::NoAddress)?,
            headers: vec![&self.connector.headers, &probe.headers],
            query: vec![&self.connector.query, &probe.query],
            place,
            body: probe.body.as_ref(),
            body_format: probe.body_format,
            body_field: probe.body_field.as_deref(),
            response_format: probe.response_format,
        })
    }

    pub(super) fn endpoint(&self) -> Option<TokenEndpoint<'_>> {
        Some(TokenEndpoint {
            connector: self.connector,
            auth: self.auth,
            oauth: self.auth.oauth.as_ref()?,
            values: &self.values,
            now: self.context.now,
            random: self.random,
            aim: &self.aim,
            scrubber: &self.scrubber,
            tokens: self.context.tokens,
        })
    }
}
