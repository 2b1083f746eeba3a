//! The stages of an HTTP dry run, from the host's name to what the credential may do.

mod door;
mod exchanges;
mod proof;
mod requests;
mod rights;

use super::answer::{Answer, Body};
use super::request::ProbeRequest;
use super::target::Aim;
use crate::egress::{Egress, EgressPolicy, connect};
use crate::manifest::{
    ACCESS_TOKEN, AllowedHost, AuthScheme, Connector, FieldValues, Grant, Lookup as _, ProbeBy,
    TemplateError,
};
use crate::stage::{DryRun, Identity, Scrubber, Stopped};
use crate::verify::{Fields, ProbeContext};
use credenza_model::{Stage, Verification};
use secrecy::SecretString;
use std::net::SocketAddr;
use url::Url;

/// Verifies a credential of an HTTP connector.
pub async fn verify(
    connector: &Connector,
    auth: &AuthScheme,
    fields: &Fields,
    context: &ProbeContext<'_>,
) -> Verification {
    let mut engine = Engine::new(connector, auth, fields, context);
    let mut run = DryRun::begin(
        context.progress,
        context.cancel.clone(),
        context.limits,
        engine.new_scrubber(),
    );
    let result = engine.drive(&mut run).await;
    let shown = engine.scrubber.scrub(&engine.shown);
    run.finish(&shown, result)
}

/// A token that was got on the way, and what came with it.
pub(in crate::http) struct Granted {
    /// The name under which templates find it.
    pub(in crate::http) name: &'static str,
    /// The token.
    pub(in crate::http) token: SecretString,
    /// Further values of the answer, by field name.
    pub(in crate::http) stored: Vec<(String, String)>,
    /// What was granted, as far as the answer says.
    pub(in crate::http) scopes: Vec<String>,
}

/// How a token is got before the probe.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Exchange {
    None,
    Login,
    Token,
}

/// The origin that is checked stage by stage, and its vetted addresses.
struct Door {
    url: Url,
    addresses: Vec<SocketAddr>,
}

/// An answer that proves the credential.
struct Proof {
    answer: Answer,
    body: Body,
    limited: Option<String>,
    is_limited: bool,
    scopes: Vec<String>,
}

struct Engine<'a> {
    connector: &'a Connector,
    auth: &'a AuthScheme,
    context: &'a ProbeContext<'a>,
    values: FieldValues,
    hosts: Result<Vec<AllowedHost>, TemplateError>,
    policy: EgressPolicy,
    scrubber: Scrubber,
    random: [u8; 16],
    aim: Aim,
    shown: String,
}

impl<'a> Engine<'a> {
    fn new(
        connector: &'a Connector,
        auth: &'a AuthScheme,
        fields: &Fields,
        context: &'a ProbeContext<'a>,
    ) -> Self {
        let values = fields.values(auth);
        let hosts = connector.allowed_hosts(&auth.id, &values);
        let policy = policy(&hosts, context);
        let aim = Aim::new(connector, auth, &values);
        let scrubber = Scrubber::new(values.list_secrets().map(|(_, secret)| secret));
        let shown = format!("{} {}", auth.probe.method.as_str(), connector.name);
        Self {
            connector,
            auth,
            context,
            values,
            hosts,
            policy,
            scrubber,
            random: (context.random)(),
            aim,
            shown,
        }
    }

    fn new_scrubber(&self) -> Scrubber {
        Scrubber::new(self.values.list_secrets().map(|(_, secret)| secret))
    }

    fn egress(&self) -> Egress<'_> {
        Egress {
            policy: &self.policy,
            resolver: self.context.resolver,
            roots: self.context.roots,
            now: self.context.now,
        }
    }

    async fn drive(&mut self, run: &mut DryRun<'_>) -> Result<Identity, Stopped> {
        let door = run.stage(Stage::Resolve, self.find_door()).await?;
        let connecting =
            async { connect(&door.addresses).await.map_err(|failure| self.at_address(failure)) };
        let stream = run.stage(Stage::Connect, connecting).await?;
        if door.url.scheme() == "https" {
            let host = door.url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
            let egress = self.egress();
            let shaking = async {
                egress
                    .tls_handshake(stream, &host)
                    .await
                    .map_err(|failure| self.at_address(failure))
            };
            run.stage(Stage::Tls, shaking).await?;
        } else {
            drop(stream);
            run.skip(Stage::Tls, "Plain HTTP to an approved private address");
        }
        let proof = run.stage(Stage::Authenticate, self.authenticate(&door)).await;
        let result = match proof {
            Ok(proof) => self.conclude(run, &proof).await,
            Err(stopped) => Err(stopped),
        };
        self.log_out(&door).await;
        result
    }

    fn exchange(&self) -> Exchange {
        match (&self.auth.session, &self.auth.oauth) {
            (Some(_), _) => Exchange::Login,
            (None, Some(oauth))
                if oauth.grant != Grant::AuthorizationCode
                    && (!self.values.contains(ACCESS_TOKEN)
                        || self.auth.probe.by == ProbeBy::Exchange) =>
            {
                Exchange::Token
            }
            _ => Exchange::None,
        }
    }

    fn learn(&mut self, granted: Granted) {
        self.scrubber.add(&granted.token);
        self.values.insert(granted.name, granted.token, true);
        for (name, value) in granted.stored {
            self.values.insert(&name, SecretString::from(value), false);
        }
        // A token's answer may name the host to use it at, where the connector's file provides for that.
        self.hosts = self.connector.allowed_hosts(&self.auth.id, &self.values);
        self.policy = policy(&self.hosts, self.context);
    }

    fn remember(&mut self, request: &ProbeRequest) {
        for secret in &request.secrets {
            self.scrubber.add(secret);
        }
    }

    /// The pair that HTTP Basic makes of an OAuth client (RFC 6749, section 2.3.1).
    fn remember_client(&mut self) {
        let encoded = |name: &str| -> Option<String> {
            let value = self.values.find(name)?;
            Some(url::form_urlencoded::byte_serialize(value.text.as_bytes()).collect())
        };
        if let (Some(id), Some(secret)) = (encoded("client_id"), encoded("client_secret")) {
            self.scrubber.add(&SecretString::from(format!("{id}:{secret}")));
        }
    }
}

fn policy(
    hosts: &Result<Vec<AllowedHost>, TemplateError>,
    context: &ProbeContext<'_>,
) -> EgressPolicy {
    let allowed = hosts.iter().flatten().map(|host| host.address.clone()).collect();
    EgressPolicy { allowed, private_approved: context.private_approved.to_vec() }
}
