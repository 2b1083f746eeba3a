//! G2: kills between dry run and save, a provider that changes its mind, and payloads that must be the
//! very ones that were proven: nothing unverified is ever saved.

use crate::app_host::Harness;
use crate::child::{From, kill_at_random};
use crate::provider::{self, Answers};
use crate::random::Seeded;
use crate::report::{Control, Outcome};
use crate::{Run, scratch};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const ROUNDS: u64 = 25;

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    let vaults = run.size(500, 500).div_ceil(ROUNDS);
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    for result in scratch::in_parallel(vaults, 3, |index| storm(run.seed ^ (index << 40), "sound"))
    {
        match result {
            Ok(saved) if saved > 0 => outcome.cases += ROUNDS,
            Ok(_) => {
                outcome.failures.push("nothing was saved at all: nothing was shown".to_owned())
            }
            Err(error) => outcome.failures.push(format!("{error:#}")),
        }
    }
    let control = storm(run.seed, "unverified");
    let caught = control.is_err_and(|error| error.to_string().contains("without proof"));
    outcome.control = Control::of(u64::from(caught));
    Ok(outcome)
}

/// Kills a child [`ROUNDS`] times; how many credentials there are at the end.
fn storm(seed: u64, manner: &str) -> Result<usize> {
    let runtime = scratch::runtime()?;
    let folder = scratch::folder()?;
    let watching = Arc::new(AtomicBool::new(false));
    let mode = watching.clone();
    // A token is accepted or not by a coin that lies in it, and the other way round when asked again.
    let decide = move |token: &str, before: u64| {
        let coin = token.as_bytes().get(10).is_some_and(|byte| byte % 4 != 0);
        mode.load(Ordering::SeqCst) || (coin == before.is_multiple_of(2))
    };
    let (service, answers) = runtime.block_on(provider::start(decide))?;
    runtime.block_on(async {
        let app = Harness::open(folder.path()).await?;
        app.create().await?;
        app.close().await;
        anyhow::Ok(())
    })?;
    let mut random = Seeded::new(seed);
    let mut accepted = BTreeSet::new();
    let mut stored = BTreeMap::new();
    for round in 0..ROUNDS {
        answers.take();
        let lines = kill_once(folder.path(), service.address().port(), &mut random, manner)?;
        accepted.extend(
            answers.take().into_iter().filter(|(_, (yes, _))| *yes > 0).map(|(token, _)| token),
        );
        watching.store(true, Ordering::SeqCst);
        let found = runtime.block_on(payloads(folder.path(), &answers));
        watching.store(false, Ordering::SeqCst);
        stored = judge(&stored, &lines, &accepted, found?)
            .with_context(|| format!("{manner}, vault seed {seed}, kill {round}"))
            .map_err(|error| anyhow::anyhow!("{error:#}"))?;
    }
    Ok(stored.len())
}

fn kill_once(folder: &Path, port: u16, random: &mut Seeded, manner: &str) -> Result<String> {
    let words = [port.to_string(), random.next().to_string(), manner.to_owned()];
    let arguments = [vec![folder.display().to_string()], words.to_vec()].concat();
    kill_at_random("g2", &arguments, From::FirstWord, 1..201, random)
}

/// What is stored, as the provider sees it: by name, the token that a verification sends.
async fn payloads(folder: &Path, answers: &Answers) -> Result<BTreeMap<String, String>> {
    let app = Harness::open(folder).await?;
    app.unlock().await?;
    let listed = app.must("credential.list", json!({})).await?;
    let items = listed["items"].as_array().cloned().unwrap_or_default();
    ensure!(listed["total"] == json!(items.len()), "the list has more pages");
    let mut found = BTreeMap::new();
    for item in items {
        let name = item["name"].as_str().context("a credential without a name")?.to_owned();
        answers.take();
        app.must("credential.verify", json!({"credentials": [name]})).await?;
        let mut sent = answers.take().into_keys();
        let token = sent.next().with_context(|| format!("{name} sent nothing"))?;
        ensure!(sent.next().is_none(), "{name} sent two tokens");
        found.insert(name, token);
    }
    let chain: Value = app.must("activity.verify", json!({})).await?;
    ensure!(
        chain["broken"].is_null() || chain.get("broken").is_none(),
        "the record is broken: {chain}"
    );
    app.close().await;
    Ok(found)
}

/// What is there must be what was acknowledged; the one that was under way may be there if the
/// provider had said yes.
fn judge(
    before: &BTreeMap<String, String>,
    lines: &str,
    accepted: &BTreeSet<String>,
    found: BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>> {
    let mut expected = before.clone();
    let mut under_way = None;
    for line in lines.lines() {
        match line {
            "<" => expected.extend(under_way.take()),
            "!" => under_way = None,
            line => {
                let (name, token) =
                    line.trim_start_matches("> ").split_once(' ').context("a strange line")?;
                under_way = Some((name.to_owned(), token.to_owned()));
            }
        }
    }
    for (name, token) in &found {
        ensure!(accepted.contains(token), "'{name}' was saved without proof");
        let as_acknowledged = expected.get(name) == Some(token);
        let as_under_way =
            under_way.as_ref().is_some_and(|(known, sent)| known == name && sent == token);
        ensure!(
            as_acknowledged || as_under_way,
            "'{name}' holds another payload than the one that was proven"
        );
    }
    for name in expected.keys() {
        ensure!(found.contains_key(name), "'{name}' was acknowledged and is lost");
    }
    Ok(found)
}
