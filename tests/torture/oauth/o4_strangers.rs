//! O4: what a program that sits on the port, or an address that brings parameters of its own, gets out of a sign-in:
//! a code that is worth nothing without the verifier (RFC 7636).

use super::o1_callbacks::begin;
use super::{Place, random};
use crate::Run;
use crate::report::{Control, Outcome};
use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credenza_connect::oauth::{AuthorizationRequest, ListenError, LoopbackListener, RedirectPlan};
use secrecy::ExposeSecret as _;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::net::TcpListener;
use url::Url;

/// Sign-ins whose proofs must all differ.
const MANY: u64 = 100;

/// Parameters that an address could bring along to weaken the proof.
const BROUGHT: [&str; 6] = [
    "?code_challenge_method=plain",
    "?code_challenge=known&code_challenge_method=plain",
    "?state=known",
    "?redirect_uri=https%3A%2F%2Fevil.example",
    "?client_id=evil",
    "?response_type=token",
];

pub(crate) fn run(_: &Run) -> Result<Outcome> {
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    let place = Place::new("http://127.0.0.1:9/o4", 9)?;
    let mut seen = BTreeSet::new();
    let mut caught = 0;
    for _ in 0..MANY {
        outcome.cases += 1;
        let (url, verifier) = signed(&place)?;
        outcome.failures.extend(weakness(&url, &verifier));
        if !seen.insert(verifier.clone()) {
            outcome.failures.push("a verifier was used twice".to_owned());
        }
        caught += u64::from(weakness(&in_plain(&url, &verifier), &verifier).is_some());
    }
    for brought in BROUGHT {
        outcome.cases += 1;
        outcome.failures.extend(tried_with(brought)?);
    }
    outcome.failures.extend(crate::scratch::runtime()?.block_on(ports())?);
    outcome.cases += 3;
    outcome.control = Control::of(caught);
    Ok(outcome)
}

/// The address of a sign-in, and the verifier that stays here.
fn signed(place: &Place) -> Result<(Url, String)> {
    let method = place.method()?;
    let request = AuthorizationRequest {
        method: &method,
        redirect_uri: super::o1_callbacks::BACK,
        private_approved: place.approved(),
        login_hint: None,
        extra_scopes: &[],
    };
    let (url, pending) = request.make(super::NOW, &random)?;
    let verifier = pending.verifier.context("a verifier")?;
    Ok((url, verifier.expose_secret().to_owned()))
}

/// Why somebody who saw the address could use the code, if they could.
fn weakness(url: &Url, verifier: &str) -> Option<String> {
    let all = |name: &str| -> Vec<String> {
        let own = url.query_pairs().filter(|(key, _)| key == name);
        own.map(|(_, value)| value.into_owned()).collect()
    };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    if all("code_challenge_method") != ["S256"] || all("code_challenge") != [challenge] {
        return Some("the proof is not S256 of the verifier, once".to_owned());
    }
    if url.as_str().contains(verifier) {
        return Some("the verifier stands in the address".to_owned());
    }
    for name in ["state", "client_id", "redirect_uri", "response_type"] {
        if all(name).len() != 1 {
            return Some(format!("{name} is there {} times", all(name).len()));
        }
    }
    None
}

/// The control: the same address as RFC 7636's `plain` would have it.
fn in_plain(url: &Url, verifier: &str) -> Url {
    let mut plain = url.clone();
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    plain.query_pairs_mut().clear().extend_pairs(pairs.into_iter().map(|(name, value)| {
        match name.as_str() {
            "code_challenge" => (name, verifier.to_owned()),
            "code_challenge_method" => (name, "plain".to_owned()),
            _ => (name, value),
        }
    }));
    plain
}

/// An address with parameters of its own is refused, or they have no say.
fn tried_with(brought: &str) -> Result<Option<String>> {
    let place = Place::new(&format!("http://127.0.0.1:9/o4{brought}"), 9)?;
    let Ok((url, verifier)) = signed(&place) else { return Ok(None) };
    let harmless = weakness(&url, &verifier);
    let state = begin(&place.method()?, &place)?.0;
    let known = (state == "known").then(|| "the state is known".to_owned());
    Ok(harmless.or(known).map(|why| format!("{brought}: {why}")))
}

/// A taken port is told; one that is let go is free again; time ends.
async fn ports() -> Result<Vec<String>> {
    let mut found = Vec::new();
    let other = TcpListener::bind("127.0.0.1:0").await?;
    let port = other.local_addr()?.port();
    let plan = RedirectPlan::parse(&format!("http://127.0.0.1:{port}/back"))?;
    match LoopbackListener::bind(&plan, &random).await {
        Err(ListenError::PortTaken { port: told }) if told == port => {}
        Err(error) => found.push(format!("a taken port: {error}")),
        Ok(_) => found.push("a port was shared".to_owned()),
    }
    drop(other);
    let mut listener = LoopbackListener::bind(&plan, &random).await?;
    if !matches!(listener.wait(Duration::from_millis(50)).await, Err(ListenError::TimedOut)) {
        found.push("waiting does not end".to_owned());
    }
    drop(listener);
    let freed = async {
        while TcpListener::bind(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    if tokio::time::timeout(Duration::from_secs(5), freed).await.is_err() {
        found.push("the port stays open".to_owned());
    }
    Ok(found)
}
