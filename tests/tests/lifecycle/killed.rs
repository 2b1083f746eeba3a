//! The real command, killed while it sends: no event is lost and none is skipped.

use crate::harness::{Bench, PASSPHRASE, Provider};
use credenza_testing::servers::WebhookReceiver;
use credenza_tests::nested;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The command beside this test. Built here with a test of its workspace, so that it shares the build
/// of everything below it with this test; at once if nothing has changed.
fn credenza() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.parent().unwrap().parent().unwrap().join("credenza");
    let mut cargo = nested::cargo();
    cargo.args(["build-set", "--quiet", "--bin", "credenza", "--test", "lifecycle"]);
    assert!(cargo.status().unwrap().success());
    assert!(program.is_file(), "{} was not built", program.display());
    program
}

fn command(program: &Path, folder: &Path, words: &[&str]) -> Command {
    let passphrase = folder.parent().unwrap().join("passphrase");
    fs::write(&passphrase, PASSPHRASE).unwrap();
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "exec \"$0\" \"$@\" 3<\"$PASSPHRASE_FILE\""]).arg(program).args(words);
    command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", folder.parent().unwrap());
    command.env("PASSPHRASE_FILE", passphrase).env("CREDENZA_PASSPHRASE_FD", "3");
    command.env("CREDENZA_VAULT", folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what} did not happen");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_while_it_sends_loses_no_event_and_skips_none() {
    let program = tokio::task::spawn_blocking(credenza).await.unwrap();
    let (bench, process) = Bench::new().await;
    let (receiver, provider) = (WebhookReceiver::start(), Provider::start().await);
    let request = json!({"address": receiver.address(), "private": [receiver.host_port()]});
    let added = process.ask("webhook.add", request).await;
    receiver.trust(&[added["signing_secret"].as_str().unwrap()]);
    for number in 0..4 {
        process.add(&format!("C{number}"), &provider).await;
    }
    process.0.shutdown().await;

    // Each command sends when it is done; the receiver takes its time, and the command dies meanwhile.
    for round in 0..3 {
        receiver.answer("200 3");
        let before = receiver.seen().len();
        let mut child =
            command(&program, &bench.folder(), &["credential", "list"]).spawn().unwrap();
        wait_until("a request", || receiver.seen().len() > before);
        kill_process(Pid::from_child(&child), Signal::KILL).unwrap();
        child.wait().unwrap();
        let seen = receiver.seen();
        assert_eq!(seen.len(), before + 1, "round {round}: one was under way");
    }
    let under_way = receiver.seen()[0].id.clone();
    assert!(receiver.seen().iter().all(|event| event.id == under_way), "the same id each time");

    receiver.answer("200");
    let done = command(&program, &bench.folder(), &["credential", "list"]).status().unwrap();
    assert!(done.success());
    let mut tries: BTreeMap<_, usize> = BTreeMap::new();
    receiver.seen().iter().for_each(|event| *tries.entry(event.id.clone()).or_default() += 1);
    assert_eq!(tries.len(), 4, "every event arrived");
    assert_eq!(tries[&under_way], 4, "the one under way came again, under its id");
    assert_eq!(tries.values().sum::<usize>(), 7, "and no other one did: {tries:?}");
    assert!(receiver.seen().iter().all(|event| event.verified == [true]));
    let again = bench.open().await;
    let view = again.ask("webhook.list", json!({})).await["items"][0].clone();
    assert_eq!(view["pending"], 0, "{view}");
}
