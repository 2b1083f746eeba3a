//! # Credenza's vault
//!
//! Secret types, the envelope, data keys and their slots, the operating system's keyring and the passphrase.
//!
//! - [`seal`] / [`open`]: one self-describing blob per secret, bound to its place ([`SealContext`]).
//! - [`KeyRing`]: the data-key versions of one organisation, and every MAC made with them.
//! - [`KeySlot`] / [`WrappedKey`]: the rows that let a keyring item or a passphrase unlock a ring.
//! - [`OsKeyring`] / [`KekStore`]: the keyring behind a thread, a deadline and a cancel signal.
//! - [`RecoveryKit`]: the printed key that opens the vault when everything else is lost; only its public half is kept.
//! - [`write_export`] / [`read_export`]: a whole vault as one age file.
//! - [`Checkpoint`]: how far the record went, signed.
//! - [`SecretDocument`]: what is sealed; it can be neither printed nor serialized by accident.
//!
//! Invariants: no key is created while wrapped keys exist ([`NoExistingKeys`]); a wrong key is told from a damaged
//! file; randomness is a parameter (but for age, which asks the operating system itself); no secret type has `Clone`,
//! `Serialize` or a telling `Debug`.
//! Absent on purpose: files, SQL, clocks (beyond deadlines), network, and any policy of when to lock.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod checkpoint;
pub mod codes;
mod document;
mod envelope;
mod export;
mod hardening;
mod kdf;
mod keys;
mod os_keyring;
mod passphrase;
mod protected;
mod randomness;
mod recovery;
mod slot;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use document::{SecretDocument, SecretDocumentError};
pub use envelope::{
    MAX_PLAINTEXT, OVERHEAD, OpenError, OpenedSecret, SealContext, SealError, dek_version_of, open,
    seal,
};
pub use export::{
    ExportError, ExportImage, ExportKey, ExportTo, OpenedExport, is_export, read_export,
    write_export,
};
pub use hardening::{Hardening, harden_process};
pub use keys::{Canonical, DataKey, KeyRing, Mac, MacError, RetiredKey, UnknownKeyVersion};
pub use os_keyring::{
    CancelSignal, CreateKekError, KekStore, KeyExists, KeyringEntries, KeyringError, KeyringItem,
    KeyringItems, Namespace, NoExistingKeys, OsKeyring, Patience, Unavailability, create_kek,
    create_replacement_kek,
};
pub use passphrase::{WeakPassphrase, check_passphrase, generate_passphrase, unlock_delay};
pub use protected::MemoryProtection;
pub use randomness::{OsRandomness, Randomness, RandomnessUnavailable};
pub use recovery::{KitUnreadable, RecoveryKit, RecoveryRecipient, open_ring_with_kit};
pub use slot::{
    Argon2Params, Kek, KeySlot, Kid, KidFormatError, SlotError, SlotMethod, VaultScope, WrappedKey,
    open_ring,
};
