//! A1 to A3: the record of what happened, changed behind Credenza's back. Every change is noticed: when the vault is
//! opened, or by the check of the chain.

use crate::app_host::Harness;
use crate::keyed_vault::{Tokens, copy};
use crate::random::Seeded;
use crate::report::{Control, Outcome};
use crate::{Run, scratch};
use anyhow::{Context, Result, ensure};
use serde_json::json;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Row};
use std::path::Path;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const COLUMNS: [&str; 11] = [
    "seq",
    "at",
    "org_id",
    "actor",
    "action",
    "object",
    "object_name",
    "outcome",
    "detail",
    "search",
    "mac",
];

/// A vault with a record of some length, closed, and the keyring that saw its end.
struct Bench {
    runtime: Runtime,
    folder: TempDir,
    /// The database at earlier moments.
    earlier: Vec<Vec<u8>>,
    /// The note in the keyring at those moments.
    notes: Vec<Vec<u8>>,
    entries: i64,
}

impl Bench {
    fn new() -> Result<Self> {
        let (runtime, folder) = (scratch::runtime()?, scratch::folder()?);
        let mut bench =
            Self { runtime, folder, earlier: Vec::new(), notes: Vec::new(), entries: 0 };
        let mut tokens = bench.runtime.block_on(Tokens::start())?;
        bench.runtime.block_on(tokens.fill(bench.folder.path(), 6))?;
        // Past the first hundred entries, and past a rotation: checkpoints of both kinds of key.
        for stage in 0..4 {
            bench.keep()?;
            bench.entries = bench.runtime.block_on(live(bench.folder.path(), stage))?;
        }
        Ok(bench)
    }

    fn keep(&mut self) -> Result<()> {
        self.earlier.push(std::fs::read(self.folder.path().join("vault/vault.db"))?);
        self.notes.push(std::fs::read(note_file(self.folder.path())?)?);
        Ok(())
    }

    /// A copy to be changed.
    fn copy(&self) -> Result<TempDir> {
        let folder = scratch::folder()?;
        copy(self.folder.path(), folder.path())?;
        Ok(folder)
    }

    fn change(&self, folder: &Path, sql: &[String]) -> Result<()> {
        self.runtime.block_on(async {
            let mut connection = open(folder).await?;
            for statement in sql {
                sqlx::query(AssertSqlSafe(statement.clone())).execute(&mut connection).await?;
            }
            Ok(())
        })
    }

    /// What noticed it: opening, or the check.
    fn noticed(&self, folder: &Path) -> Result<Option<String>> {
        self.runtime.block_on(async {
            let app = Harness::open(folder).await?;
            let found = match app.ask("vault.unlock", json!({})).await {
                Err(failure) => Some(failure.code.as_str().to_owned()),
                Ok(_) => match app.ask("activity.verify", json!({})).await {
                    Err(failure) => Some(failure.code.as_str().to_owned()),
                    Ok(chain) if chain["intact"] == false => Some("activity.broken".to_owned()),
                    Ok(_) => None,
                },
            };
            app.close().await;
            Ok(found)
        })
    }
}

/// Some activity in the vault; how many entries there are at its end.
async fn live(folder: &Path, stage: u64) -> Result<i64> {
    let app = Harness::open(folder).await?;
    app.unlock().await?;
    for turn in 0..if stage == 0 { 110 } else { 7 } {
        let days = 10 + (stage * 31 + turn) % 300;
        app.must("setting.update", json!({"archive_days": days})).await?;
    }
    if stage == 1 {
        app.must("vault.rotate", json!({"key": "data"})).await?;
    }
    let chain = app.must("activity.verify", json!({})).await?;
    ensure!(chain["intact"] == true, "the bench itself: {chain}");
    let entries = chain["entries"].as_i64().context("no count")?;
    app.close().await;
    Ok(entries)
}

async fn open(folder: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(folder.join("vault/vault.db"));
    Ok(options.foreign_keys(false).connect().await?)
}

/// The keyring's item with the last checkpoint.
fn note_file(folder: &Path) -> Result<std::path::PathBuf> {
    let start = hex::encode("credenza/audit-anchor/");
    let entries = std::fs::read_dir(folder.join("keyring"))?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let named = |path: &std::path::PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&start))
    };
    paths.into_iter().find(named).context("nothing was kept outside")
}

fn judge(outcome: &mut Outcome, what: &str, noticed: Result<Option<String>>) {
    outcome.cases += 1;
    match noticed {
        Ok(Some(_)) => {}
        Ok(None) => outcome.failures.push(format!("{what}: nobody noticed")),
        Err(error) => outcome.failures.push(format!("{what}: {error:#}")),
    }
}

fn begin(bench: &Bench) -> Result<Outcome> {
    let untouched = bench.copy()?;
    ensure!(bench.noticed(untouched.path())?.is_none(), "an untouched vault is refused");
    Ok(Outcome { cases: 0, failures: Vec::new(), control: Control::Missed })
}

/// A1: entries edited, removed, inserted, reordered.
pub(crate) fn entries(run: &Run) -> Result<Outcome> {
    let bench = Bench::new()?;
    let mut outcome = begin(&bench)?;
    let mut random = Seeded::new(run.seed);
    let mut fooled = 0;
    for case in 0..run.size(120, 10_000) {
        let (what, sql) = edit(&mut random, bench.entries, case);
        let folder = bench.copy()?;
        bench.change(folder.path(), &sql)?;
        fooled += u64::from(bench.runtime.block_on(careless(folder.path(), bench.entries))?);
        judge(&mut outcome, &what, bench.noticed(folder.path()));
    }
    // A record that cannot be written: nothing is used that would have to be in it.
    let folder = bench.copy()?;
    bench.change(folder.path(), &["DROP TABLE activity".to_owned()])?;
    let refused = bench.runtime.block_on(async {
        let app = Harness::open(folder.path()).await?;
        let refused = app.unlock().await.is_err()
            || app.ask("credential.verify", json!({"all": true})).await.is_err();
        app.close().await;
        anyhow::Ok(refused)
    })?;
    judge(&mut outcome, "no record", Ok(refused.then(String::new)));
    outcome.control = Control::of(fooled);
    Ok(outcome)
}

fn edit(random: &mut Seeded, entries: i64, case: u64) -> (String, Vec<String>) {
    let any = |random: &mut Seeded| 1 + random.below(usize::try_from(entries).unwrap_or(1)) as i64;
    let (seq, other) = (any(random), any(random));
    let other = if other == seq { seq % entries + 1 } else { other };
    let column = COLUMNS[usize::try_from(case).unwrap_or(0) % COLUMNS.len()];
    let sql = match random.below(10) {
        0 => vec![format!("DELETE FROM activity WHERE seq = {seq}")],
        1 => vec![
            format!("UPDATE activity SET seq = -1 WHERE seq = {seq}"),
            format!("UPDATE activity SET seq = {seq} WHERE seq = {other}"),
            format!("UPDATE activity SET seq = {other} WHERE seq = -1"),
        ],
        2 => vec![
            "CREATE TABLE t AS SELECT * FROM activity".to_owned(),
            format!("DELETE FROM activity WHERE seq > {seq}"),
            format!(
                "INSERT INTO activity SELECT seq + 1, at, org_id, actor, action, object, object_name, outcome, detail, search, mac FROM t WHERE seq >= {seq}"
            ),
        ],
        _ => vec![format!(
            "UPDATE activity SET {column} = {} WHERE seq = {seq}",
            other_value(column)
        )],
    };
    (format!("{sql:?}"), sql)
}

fn other_value(column: &str) -> String {
    match column {
        "seq" => "seq + 100000".to_owned(),
        "at" => "at + 1".to_owned(),
        "mac" => "substr(mac, 1, 20) || x'00FF' || substr(mac, 23)".to_owned(),
        text => format!("COALESCE({text}, '') || 'x'"),
    }
}

/// Control: who only counts takes an edited record for a sound one.
async fn careless(folder: &Path, entries: i64) -> Result<bool> {
    let mut connection = open(folder).await?;
    let row = sqlx::query("SELECT COUNT(*), MAX(seq) FROM activity").fetch_one(&mut connection);
    let row = row.await?;
    Ok(row.try_get::<i64, _>(0)? == entries && row.try_get::<i64, _>(1)? == entries)
}

/// A2: the tail cut with its end, and a whole older database: only what is kept outside can tell.
pub(crate) fn rollback(_: &Run) -> Result<Outcome> {
    let bench = Bench::new()?;
    let mut outcome = begin(&bench)?;
    let mut fooled = 0;
    for (index, older) in bench.earlier.iter().enumerate() {
        let folder = bench.copy()?;
        std::fs::write(folder.path().join("vault/vault.db"), older)?;
        let what = format!("the database of moment {index}");
        let noticed = bench.noticed(folder.path());
        if !noticed.as_ref().is_ok_and(|code| code.as_deref() == Some("vault.rolled_back")) {
            outcome.failures.push(format!("{what}: not told as a rollback: {noticed:?}"));
        }
        judge(&mut outcome, &what, noticed);
        // Accepted on purpose it opens, and is the one that was last seen from then on.
        outcome.cases += 1;
        if let Err(error) = bench.runtime.block_on(accept(folder.path())) {
            outcome.failures.push(format!("{what}: {error:#}"));
        }
        // Control: without the copy outside, an older vault proves itself.
        std::fs::write(folder.path().join("vault/vault.db"), older)?;
        std::fs::remove_file(note_file(folder.path())?)?;
        fooled += u64::from(bench.noticed(folder.path())?.is_none());
    }
    for cut in [1, 2, 5, 30] {
        let folder = bench.copy()?;
        let sql = format!("DELETE FROM activity WHERE seq > {}", bench.entries - cut);
        bench.change(folder.path(), &[sql])?;
        judge(&mut outcome, &format!("{cut} entries cut"), bench.noticed(folder.path()));
    }
    outcome.control = Control::of(fooled);
    Ok(outcome)
}

async fn accept(folder: &Path) -> Result<()> {
    let app = Harness::open(folder).await?;
    app.must("vault.unlock", json!({"older": "accept"})).await?;
    let last = app.must("activity.list", json!({"limit": 1})).await?;
    ensure!(last["items"][0]["action"] == "vault.unlock", "it is not recorded: {last}");
    app.close().await;
    let app = Harness::open(folder).await?;
    app.unlock().await.context("accepted, and refused again")?;
    app.close().await;
    Ok(())
}

/// A3: checkpoints forged, in the database and outside it.
pub(crate) fn checkpoints(run: &Run) -> Result<Outcome> {
    let bench = Bench::new()?;
    let mut outcome = begin(&bench)?;
    let mut random = Seeded::new(run.seed);
    let last = std::fs::read(note_file(bench.folder.path())?)?;
    let mut fooled = 0;
    for _ in 0..run.size(60, 5_000) {
        let place = random.below(last.len());
        let letter = *random.one_of(b"ABCxyz0189+/= ");
        // The dash before the signature has three bytes; half of one is no text and no note at all.
        if !last[place].is_ascii() || last[place] == letter {
            continue;
        }
        let mut forged = last.clone();
        forged[place] = letter;
        let folder = bench.copy()?;
        std::fs::write(note_file(folder.path())?, &forged)?;
        fooled += u64::from(claims(&forged) == claims(&last));
        judge(
            &mut outcome,
            &format!("note with byte {place} changed"),
            bench.noticed(folder.path()),
        );
    }
    for sql in [
        "UPDATE checkpoint SET note = replace(note, char(10) || '1', char(10) || '2')",
        "UPDATE checkpoint SET seq = seq + 1000",
        "UPDATE checkpoint SET note = 'x'",
        "UPDATE checkpoint SET seq = 50 WHERE seq = 100",
    ] {
        let folder = bench.copy()?;
        bench.change(folder.path(), &[sql.to_owned()])?;
        judge(&mut outcome, sql, bench.noticed(folder.path()));
    }
    outcome.control = Control::of(fooled);
    Ok(outcome)
}

/// Control: who reads the number and looks at no signature.
fn claims(note: &[u8]) -> Option<i64> {
    std::str::from_utf8(note).ok()?.lines().nth(1)?.parse().ok()
}
