//! O5: every fault of a token endpoint is a matter of transport, bounded in time and memory, and costs no grant.

use super::o5_modes::{Expect, Mode, list};
use super::server::FaultServer;
use super::{CANARY, NOW, Place, old_grant};
use crate::Run;
use crate::report::{Control, Outcome};
use anyhow::{Context, Result};
use credenza_connect::oauth::{TokenEndpoint, TokenFailure, TokenGrant};
use credenza_testing::http_service::{Catcher, Hostile, HttpService, TestAuthority};
use secrecy::ExposeSecret as _;
use std::time::{Duration, Instant};

/// Beyond the limit of a request, for a loaded machine.
const SLACK: Duration = Duration::from_secs(2);
/// What one answer may cost in memory beyond a small one.
const MEMORY: u64 = 2 << 20;

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    crate::scratch::runtime()?.block_on(async {
        let limit = Duration::from_secs(run.size(4, 20));
        let server = FaultServer::start().await?;
        let catcher = Catcher::start().await?;
        let modes = list(&format!("http://{}/", catcher.address()));
        let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
        let (large, small): (Vec<Mode>, Vec<Mode>) =
            modes.into_iter().partition(|mode| mode.is_large);
        let mut caught = 0;
        let tries =
            small.iter().enumerate().map(|(index, mode)| attempt(&server, index, mode, limit));
        for (mode, tried) in small.iter().zip(futures::future::join_all(tries).await) {
            outcome.cases += 1;
            outcome.failures.extend(check(&mode.name, mode.expect, &tried?, limit));
            caught += u64::from(is_naive_caught(mode, limit));
        }
        for (index, mode) in large.iter().enumerate() {
            outcome.cases += 1;
            outcome.failures.extend(watched(&server, 10_000 + index, mode, limit).await?);
        }
        for (name, tried) in unreachable(limit).await? {
            outcome.cases += 1;
            outcome.failures.extend(check(name, Expect::Transport, &tried, limit));
        }
        if catcher.connections() != 0 {
            outcome.failures.push("a redirect was followed".to_owned());
        }
        outcome.control = Control::of(caught);
        Ok(outcome)
    })
}

/// A large answer, and what it costs in memory. The first may also pay for what the process keeps (buffers of the
/// allocator), so the least of three tries counts.
async fn watched(
    server: &FaultServer,
    index: usize,
    mode: &Mode,
    limit: Duration,
) -> Result<Vec<String>> {
    let mut least = u64::MAX;
    let mut found = Vec::new();
    for _ in 0..3 {
        let watch = Watch::start();
        let tried = attempt(server, index, mode, limit).await?;
        found.extend(check(&mode.name, mode.expect, &tried, limit));
        least = least.min(watch.stop());
    }
    if least > MEMORY {
        found.push(format!("{}: {} KiB of memory", mode.name, least >> 10));
    }
    Ok(found)
}

struct Tried {
    result: Result<TokenGrant, TokenFailure>,
    took: Duration,
}

async fn attempt(
    server: &FaultServer,
    index: usize,
    mode: &Mode,
    limit: Duration,
) -> Result<Tried> {
    let base = server.script(&format!("m/{index}"), vec![mode.play.clone()]);
    refresh(&base, server.port, limit).await
}

async fn refresh(base: &str, port: u16, limit: Duration) -> Result<Tried> {
    let place = Place::new(base, port)?;
    let (method, context) = (place.method()?, place.context(limit));
    let begun = Instant::now();
    let endpoint = TokenEndpoint { method: &method, context: &context };
    let result = endpoint.refresh(&old_grant()).await;
    Ok(Tried { result, took: begun.elapsed() })
}

/// A certificate of nobody, TLS where there is none, a closed port.
async fn unreachable(limit: Duration) -> Result<Vec<(&'static str, Tried)>> {
    let authority = TestAuthority::make()?;
    let untrusted = HttpService::start_tls(Hostile::Empty, &authority, &["127.0.0.1"]).await?;
    let plain = FaultServer::start().await?;
    let port = untrusted.address().port();
    let closed = credenza_testing::servers::free_port();
    Ok(vec![
        (
            "untrusted certificate",
            refresh(&format!("https://127.0.0.1:{port}"), port, limit).await?,
        ),
        (
            "TLS to a plain port",
            refresh(&format!("https://127.0.0.1:{}", plain.port), plain.port, limit).await?,
        ),
        ("closed port", refresh(&format!("http://127.0.0.1:{closed}"), closed, limit).await?),
    ])
}

/// What a person would notice: how long it took, what became of the credential, what was shown.
fn check(name: &str, expect: Expect, tried: &Tried, limit: Duration) -> Vec<String> {
    let mut found = Vec::new();
    if tried.took > limit + SLACK {
        found.push(format!("{name}: took {:.1} s", tried.took.as_secs_f64()));
    }
    match (&tried.result, expect) {
        (Err(failure @ TokenFailure::Transport { retry_after, .. }), Expect::Transport) => {
            let shown = format!("{failure} {failure:?} {}", failure.hint());
            if shown.contains(CANARY) {
                found.push(format!("{name}: a token is shown: {shown}"));
            }
            if retry_after.is_some_and(|wait| wait > Duration::from_secs(3600)) {
                found.push(format!("{name}: waits {retry_after:?}"));
            }
        }
        (Ok(grant), Expect::Granted(life)) => {
            let given = grant.expires_at.map(|end| end.since(NOW).as_secs());
            if given != life {
                found.push(format!("{name}: lives {given:?} s instead of {life:?}"));
            }
            let refresh = grant.refresh_token.as_ref().map(|token| token.expose_secret());
            if refresh != Some(&format!("old-refresh-{CANARY}")) {
                found.push(format!("{name}: the refresh token is lost"));
            }
        }
        (Ok(_), Expect::Transport) => found.push(format!("{name}: taken for a grant")),
        (Err(failure), _) => found.push(format!("{name}: {failure:?}")),
    }
    found
}

/// The control: a client for which every failure is the end of the grant.
fn is_naive_caught(mode: &Mode, limit: Duration) -> bool {
    let result = Err(TokenFailure::InvalidGrant { quote: None });
    !check(&mode.name, mode.expect, &Tried { result, took: Duration::ZERO }, limit).is_empty()
}

/// The most memory of this process while something goes on.
struct Watch {
    before: u64,
    most: std::sync::Arc<std::sync::atomic::AtomicU64>,
    task: tokio::task::JoinHandle<()>,
}

impl Watch {
    fn start() -> Self {
        let before = resident().unwrap_or(0);
        let most = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(before));
        let seen = std::sync::Arc::clone(&most);
        let task = tokio::spawn(async move {
            loop {
                seen.fetch_max(resident().unwrap_or(0), std::sync::atomic::Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        });
        Self { before, most, task }
    }

    fn stop(self) -> u64 {
        self.task.abort();
        self.most.load(std::sync::atomic::Ordering::SeqCst).saturating_sub(self.before)
    }
}

/// Bytes of memory in use (Linux).
fn resident() -> Result<u64> {
    let text = std::fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = text.split(' ').nth(1).context("statm")?.parse()?;
    Ok(pages * 4096)
}
