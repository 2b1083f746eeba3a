//! What is stored about the keys. Nothing in it is secret.

use super::create::vault_scope;
use crate::failure::{seal_failure, slot_failure};
use credenza_model::Timestamp;
use credenza_protocol::Failure;
use credenza_protocol::vault::{SlotKind, SlotView, UnlockMethod};
use credenza_store::table::rotation::list_retired;
use credenza_store::table::vault::{self, StoredSlot, Vault};
use credenza_store::{Store, StoreError};
use credenza_vault::{
    Kek, KeyRing, KeySlot, OsRandomness, RecoveryKit, SlotMethod, VaultScope, WrappedKey,
    open_ring, open_ring_with_kit,
};

/// The vault's row, its ways to unlock, and its wrapped keys.
pub(super) struct StoredKeys {
    pub(super) vault: Vault,
    pub(super) slots: Vec<StoredSlot>,
    pub(super) lock_requests: i64,
    wrapped: Vec<WrappedKey>,
    retired: Vec<(u32, Vec<u8>)>,
}

impl StoredKeys {
    pub(super) async fn read(store: &Store) -> Result<Self, StoreError> {
        let mut connection = store.read().await?;
        let found = vault::get(&mut connection).await?;
        Ok(Self {
            slots: vault::list_slots(&mut connection).await?,
            wrapped: vault::list_wrapped_keys(&mut connection).await?,
            retired: list_retired(&mut connection, &found).await?,
            lock_requests: vault::count_lock_requests(&mut connection).await?,
            vault: found,
        })
    }

    /// The slots of the keyring, newest first: after a rotation that was cut short there are two.
    pub(super) fn keyring_slots(&self) -> Vec<KeySlot> {
        let slots = self.slots.iter().rev().map(|stored| &stored.slot);
        slots.filter(|slot| matches!(slot.method, SlotMethod::Keyring)).cloned().collect()
    }

    pub(super) fn passphrase_slot(&self) -> Option<&KeySlot> {
        let mut slots = self.slots.iter().rev().map(|stored| &stored.slot);
        slots.find(|slot| matches!(slot.method, SlotMethod::Passphrase(_)))
    }

    pub(super) fn has_kit(&self) -> bool {
        self.slots.iter().any(|stored| matches!(stored.slot.method, SlotMethod::Recovery { .. }))
    }

    /// Whether there is a data key beside the active one.
    pub(super) fn is_rotation_unfinished(&self) -> bool {
        self.wrapped.iter().any(|key| key.dek_version != self.vault.active_dek)
    }

    pub(super) fn open(&self, kek: &Kek) -> Result<KeyRing, Failure> {
        open_ring(kek, &vault_scope(&self.vault), &self.wrapped, self.vault.active_dek)
            .map(|ring| self.with_retired(ring))
            .map_err(|error| slot_failure(&error))
    }

    pub(super) fn open_with_kit(&self, kit: &RecoveryKit) -> Result<KeyRing, Failure> {
        let scope = vault_scope(&self.vault);
        open_ring_with_kit(kit, &scope, &self.wrapped, self.vault.active_dek)
            .map(|ring| self.with_retired(ring))
            .map_err(|error| slot_failure(&error))
    }

    /// Remains that do not open are left out; checking the record then says where it cannot be checked.
    pub(super) fn with_retired(&self, ring: KeyRing) -> KeyRing {
        let scope = vault_scope(&self.vault);
        let open = |(version, blob): &(u32, Vec<u8>)| {
            ring.open_retired(*version, &scope, blob)
                .inspect_err(|error| tracing::warn!(code = error.code(), "remains of a key"))
                .ok()
        };
        let remains: Vec<_> = self.retired.iter().filter_map(open).collect();
        remains.into_iter().fold(ring, |ring, key| ring.with_retired(key))
    }

    /// The ways that need no recovery kit.
    pub(super) fn methods(&self) -> Vec<UnlockMethod> {
        let method = |stored: &StoredSlot| match stored.slot.method {
            SlotMethod::Keyring => Some(UnlockMethod::Keyring),
            SlotMethod::Passphrase(_) => Some(UnlockMethod::Passphrase),
            SlotMethod::Recovery { .. } => None,
        };
        let mut methods: Vec<UnlockMethod> = self.slots.iter().filter_map(method).collect();
        methods.dedup();
        methods
    }

    pub(super) fn slot_views(&self, kit_verified_at: Option<Timestamp>) -> Vec<SlotView> {
        let view = |stored: &StoredSlot| {
            let kind = match stored.slot.method {
                SlotMethod::Keyring => SlotKind::Keyring,
                SlotMethod::Passphrase(_) => SlotKind::Passphrase,
                SlotMethod::Recovery { .. } => SlotKind::RecoveryKit,
            };
            SlotView {
                kind,
                key: stored.slot.kid.to_string(),
                created_at: stored.created_at,
                verified_at: kit_verified_at.filter(|_| kind == SlotKind::RecoveryKit),
            }
        };
        self.slots.iter().map(view).collect()
    }
}

/// Every data key of the ring, wrapped with one KEK.
pub(super) fn wrap_ring(
    kek: &Kek,
    scope: &VaultScope,
    ring: &KeyRing,
) -> Result<Vec<WrappedKey>, Failure> {
    let keys = ring.versions().into_iter().filter_map(|version| ring.get(version));
    keys.map(|dek| {
        WrappedKey::wrap(kek, scope, dek, &mut OsRandomness).map_err(|error| seal_failure(&error))
    })
    .collect()
}
