//! The way to the first request: which origin, whether secrets of this credential may go there, and
//! at which addresses.

use super::{Door, Engine, Exchange};
use crate::egress::{AddressKind, classify};
use crate::http::RequestError;
use crate::stage::{Passed, StageFailure};
use credenza_model::{FailureCode, HostPort};
use std::net::SocketAddr;
use url::Url;

impl Engine<'_> {
    /// The first request's origin, looked up and judged.
    pub(super) async fn find_door(&mut self) -> Result<Passed<Door>, StageFailure> {
        if let Err(error) = &self.hosts {
            return Err(self.unmade(&RequestError::Template(error.clone())));
        }
        let request = match self.exchange() {
            Exchange::None => self.probe_request(),
            Exchange::Login => self.login_request(),
            Exchange::Token => {
                self.endpoint().map_or(Err(RequestError::NoAddress), |endpoint| endpoint.request())
            }
        };
        let request = request.map_err(|error| self.unmade(&error))?;
        self.shown = request.describe().to_owned();
        self.aim.host = request.url.host_str().unwrap_or_default().to_owned();
        let found = self.look_up(&request.url).await?;
        Ok(found.map(|addresses| Door { url: request.url, addresses }))
    }

    /// The vetted addresses of `url`, if secrets of this credential may go there at all.
    pub(super) async fn look_up(&self, url: &Url) -> Result<Passed<Vec<SocketAddr>>, StageFailure> {
        let (host, port) = host_and_port(url);
        let target = HostPort::new(&host, port);
        let known = self
            .hosts
            .iter()
            .flatten()
            .any(|one| one.scheme == url.scheme() && one.address == target);
        if !known && self.policy.allows(&host, port) {
            return Err(self.at_address(insecure(&target)));
        }
        let found =
            self.egress().resolve(&host, port).await.map_err(|failure| self.at_address(failure))?;
        let private = |address: &SocketAddr| classify(address.ip()) != AddressKind::Global;
        if url.scheme() != "https"
            && !(self.policy.approves_private(&host, port) && found.value.iter().all(private))
        {
            return Err(self.at_address(insecure(&target)));
        }
        Ok(found)
    }

    /// Egress failures name the field `host`; this connector may call it otherwise, or have none.
    pub(super) fn at_address(&self, failure: StageFailure) -> StageFailure {
        let known = |name: &String| self.auth.fields.properties.contains_key(name);
        let field = failure.field.clone().filter(known).or_else(|| self.aim.address_field.clone());
        StageFailure { field, ..failure }
    }

    pub(super) fn unmade(&self, error: &RequestError) -> StageFailure {
        let failure = StageFailure::new(
            FailureCode::TargetNotFound,
            format!("No request can be made: {error}"),
        )
        .hint("Check the fields of this credential.");
        StageFailure {
            field: error.field().map(str::to_owned).or_else(|| self.aim.address_field.clone()),
            ..failure
        }
    }
}

fn host_and_port(url: &Url) -> (String, u16) {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    (host, url.port_or_known_default().unwrap_or(0))
}

fn insecure(target: &HostPort) -> StageFailure {
    StageFailure::new(
        FailureCode::TlsFailed,
        format!("http:// would send the secret to {target} in clear"),
    )
    .hint("Use https://. Plain HTTP is possible only to a private address that was approved.")
    .field("base_url")
}
