//! The check itself: the token, if one is needed, then the probe and the verdict on its answer.

use super::{Door, Engine, Proof};
use crate::http::answer::Answer;
use crate::http::exchange::Pinned;
use crate::http::judge::{Rules, Verdict, judge};
use crate::http::{ProbeRequest, quote, ses};
use crate::manifest::{Kind, ProbeBy, Signing};
use crate::stage::{Passed, StageFailure};

/// How many redirects within one origin are followed, where the connector says so.
const MOST_REDIRECTS: usize = 3;

impl Engine<'_> {
    pub(super) async fn authenticate(
        &mut self,
        door: &Door,
    ) -> Result<Passed<Proof>, StageFailure> {
        let pinned = Pinned::new(&door.url, &door.addresses, &self.egress(), self.context.limits)?;
        let mut scopes = Vec::new();
        if let Some((answer, body, granted)) = self.get_token(&pinned).await? {
            scopes.clone_from(&granted.scopes);
            self.learn(granted);
            if self.auth.probe.by == ProbeBy::Exchange {
                let message =
                    format!("{} accepted the {}", self.aim.provider, self.aim.secret_title);
                return Ok(Passed::new(
                    Proof { answer, body, limited: None, is_limited: false, scopes },
                    message,
                ));
            }
        }
        let request = self.probe_request().map_err(|error| self.unmade(&error))?;
        self.remember(&request);
        self.shown = request.describe().to_owned();
        self.aim.host = request.url.host_str().unwrap_or_default().to_owned();
        if pinned.leads_to(&request.url) {
            return self.ask(&pinned, request, scopes).await;
        }
        let found = self.look_up(&request.url).await?;
        let other = Pinned::new(&request.url, &found.value, &self.egress(), self.context.limits)?;
        self.ask(&other, request, scopes).await
    }

    async fn ask(
        &self,
        pinned: &Pinned,
        request: ProbeRequest,
        scopes: Vec<String>,
    ) -> Result<Passed<Proof>, StageFailure> {
        let probe = &self.auth.probe;
        let answer = self.send_following(pinned, request).await?;
        let body = answer.read(probe.response_format);
        let status = answer.status.as_u16();
        let mut verdict = judge(&Rules::from(probe), &answer, &body, &self.aim, &self.scrubber);
        if self.connector.kind == Kind::AwsSes && ses::is_denied(&answer, &body) {
            verdict = Verdict::Limited(quote(&answer, &self.scrubber));
        }
        match verdict {
            Verdict::Refused(failure) => match self.auth.signing {
                Some(Signing::AwsSigv4 { .. }) => {
                    Err(ses::explain_signature(failure, &answer, &body, self.context.now))
                }
                _ => Err(failure),
            },
            Verdict::Accepted => {
                let message = format!(
                    "{} accepted the {} (HTTP {status})",
                    self.aim.provider, self.aim.secret_title
                );
                Ok(Passed::new(
                    Proof { answer, body, limited: None, is_limited: false, scopes },
                    message,
                ))
            }
            Verdict::Limited(words) => {
                let message = format!(
                    "{} knows the {} (HTTP {status})",
                    self.aim.provider, self.aim.secret_title
                );
                Ok(Passed::new(
                    Proof { answer, body, limited: words, is_limited: true, scopes },
                    message,
                ))
            }
        }
    }

    async fn send_following(
        &self,
        pinned: &Pinned,
        mut request: ProbeRequest,
    ) -> Result<Answer, StageFailure> {
        let mut answer = pinned.send(&request).await?;
        if !self.auth.probe.follow_redirects {
            return Ok(answer);
        }
        for _ in 0..MOST_REDIRECTS {
            let location =
                answer.find_header("location").filter(|_| answer.status.is_redirection());
            let Some(next) = location.and_then(|text| request.url.join(text).ok()) else { break };
            // Only within the origin that was checked; a secret goes nowhere else.
            if !pinned.leads_to(&next) || request.body.is_some() {
                break;
            }
            request.url = next;
            answer = pinned.send(&request).await?;
        }
        Ok(answer)
    }
}
