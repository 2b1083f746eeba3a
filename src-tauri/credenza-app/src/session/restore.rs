//! Making a vault from a copy, in a folder that has none.

use super::create::blocking;
use super::keys::{StoredKeys, wrap_ring};
use super::recovery::entry;
use super::{Session, load};
use crate::backup::{self, Opened, Opener};
use crate::failure::{OrFailure, export_failure, store_failure};
use credenza_model::{Actor, OrgId, VaultId};
use credenza_protocol::vault::UnlockMethod;
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::activity::{self, Detail};
use credenza_store::table::vault;
use credenza_store::{Scope, Store, StoreError, WriteTx};
use credenza_vault::{Kek, KeySlot, Kid, SlotMethod};
use secrecy::SecretString;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

/// The store's errors and everything else's, on their way through [`Store::adopt`].
struct Refused(Failure);

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self(match error {
            StoreError::Corrupt(_) | StoreError::Foreign(_) => damaged(),
            other => store_failure(&other),
        })
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

fn damaged() -> Failure {
    Failure::new(ErrorCode::BackupInvalid, "The backup is damaged: what is in it is no sound vault")
        .hint("Use another copy of it. Nothing was made.")
}

impl Session {
    /// Refuses a folder that has a vault.
    pub(crate) async fn refuse_existing(&self) -> Result<(), Failure> {
        let mut state = self.state.write().await;
        self.look_again(&mut state).await?;
        match state.store {
            None => Ok(()),
            Some(_) => Err(store_failure(&StoreError::Exists)
                .hint("Name an empty folder. The vault here was left as it is.")),
        }
    }

    /// Makes the vault from a snapshot. It keeps its ways to unlock, and stays locked.
    pub(crate) async fn restore_snapshot(&self, path: PathBuf) -> Result<(), Failure> {
        let mut state = self.state.write().await;
        let lay = move |mut file: File| {
            let copied = File::open(&path)
                .and_then(|mut from| std::io::copy(&mut from, &mut file))
                .and_then(|_| file.sync_all());
            copied.map_err(|error| Refused(store_failure(&StoreError::Io(error))))
        };
        let kept = async |_: &mut WriteTx| Ok::<(), Refused>(());
        let store = Store::adopt::<Refused>(&self.config.folder, lay, kept)
            .await
            .map_err(|error| error.0)?;
        state.store = Some(store);
        Ok(())
    }

    /// Makes the vault from a backup, with a new way to unlock, and leaves it open. Its recovery kit stays
    /// the same.
    pub(crate) async fn restore_export(
        &self,
        path: PathBuf,
        opener: Opener,
        method: UnlockMethod,
        passphrase: Option<SecretString>,
        actor: &Actor,
    ) -> Result<(), Failure> {
        let Opened { manifest, ring, image } =
            blocking(move || backup::open(&path, &opener)).await?;
        let vault: VaultId = manifest.vault.parse().map_err(|_| damaged())?;
        let org: OrgId = manifest.org.parse().map_err(|_| damaged())?;
        let scope = Scope { vault, org, ring: Arc::new(ring) };
        let (slot, kek) = self.new_slot(&scope, method, passphrase).await?;
        let lay = move |mut file: File| {
            image.copy_to(&mut file).map_err(|error| Refused(export_failure(&error)))?;
            file.sync_all().map_err(|error| Refused(store_failure(&StoreError::Io(error))))
        };
        let mut state = self.state.write().await;
        let store = Store::adopt::<Refused>(&self.config.folder, lay, async |tx: &mut WriteTx| {
            self.take_over(tx, &scope, (&slot, &kek), actor).await.map_err(Refused::from)
        })
        .await
        .map_err(|error| error.0)?;
        let stored = StoredKeys::read(&store).await.or_failure()?;
        let ring = stored.open(&kek)?;
        let scope = Scope { ring: Arc::new(ring), ..scope };
        let open = load(store.clone(), scope, self.config.clock.clone()).await;
        state.open = Some(open.or_failure()?);
        state.store = Some(store);
        (state.lock_requests, state.anchored) = (stored.lock_requests, 0);
        Ok(())
    }

    /// The old computer's ways to unlock go, the new one comes.
    async fn take_over(
        &self,
        tx: &mut WriteTx,
        scope: &Scope,
        (slot, kek): (&KeySlot, &Kek),
        actor: &Actor,
    ) -> Result<(), Failure> {
        let found = vault::get(tx).await.or_failure()?;
        let fits = (found.id, found.org) == (scope.vault, scope.org)
            && found.active_dek == scope.ring.active().version();
        if !fits {
            return Err(damaged());
        }
        let slots = vault::list_slots(tx).await.or_failure()?;
        let old: Vec<Kid> = slots
            .iter()
            .map(|stored| &stored.slot)
            .filter(|slot| !matches!(slot.method, SlotMethod::Recovery { .. }))
            .map(|slot| slot.kid)
            .collect();
        vault::delete_slots(tx, &old).await.or_failure()?;
        let now = self.config.clock.now();
        let wrapped = wrap_ring(kek, &scope.vault_scope(), &scope.ring)?;
        vault::insert_slot(tx, &found, slot, &wrapped, now).await.or_failure()?;
        let detail = Detail { after: Some(slot.method.kind().to_owned()), ..Detail::default() };
        let entry = entry(actor, "vault.restore", scope, now, detail);
        activity::append(tx, scope, &entry).await.or_failure()?;
        Ok(())
    }
}
