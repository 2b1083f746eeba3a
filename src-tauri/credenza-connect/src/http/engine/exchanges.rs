//! Logins and grants before the check, and the logout after it.

use super::{Door, Engine, Exchange, Granted};
use crate::http::answer::{Answer, Body};
use crate::http::exchange::Pinned;
use crate::http::judge::{Rules, Verdict, judge};
use crate::http::{ProbeRequest, RequestError, login};
use crate::manifest::{ResponseFormat, SESSION_TOKEN};
use crate::stage::StageFailure;
use std::time::Duration;

/// How long the request that ends a session may take. Nobody waits for it longer.
const LOGOUT: Duration = Duration::from_secs(3);

impl Engine<'_> {
    pub(super) async fn get_token(
        &mut self,
        pinned: &Pinned,
    ) -> Result<Option<(Answer, Body, Granted)>, StageFailure> {
        match self.exchange() {
            Exchange::None => Ok(None),
            Exchange::Login => self.log_in(pinned).await.map(Some),
            Exchange::Token => {
                self.remember_client();
                let Some(endpoint) = self.endpoint() else { return Ok(None) };
                endpoint.exchange(pinned).await.map(Some)
            }
        }
    }

    async fn log_in(&mut self, pinned: &Pinned) -> Result<(Answer, Body, Granted), StageFailure> {
        let request = self.login_request().map_err(|error| self.unmade(&error))?;
        self.remember(&request);
        let Some(session) = &self.auth.session else {
            return Err(self.unmade(&RequestError::NoAddress));
        };
        let answer = pinned.send(&request).await?;
        let body = answer.read(ResponseFormat::Json);
        match judge(&Rules::from(session), &answer, &body, &self.aim, &self.scrubber) {
            Verdict::Refused(failure) => Err(failure),
            Verdict::Accepted | Verdict::Limited(_) => {
                let granted = login::read(session, &answer, &body, &self.aim)?;
                Ok((answer, body, granted))
            }
        }
    }

    /// Ends the session of a two-step login, if the connector says how. Its failure changes nothing.
    pub(super) async fn log_out(&self, door: &Door) {
        let Some(logout) = self.auth.session.as_ref().and_then(|session| session.logout.as_ref())
        else {
            return;
        };
        if !self.values.contains(SESSION_TOKEN) {
            return;
        }
        let values = self.built_ins();
        let Ok(place) = self.auth.placements_for(&values) else { return };
        let spec = login::logout_spec(self.connector, self.auth, logout, &place);
        let Ok(request) = ProbeRequest::make(&spec, &values) else { return };
        let ending = async {
            let pinned =
                Pinned::new(&door.url, &door.addresses, &self.egress(), self.context.limits)?;
            pinned.send(&request).await
        };
        let ended = tokio::select! {
            biased;
            // Whoever cancelled does not wait for a courtesy; the session ends by itself.
            () = self.context.cancel.cancelled() => false,
            result = tokio::time::timeout(LOGOUT, ending) => matches!(result, Ok(Ok(_))),
        };
        if !ended {
            tracing::debug!(connector = %self.connector.id, "the session of a dry run was not ended");
        }
    }
}
