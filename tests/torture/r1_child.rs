//! R1's child: works on a vault until it is killed, and says on its standard output what is durable.

use crate::child::say;
use crate::model::perform::{Manner, perform};
use crate::model::{Op, read};
use crate::random::Seeded;
use crate::scratch;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::str::FromStr;

/// `FOLDER SCOPE-SEED SEED MANNER`
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let [folder, scope_seed, seed, manner] = arguments else { bail!("r1 needs four words") };
    let manner = match manner.as_str() {
        "sound" => Manner::Sound,
        "acks-early" => Manner::AcksEarly,
        "splits" => Manner::Splits,
        other => bail!("unknown manner {other}"),
    };
    scratch::runtime()?.block_on(work(
        Path::new(folder),
        scope_seed.parse()?,
        seed.parse()?,
        manner,
    ))
}

async fn work(folder: &Path, scope_seed: u64, seed: u64, manner: Manner) -> Result<()> {
    let scope = scratch::scope(scope_seed)?;
    let store = scratch::open(folder).await?;
    // A broken manner leaves what `read` refuses; then the check in the parent has already failed.
    let mut state = read::read(&store, &scope).await?;
    let mut random = Seeded::new(seed);
    for tag in 0.. {
        let op = state.random_op(&mut random, tag);
        say(&format!("> {}", to_line(op)));
        let done = perform(&store, &scope, &mut random, op, manner, || {
            say("<");
            if manner == Manner::AcksEarly {
                std::thread::sleep(std::time::Duration::from_millis(3));
            }
        });
        if done.await? != state.apply(op) {
            bail!("store and model differ on {op:?}");
        }
    }
    Ok(())
}

pub(crate) fn to_line(op: Op) -> String {
    match op {
        Op::Create { id, tag } => format!("create {id} {tag}"),
        Op::Change { id, tag } => format!("change {id} {tag}"),
        Op::Archive { id } => format!("archive {id} 0"),
        Op::Verify { id } => format!("verify {id} 0"),
        Op::Attach { flow, id } => format!("attach {flow} {id}"),
        Op::Pause { flow } => format!("pause {flow} 0"),
    }
}

impl FromStr for Op {
    type Err = anyhow::Error;

    fn from_str(line: &str) -> Result<Self> {
        let mut words = line.split(' ');
        let kind = words.next().unwrap_or_default();
        let mut number =
            || -> Result<u32> { Ok(words.next().context("a word is missing")?.parse()?) };
        let (first, second) = (number()?, number()?);
        Ok(match kind {
            "create" => Self::Create { id: first, tag: second },
            "change" => Self::Change { id: first, tag: second },
            "archive" => Self::Archive { id: first },
            "verify" => Self::Verify { id: first },
            "attach" => Self::Attach { flow: first, id: second },
            "pause" => Self::Pause { flow: first },
            other => bail!("unknown operation {other}"),
        })
    }
}
