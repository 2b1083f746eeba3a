//! G1: a credential is attached to an active flow while another process archives it.

use crate::model::ids;
use crate::model::perform::{draft, secret};
use crate::random::Seeded;
use crate::report::{Control, Outcome};
use crate::scratch::{self, NOW};
use crate::{Run, model};
use anyhow::{Result, bail};
use credenza_model::CredentialId;
use credenza_store::table::credential::{self, ArchiveRefused, NewSecret};
use credenza_store::table::flow::{self, ActivateRefused, Flow, StepReference};
use credenza_store::{Scope, Store};
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

const BATCH: u64 = 100;
const DANGLING: &str = "SELECT COUNT(*) FROM active_flow_credential a LEFT JOIN credential c \
                        ON c.id = a.credential_id AND c.live = 1 WHERE c.id IS NULL";

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    scratch::runtime()?.block_on(async {
        let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
        let mut random = Seeded::new(run.seed);
        while outcome.cases < run.size(10_000, 10_000) {
            batch(&mut random, &mut outcome).await?;
        }
        outcome.control = Control::of(check_then_archive(&mut random).await?);
        Ok(outcome)
    })
}

async fn batch(random: &mut Seeded, outcome: &mut Outcome) -> Result<()> {
    let folder = scratch::folder()?;
    let scope = scratch::scope(random.next())?;
    let one = scratch::create(folder.path(), &scope).await?;
    let two = scratch::open(folder.path()).await?;
    let flows = prepare(&one, &scope, random).await?;
    for (credential, flow) in flows {
        outcome.cases += 1;
        let (early, late) = (random.below(40), random.below(40));
        let attached = tokio::spawn(attach(one.clone(), scope.clone(), flow, credential, early));
        let archived = tokio::spawn(archive(two.clone(), scope.clone(), credential, late));
        let (attached, archived) = (attached.await??, archived.await??);
        if attached == archived {
            outcome.failures.push(format!("attached: {attached}, archived: {archived}"));
        }
    }
    let dangling: i64 = sqlx::query_scalar(DANGLING).fetch_one(&mut *one.read().await?).await?;
    if dangling != 0 {
        outcome.failures.push(format!("{dangling} dangling references"));
    }
    two.close().await;
    one.close().await;
    Ok(())
}

async fn prepare(
    store: &Store,
    scope: &Scope,
    random: &mut Seeded,
) -> Result<Vec<(CredentialId, Flow)>> {
    let mut tx = store.write().await?;
    let mut all = Vec::new();
    for index in 0..BATCH as u32 {
        let mut row = draft(scope, ids::credential(index), index, 0);
        let document = secret(index, 0);
        let new = NewSecret { document: &document, policy_hash: model::POLICY };
        credential::insert(&mut tx, scope, random, &mut row, &new, u32::MAX).await?;
        let mut flow = model::perform::new_flow(ids::flow(index));
        let name = model::perform::document(index, Some(row.id))?;
        flow::insert_version(&mut tx, scope, &mut flow, &name, &reference(row.id), NOW).await?;
        all.push((row.id, flow));
    }
    tx.commit().await?;
    Ok(all)
}

fn reference(credential: CredentialId) -> Vec<StepReference> {
    vec![StepReference { step: "s".to_owned(), credential }]
}

async fn yields(count: usize) {
    for _ in 0..count {
        tokio::task::yield_now().await;
    }
}

/// Whether it was attached.
async fn attach(
    store: Store,
    scope: Scope,
    mut flow: Flow,
    id: CredentialId,
    pause: usize,
) -> Result<bool> {
    yields(pause).await;
    let mut tx = store.write().await?;
    match flow::activate(&mut tx, &scope, &mut flow, &reference(id), NOW).await {
        Ok(()) => {
            yields(pause / 4).await;
            tx.commit().await?;
            Ok(true)
        }
        Err(ActivateRefused::CredentialGone) => Ok(false),
        Err(error) => bail!(error),
    }
}

/// Whether it was archived. The row is read before the transaction, as a person's view is.
async fn archive(store: Store, scope: Scope, id: CredentialId, pause: usize) -> Result<bool> {
    let found = credential::find(&mut *store.read().await?, &scope, id).await?;
    let Some(found) = found else { bail!("the credential is gone") };
    let mut row = found.readable()?;
    yields(pause).await;
    let mut tx = store.write().await?;
    match credential::archive(&mut tx, &scope, &mut row, NOW).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(true)
        }
        Err(ArchiveRefused::InUse(_)) => Ok(false),
        Err(error) => bail!(error),
    }
}

/// Control: look first, then archive, without the database's own guard.
async fn check_then_archive(random: &mut Seeded) -> Result<u64> {
    let folder = scratch::folder()?;
    let scope = scratch::scope(random.next())?;
    let store = scratch::create(folder.path(), &scope).await?;
    let flows = prepare(&store, &scope, random).await?;
    for (credential, flow) in flows {
        let (mut one, mut two) = (unguarded(&store).await?, unguarded(&store).await?);
        let (id, flow) = (credential.to_string(), flow.id.to_string());
        let archiving = async {
            let sql = "SELECT COUNT(*) FROM active_flow_credential WHERE credential_id = $1";
            let uses: i64 = sqlx::query_scalar(sql).bind(&id).fetch_one(&mut one).await?;
            if uses == 0 {
                let sql = "UPDATE credential SET live = 0 WHERE id = $1";
                sqlx::query(sql).bind(&id).execute(&mut one).await?;
            }
            anyhow::Ok(())
        };
        let attaching = async {
            let sql = "INSERT INTO active_flow_credential (flow_id, step, position, credential_id) \
                       SELECT $1, 's', 0, id FROM credential WHERE id = $2 AND live = 1";
            sqlx::query(sql).bind(&flow).bind(&id).execute(&mut two).await?;
            anyhow::Ok(())
        };
        futures::try_join!(archiving, attaching)?;
    }
    let dangling: i64 = sqlx::query_scalar(DANGLING).fetch_one(&mut *store.read().await?).await?;
    Ok(u64::try_from(dangling)?)
}

async fn unguarded(store: &Store) -> Result<SqliteConnection> {
    Ok(SqliteConnectOptions::new().filename(store.path()).foreign_keys(false).connect().await?)
}
