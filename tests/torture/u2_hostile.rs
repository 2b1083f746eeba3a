//! U2: hostile script in the real window. It calls every command of every plugin, navigates, fetches,
//! frames, evaluates and pollutes; all of it is denied, and a listener hears nothing.
//!
//! A call that the isolation hook refuses is never answered, which counts as denied.

use crate::report::{Control, Outcome};
use crate::{Run, scratch, u1_commands};
use anyhow::{Context, Result, ensure};
use credenza_tests::window::{Home, Window};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::{TcpListener, TcpStream};

/// Arguments that a command of that plugin would take.
const PAYLOADS: [&str; 4] = [
    "{}",
    "{path: '/etc/passwd', url: 'http://127.0.0.1:PORT/', program: 'sh', args: [], options: {}, label: 'main', message: 'x'}",
    "{event: 'credenza://event', payload: {}, target: {kind: 'Any'}, eventId: 1, handler: 1}",
    "{operation: 'vault.status', request: {}, __proto__: {cmd: 'rpc'}}",
];

/// Ways out, in, and around; each has to throw or to change nothing.
const DENIED: [&str; 22] = [
    "return eval('1 + 1')",
    "return new Function('return 1')()",
    "window.hit = 0; setTimeout('window.hit = 1', 0); await new Promise((go) => setTimeout(go, 200)); if (!window.hit) throw 'denied'",
    "const s = document.createElement('script'); s.textContent = 'window.inline = 1'; document.head.append(s); if (!window.inline) throw 'denied'",
    "const b = document.createElement('button'); b.setAttribute('onclick', 'window.handler = 1'); document.body.append(b); b.click(); b.remove(); if (!window.handler) throw 'denied'",
    "return (await fetch('http://127.0.0.1:PORT/fetch')).status",
    "return (await fetch('https://127.0.0.1:PORT/fetch', {mode: 'no-cors'})).type",
    "return (await fetch('file:///etc/passwd')).status",
    "await new Promise((ok, no) => { const x = new XMLHttpRequest(); x.onload = ok; x.onerror = () => no('denied'); x.open('GET', 'http://127.0.0.1:PORT/xhr'); x.send() })",
    "await new Promise((ok, no) => { const s = new WebSocket('ws://127.0.0.1:PORT/'); s.onopen = ok; s.onerror = () => no('denied') })",
    "await new Promise((ok, no) => { const s = new EventSource('http://127.0.0.1:PORT/'); s.onopen = ok; s.onerror = () => no('denied') })",
    "await new Promise((ok, no) => { const i = new Image(); i.onload = ok; i.onerror = () => no('denied'); i.src = 'http://127.0.0.1:PORT/i.png' })",
    "await new Promise((ok, no) => { const s = document.createElement('script'); s.onload = ok; s.onerror = () => no('denied'); s.src = 'http://127.0.0.1:PORT/s.js'; document.head.append(s) })",
    "await new Promise((ok, no) => { const s = document.createElement('link'); s.rel = 'stylesheet'; s.onload = ok; s.onerror = () => no('denied'); s.href = 'http://127.0.0.1:PORT/s.css'; document.head.append(s) })",
    "if (!navigator.sendBeacon('http://127.0.0.1:PORT/beacon', 'x')) throw 'denied'; await new Promise((go) => setTimeout(go, 300)); throw 'sent, unless nobody hears it'",
    "await new Promise((ok, no) => { const w = new Worker('data:text/javascript,postMessage(1)'); w.onmessage = ok; w.onerror = () => no('denied') })",
    "const f = document.createElement('iframe'); f.src = 'http://127.0.0.1:PORT/frame'; document.body.append(f); await new Promise((go) => setTimeout(go, 400)); f.remove(); throw 'framed, unless nobody hears it'",
    "const f = document.createElement('iframe'); f.srcdoc = '<script>parent.framed = 1</' + 'script>'; document.body.append(f); await new Promise((go) => setTimeout(go, 400)); f.remove(); if (!window.framed) throw 'denied'",
    "const f = document.createElement('form'); f.action = 'http://127.0.0.1:PORT/form'; f.method = 'post'; document.body.append(f); f.submit(); await new Promise((go) => setTimeout(go, 400)); f.remove(); throw 'submitted, unless nobody hears it'",
    "if (window.open('http://127.0.0.1:PORT/open') === null) throw 'denied'",
    "if (window.__TAURI__ === undefined) throw 'denied'",
    "const r = await fetch('ipc://localhost/rpc', {method: 'POST', headers: {'content-type': 'application/json', 'tauri-callback': '1', 'tauri-error': '2', 'tauri-invoke-key': ''}, body: JSON.stringify({operation: 'vault.status', request: {}})}); if (!r.ok || r.headers.get('tauri-response') !== 'ok') throw 'denied'",
];

const ELSEWHERE: [&str; 7] = [
    "http://127.0.0.1:PORT/go",
    "https://example.org/",
    "file:///etc/passwd",
    "data:text/html,x",
    "javascript:document.title='owned'",
    "about:blank",
    "tauri://elsewhere/",
];

const POLLUTIONS: [&str; 5] = [
    "Object.prototype.planted = 1",
    "({}).__proto__.planted = 1",
    "Object.prototype.toString = () => 'owned'",
    "Object.defineProperty(Object.prototype, 'planted', {value: 1})",
    "Object.assign({}, JSON.parse('{\"__proto__\": {\"planted\": 1}}'))",
];

/// What the page may spoil for itself, and puts right before it answers. The hook stands in a frame with
/// objects of its own, and its judgement has to stay the same.
const SPOIL: [&str; 2] = [
    "const kept = [RegExp.prototype.test, String.prototype.startsWith, Array.prototype.includes, Array.prototype.every]; \
     RegExp.prototype.test = String.prototype.startsWith = Array.prototype.includes = Array.prototype.every = () => true;",
    "[RegExp.prototype.test, String.prototype.startsWith, Array.prototype.includes, Array.prototype.every] = kept;",
];

pub(crate) fn run(_: &Run) -> Result<Outcome> {
    scratch::runtime()?.block_on(attack())
}

async fn attack() -> Result<Outcome> {
    let home = Home::new();
    let window = Window::open(&home).await;
    window.shows("Welcome to Credenza").await;
    let ear = Ear::new()?;
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    for payload in PAYLOADS {
        every_command(&window, &ear, payload, ["", ""], &mut outcome).await?;
    }
    for script in DENIED {
        outcome.cases += 1;
        let answer = window.run(&ear.aim(script)).await;
        if answer.get("denied").is_none() {
            outcome.failures.push(format!("{script} gave {answer}"));
        }
    }
    for address in ELSEWHERE {
        outcome.cases += 1;
        let body = format!(
            "const before = location.href; const title = document.title; location.href = {}; \
             await new Promise((go) => setTimeout(go, 500)); return location.href === before && document.title === title",
            json!(ear.aim(address))
        );
        if window.run(&body).await["ok"] != true {
            outcome.failures.push(format!("the window went to {address}"));
        }
    }
    for script in POLLUTIONS {
        outcome.cases += 1;
        let body = format!(
            "try {{ {script} }} catch {{}} \
             return ({{}}).planted === undefined && String({{}}) === '[object Object]'"
        );
        if window.run(&body).await["ok"] != true {
            outcome.failures.push(format!("{script} changed every object"));
        }
    }
    for payload in &PAYLOADS[..2] {
        every_command(&window, &ear, payload, SPOIL, &mut outcome).await?;
    }
    if ear.heard() {
        outcome.failures.push("something left the window".to_owned());
    }
    outcome.control = control(&window, &ear).await?;
    window.close().await;
    Ok(outcome)
}

/// The harness would notice: a call that is allowed is answered, a script runs, a connection is heard.
async fn control(window: &Window, ear: &Ear) -> Result<Control> {
    let status = window.run(&invoke("rpc", "{operation: 'vault.status', request: {}}")).await;
    let script = window.run("return 1 + 1").await;
    let _connection = TcpStream::connect(ear.0.local_addr()?)?;
    let signs = [status["ok"]["state"] == "missing", script["ok"] == 2, ear.heard()];
    Ok(Control::of(if signs.iter().all(|sign| *sign) { 3 } else { 0 }))
}

fn invoke(command: &str, payload: &str) -> String {
    format!(
        "return await Promise.race([__TAURI_INTERNALS__.invoke('{command}', {payload}), \
         new Promise((_, no) => setTimeout(() => no('no answer'), 1500))])"
    )
}

/// Every command that Tauri and its plugins know, and some that nobody knows, with one payload.
async fn every_command(
    window: &Window,
    ear: &Ear,
    payload: &str,
    [before, after]: [&str; 2],
    outcome: &mut Outcome,
) -> Result<()> {
    let commands = list_commands()?;
    ensure!(commands.len() > 50, "only {} commands were found", commands.len());
    let script = format!(
        "const names = {}; const late = () => new Promise((_, no) => setTimeout(() => no('no answer'), 2000)); \
         {before} \
         const all = await Promise.allSettled(names.map((name) => Promise.race([__TAURI_INTERNALS__.invoke(name, {}), late()]))); \
         {after} \
         return names.filter((_, i) => all[i].status === 'fulfilled')",
        json!(commands),
        ear.aim(payload)
    );
    let answer = window.run(&script).await;
    outcome.cases += commands.len() as u64;
    let answered = answer["ok"].as_array().context("the calls were made")?;
    for name in answered {
        outcome.failures.push(format!("{name} answered to {payload}"));
    }
    Ok(())
}

/// From what the build knows: every plugin's commands, but for the few that the window may call.
fn list_commands() -> Result<BTreeSet<String>> {
    let file = u1_commands::root().join("gen/schemas/acl-manifests.json");
    let text = std::fs::read_to_string(&file).context("the window has to be built first")?;
    let manifests: Value = serde_json::from_str(&text)?;
    let mut commands =
        BTreeSet::from(["explode".to_owned(), "__proto__".to_owned(), "constructor".to_owned()]);
    for (plugin, manifest) in manifests.as_object().context("an object")? {
        let plugin = plugin.trim_start_matches("core:");
        for permission in
            manifest["permissions"].as_object().into_iter().flat_map(|all| all.values())
        {
            let allowed = permission["commands"]["allow"].as_array().into_iter().flatten();
            commands.extend(
                allowed.filter_map(Value::as_str).map(|name| format!("plugin:{plugin}|{name}")),
            );
        }
    }
    commands.retain(|name| {
        !["plugin:event|listen", "plugin:event|unlisten", "plugin:__app-acl__|rpc"]
            .contains(&name.as_str())
    });
    Ok(commands)
}

/// Listens where the scripts want to go.
struct Ear(TcpListener);

impl Ear {
    fn new() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        Ok(Self(listener))
    }

    fn aim(&self, script: &str) -> String {
        let port = self.0.local_addr().map(|address| address.port()).unwrap_or_default();
        script.replace("PORT", &port.to_string())
    }

    fn heard(&self) -> bool {
        self.0.accept().is_ok()
    }
}
