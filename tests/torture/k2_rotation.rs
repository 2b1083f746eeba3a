//! K2: kills while keys are changed. Afterwards the vault opens by keyring and by kit, every secret is what it was, the
//! change can be taken up, and in the end no row needs an old key.

use crate::app_host::Harness;
use crate::child::{Kills, kill_at_random};
use crate::keyed_vault::{Tokens, kit};
use crate::random::Seeded;
use crate::report::{Control, Outcome};
use crate::{Run, scratch};
use anyhow::{Context, Result, ensure};
use serde_json::json;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::path::Path;
use std::time::Duration;

/// Kills per vault.
const ROUNDS: u64 = 20;
const CREDENTIALS: usize = 12;
const KILLS: Kills = Kills { lines: 2, operation: Duration::from_millis(500) };

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    let vaults = run.size(60, 5_000).div_ceil(ROUNDS);
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    let mut rotations = 0;
    for result in scratch::in_parallel(vaults, 2, |index| storm(run.seed ^ (index << 40), "sound"))
    {
        match result {
            Ok(ended) => {
                outcome.cases += ROUNDS;
                rotations += ended;
            }
            Err(error) => outcome.failures.push(format!("{error:#}")),
        }
    }
    if rotations == 0 {
        outcome.failures.push("no rotation ever ended: nothing was shown".to_owned());
    }
    let caught = storm(run.seed, "drops-first")
        .is_err_and(|error| format!("{error:#}").contains("does not open"));
    outcome.control = Control::of(u64::from(caught));
    Ok(outcome)
}

/// Kills a child [`ROUNDS`] times; how many rotations it said it had ended.
fn storm(seed: u64, manner: &str) -> Result<u64> {
    let (runtime, folder) = (scratch::runtime()?, scratch::folder()?);
    let mut tokens = runtime.block_on(Tokens::start())?;
    runtime.block_on(tokens.fill(folder.path(), CREDENTIALS))?;
    let mut random = Seeded::new(seed);
    let mut ended = 0;
    for round in 0..ROUNDS {
        let words = [random.next().to_string(), manner.to_owned()];
        let arguments = [vec![folder.path().display().to_string()], words.to_vec()].concat();
        let lines = kill_at_random("k2", &arguments, &KILLS, &mut random)?;
        ended += lines.lines().filter(|line| *line == "<").count() as u64;
        let look = look(folder.path(), &tokens, round % 4 == 0);
        runtime
            .block_on(look)
            .with_context(|| format!("{manner}, vault seed {seed}, kill {round}"))?;
    }
    runtime.block_on(finish(folder.path(), &tokens))?;
    Ok(ended)
}

async fn look(folder: &Path, tokens: &Tokens, by_kit: bool) -> Result<()> {
    let app = Harness::open(folder).await?;
    app.unlock().await.context("the vault does not open")?;
    tokens.check(&app).await?;
    if by_kit {
        let request = json!({"recovery_kit": kit(folder)?});
        app.must("vault.recover", request).await.context("the kit does not open the vault")?;
        tokens.check(&app).await?;
    }
    app.close().await;
    Ok(())
}

/// One more rotation takes up what was cut short; another one is whole. Then nothing old is left.
async fn finish(folder: &Path, tokens: &Tokens) -> Result<()> {
    let app = Harness::open(folder).await?;
    app.unlock().await?;
    for _ in 0..2 {
        app.must("vault.rotate", json!({})).await?;
    }
    let status = app.must("vault.status", json!({})).await?;
    ensure!(status["rotation_unfinished"] == false, "it never ends: {status}");
    tokens.check(&app).await?;
    app.close().await;
    let database = SqliteConnectOptions::new().filename(folder.join("vault/vault.db"));
    let mut connection = database.connect().await?;
    for table in ["wrapped_key", "credential"] {
        let sql = format!("SELECT COUNT(DISTINCT dek_version) FROM {table}");
        let versions: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut connection).await?;
        ensure!(versions == 1, "{table} still has {versions} key versions");
    }
    let slots: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM key_slot").fetch_one(&mut connection).await?;
    ensure!(slots == 2, "{slots} ways to unlock, one keyring and one kit were made");
    Ok(())
}
