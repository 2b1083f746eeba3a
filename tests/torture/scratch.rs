//! Vaults in memory-backed folders, and their keys.

use crate::random::Seeded;
use anyhow::{Context, Result};
use credenza_model::{OrgId, Timestamp, VaultId};
use credenza_store::table::vault::{self, Vault};
use credenza_store::{Scope, Store, StoreError};
use credenza_vault::{DataKey, KeyRing};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

/// A folder that goes with its owner; in memory where there is such a place, since what is asked here
/// does not depend on the disk.
pub(crate) fn folder() -> Result<TempDir> {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    Ok(tempfile::Builder::new().prefix("credenza-torture-").tempdir_in(place)?)
}

/// The scope that belongs to a seed: parent and child make the same one.
pub(crate) fn scope(seed: u64) -> Result<Scope> {
    let mut random = Seeded::new(seed);
    let vault = VaultId::from_random(random.bytes());
    let org = OrgId::from_random(random.bytes());
    Ok(Scope { vault, org, ring: Arc::new(KeyRing::new(DataKey::make(1, &mut random)?)) })
}

pub(crate) async fn create(folder: &Path, scope: &Scope) -> Result<Store> {
    let row = Vault { id: scope.vault, org: scope.org, active_dek: 1, created_at: NOW };
    let filled =
        Store::create::<StoreError>(folder, async |tx| vault::insert(tx, &row, "Home").await);
    Ok(filled.await?)
}

pub(crate) async fn open(folder: &Path) -> Result<Store> {
    Store::find(folder).await?.context("there is no vault")
}

pub(crate) fn runtime() -> Result<Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}

/// Runs `work` for `0..count` on as many threads as the machine has, and collects what they say.
pub(crate) fn in_parallel<T: Send>(
    count: u64,
    lanes: u64,
    work: impl Fn(u64) -> T + Sync,
) -> Vec<T> {
    let work = &work;
    std::thread::scope(|threads| {
        let lane = |first: u64| {
            threads.spawn(move || (first..count).step_by(lanes as usize).map(work).collect())
        };
        let running: Vec<_> = (0..lanes).map(lane).collect();
        let done =
            running.into_iter().map(|thread| -> Vec<T> { thread.join().unwrap_or_default() });
        done.flatten().collect()
    })
}
