//! U3: the content security policy that the web view enforces on the bundle, directive by directive, and
//! the bundle itself: nothing inline, nothing that evaluates.
//!
//! The policy is read from a violation that is provoked: what the engine enforces, not what a file says.

use crate::report::{Control, Outcome};
use crate::{Run, scratch, u1_commands};
use anyhow::{Context, Result};
use credenza_tests::window::{Home, Window};
use std::collections::BTreeMap;
use std::path::Path;

type Policy = BTreeMap<String, Vec<String>>;

/// SECURITY 4.4, and what Tauri adds for its own scripts and its isolation frame. Hashes, nonces and
/// the frame's random scheme are written `'hash'`, `'nonce'` and `isolation`.
const EXPECTED: &str = "base-uri 'none'; connect-src http://ipc.localhost ipc:; default-src 'none' isolation; font-src 'self'; \
    form-action 'none'; frame-ancestors 'none'; img-src 'self' data:; \
    script-src 'hash' 'self'; style-src 'self'";

const PROVOKE: &str = "return await new Promise((ok, no) => { \
    addEventListener('securitypolicyviolation', (e) => ok(e.originalPolicy), {once: true}); \
    setTimeout(() => no('nothing was enforced'), 3000); \
    const i = new Image(); i.src = 'http://127.0.0.1:9/provoked.png'; })";

pub(crate) fn run(_: &Run) -> Result<Outcome> {
    let enforced = scratch::runtime()?.block_on(read())?;
    let expected = parse(EXPECTED);
    let mut failures = differences(&expected, &parse(&enforced));
    let mut cases = expected.len() as u64;
    for (name, text) in bundle(&u1_commands::root().join("ui/dist"))? {
        cases += 1;
        failures.extend(offences(&name, &text));
    }
    Ok(Outcome { cases, failures, control: control(&expected, &enforced) })
}

async fn read() -> Result<String> {
    let home = Home::new();
    let window = Window::open(&home).await;
    window.shows("Welcome to Credenza").await;
    let answer = window.run(PROVOKE).await;
    window.close().await;
    answer["ok"].as_str().map(str::to_owned).with_context(|| format!("no policy: {answer}"))
}

fn parse(text: &str) -> Policy {
    let directives = text.split(';').map(str::trim).filter(|directive| !directive.is_empty());
    let parsed = directives.map(|directive| {
        let mut words = directive.split_whitespace();
        let name = words.next().unwrap_or_default().to_owned();
        let mut sources: Vec<String> = words.map(plain).collect();
        sources.sort();
        sources.dedup();
        (name, sources)
    });
    parsed.collect()
}

fn plain(source: &str) -> String {
    match source {
        frame if frame.starts_with("isolation-") => "isolation".to_owned(),
        hash if hash.starts_with("'sha256-") => "'hash'".to_owned(),
        nonce if nonce.starts_with("'nonce-") => "'nonce'".to_owned(),
        other => other.to_owned(),
    }
}

fn differences(expected: &Policy, enforced: &Policy) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> =
        expected.keys().chain(enforced.keys()).collect();
    let differ = names.into_iter().filter(|name| expected.get(*name) != enforced.get(*name));
    differ
        .map(|name| {
            format!("{name}: enforced {:?}, expected {:?}", enforced.get(name), expected.get(name))
        })
        .collect()
}

/// The scripts and pages that the window is served.
fn bundle(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).context("the front end has to be built first")? {
        let path = entry?.path();
        let name = path.display().to_string();
        if path.is_dir() {
            files.extend(bundle(&path)?);
        } else if name.ends_with(".js") || name.ends_with(".html") {
            files.push((name, std::fs::read_to_string(&path)?));
        }
    }
    Ok(files)
}

fn offences(name: &str, text: &str) -> Vec<String> {
    let page =
        ["<script>", "<style", " style=\"", " onclick=", " onload=", "http-equiv=\"refresh\""];
    let script = ["new Function(", "eval(", "importScripts("];
    let looked_for: &[&str] = if name.ends_with(".html") { &page } else { &script };
    let found = looked_for.iter().filter(|what| text.contains(**what));
    found.map(|what| format!("{name} holds {what}")).collect()
}

/// Policies that are a little worse, and files that would need them.
fn control(expected: &Policy, enforced: &str) -> Control {
    let worse = [
        enforced.replace("default-src 'none'", "default-src *"),
        enforced.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
        enforced.replace("connect-src", "connect-src https:"),
        enforced.replace("base-uri 'none'", ""),
    ];
    let seen = worse.iter().filter(|policy| !differences(expected, &parse(policy)).is_empty());
    let planted = [("a.html", "<script>x</script>"), ("a.js", "return new Function(x)")];
    let found = planted.iter().filter(|(name, text)| !offences(name, text).is_empty());
    let caught = seen.count() + found.count();
    Control::of(if caught == worse.len() + planted.len() { caught as u64 } else { 0 })
}
