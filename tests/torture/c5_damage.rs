//! C5: 1 to 512 random bytes at random places of the database or its log. Either it is noticed, or it
//! has no effect: never a wrong secret, never another key, never a new vault.

use crate::Run;
use crate::model::perform::{Manner, perform};
use crate::model::{State, read};
use crate::random::Seeded;
use crate::report::{Control, Outcome};
use crate::scratch;
use anyhow::{Result, ensure};
use credenza_store::{Scope, Store};
use std::path::Path;
use tokio::runtime::Runtime;

const OPERATIONS: u32 = 150;
/// One image in memory for so many damages.
const PER_IMAGE: u64 = 500;

/// The files of a vault that was not closed: a database, and a log with the last operations.
struct Image {
    database: Vec<u8>,
    log: Vec<u8>,
    state: State,
    /// Every state there was since the log began: what a log cut short leads back to.
    earlier: Vec<State>,
}

struct Damaged {
    cases: u64,
    failures: Vec<String>,
    fooled: u64,
}

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    let images = run.size(10_000, 100_000).div_ceil(PER_IMAGE);
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    let mut fooled = 0;
    for result in scratch::in_parallel(images, 2, |index| damage_image(run.seed ^ (index << 40))) {
        let damaged = result?;
        outcome.cases += damaged.cases;
        outcome.failures.extend(damaged.failures);
        fooled += damaged.fooled;
    }
    outcome.control = Control::of(fooled);
    Ok(outcome)
}

fn damage_image(seed: u64) -> Result<Damaged> {
    let runtime = scratch::runtime()?;
    let scope = scratch::scope(seed)?;
    let mut random = Seeded::new(seed);
    let image = runtime.block_on(make_image(&scope, &mut random))?;
    let mut damaged = Damaged { cases: 0, failures: Vec::new(), fooled: 0 };
    let folder = scratch::folder()?;
    write(&image.database, &image.log, folder.path())?;
    let untouched = runtime.block_on(look(folder.path(), &scope))?;
    ensure!(untouched == image.state, "the image itself is not sound");
    for case in 0..PER_IMAGE {
        damaged.cases += 1;
        lay_out(&image, folder.path(), &mut random)?;
        damaged.fooled += u64::from(runtime.block_on(fools_a_careless_reader(folder.path())));
        if let Err(error) = judge(&runtime, folder.path(), &scope, &image) {
            damaged.failures.push(format!("image seed {seed}, case {case}: {error:#}"));
        }
    }
    Ok(damaged)
}

async fn make_image(scope: &Scope, random: &mut Seeded) -> Result<Image> {
    let folder = scratch::folder()?;
    let store = scratch::create(folder.path(), scope).await?;
    let mut state = State::default();
    let mut earlier = Vec::new();
    for tag in 0..OPERATIONS {
        if tag == OPERATIONS - 20 {
            store.checkpoint().await?;
            earlier.push(state.clone());
        }
        let op = state.random_op(random, tag);
        perform(&store, scope, random, op, Manner::Sound, || {}).await?;
        state.apply(op);
        earlier.push(state.clone());
    }
    let file = |name: &str| std::fs::read(folder.path().join(name));
    let image = Image { database: file("vault.db")?, log: file("vault.db-wal")?, state, earlier };
    store.close().await;
    Ok(image)
}

fn lay_out(image: &Image, folder: &Path, random: &mut Seeded) -> Result<()> {
    let (mut database, mut log) = (image.database.clone(), image.log.clone());
    let target = if random.below(3) == 0 { &mut log } else { &mut database };
    let length = 1 + random.below(512);
    let start = random.below(target.len());
    let end = target.len().min(start + length);
    for byte in &mut target[start..end] {
        *byte = random.next().to_le_bytes()[0];
    }
    write(&database, &log, folder)
}

fn write(database: &[u8], log: &[u8], folder: &Path) -> Result<()> {
    let _ = std::fs::remove_file(folder.join("vault.db-shm"));
    std::fs::write(folder.join("vault.db"), database)?;
    Ok(std::fs::write(folder.join("vault.db-wal"), log)?)
}

fn judge(runtime: &Runtime, folder: &Path, scope: &Scope, image: &Image) -> Result<()> {
    let names = |folder: &Path| -> Result<Vec<_>> {
        let entries = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name()));
        let mut names = entries.collect::<std::io::Result<Vec<_>>>()?;
        names.retain(|name| {
            !name.to_string_lossy().ends_with("-shm") && !name.to_string_lossy().ends_with("-wal")
        });
        Ok(names)
    };
    let before = names(folder)?;
    let found = runtime.block_on(look(folder, scope));
    ensure!(names(folder)? == before, "something was created");
    match found {
        // Noticed: opening, the check for damage, a row, a secret or the record said so.
        Err(_) => Ok(()),
        Ok(found) if found == image.state => Ok(()),
        // A log cut short is an earlier commit as a whole. The record's anchor outside the file counts
        // more entries than there are, which is how that is noticed.
        Ok(found) if found.entries < image.state.entries && image.earlier.contains(&found) => {
            Ok(())
        }
        Ok(found) => Err(anyhow::anyhow!(
            "wrong content was read and nobody noticed: {}",
            difference(&image.state, &found)
        )),
    }
}

/// What is in one of them alone. Holds no secret.
fn difference(expected: &State, found: &State) -> String {
    let items =
        expected.credentials.iter().filter(|(id, item)| found.credentials.get(id) != Some(*item));
    let flows = expected.flows.iter().filter(|(id, flow)| found.flows.get(id) != Some(*flow));
    let (items, flows): (Vec<_>, Vec<_>) = (items.collect(), flows.collect());
    let (before, now) = (expected.entries, found.entries);
    format!("credentials {items:?}, flows {flows:?}, {now} entries instead of {before}")
}

async fn look(folder: &Path, scope: &Scope) -> Result<State> {
    let store = Store::find(folder).await?;
    let store = store.ok_or_else(|| anyhow::anyhow!("there is no vault"))?;
    let found = read::read(&store, scope).await;
    store.close().await;
    found
}

/// Control: whether a reader that authenticates nothing would have sent the secret elsewhere.
async fn fools_a_careless_reader(folder: &Path) -> bool {
    use sqlx::ConnectOptions;
    let options =
        sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join("vault.db")).immutable(true);
    let Ok(mut connection) = options.connect().await else { return false };
    let policies: Result<Vec<Vec<u8>>, _> =
        sqlx::query_scalar("SELECT CAST(policy AS BLOB) FROM credential")
            .fetch_all(&mut connection)
            .await;
    policies.is_ok_and(|all| all.iter().any(|policy| policy != br#"{"hosts":["api.example.com"]}"#))
}
