//! Envelope v1: one self-describing, key-committing, place-bound blob per secret (SECURITY 2.1–2.3).
//!
//! `"CZ" | format u8=1 | suite u16=1 | dek_version u32 | salt 32 | commitment 32 | nonce 12 | ciphertext | tag 16`
//! Every blob has its own AES-256-GCM key, derived with HKDF-SHA-512 from the data key and the salt; the place
//! (vault, organisation, table, column, record, version, policy) is associated data, so a blob cannot be moved.
//! Absent on purpose: knowledge of rows or SQL, and any way to open a blob without saying where it was found.

mod cipher;
mod error;
mod header;
mod opened;
mod padding;

pub use error::{OpenError, SealError};
pub use opened::OpenedSecret;

pub(crate) use cipher::{open_with, seal_with};

use crate::{DataKey, KeyRing, Randomness};
use header::Header;

/// Largest plaintext in bytes; longer ones are refused, not split.
pub const MAX_PLAINTEXT: usize = 64 * 1024;
/// Bytes a blob has beyond its padded plaintext.
pub const OVERHEAD: usize = header::LEN + cipher::TAG_LEN;

/// Where a blob lives and which policy it obeys. Sealing and opening must agree on every field.
#[derive(Debug, Clone, Copy)]
pub struct SealContext<'a> {
    /// The vault.
    pub vault_id: [u8; 16],
    /// The organisation (tenant) inside the vault.
    pub org_id: [u8; 16],
    /// Table name.
    pub table: &'a str,
    /// Column name.
    pub column: &'a str,
    /// The record.
    pub record_id: [u8; 16],
    /// The record's version: a replayed older blob does not open.
    pub record_version: u64,
    /// SHA-256 of the policy the secret may be used under (allowed hosts, injection, connector).
    pub policy_hash: [u8; 32],
}

/// Seals `plaintext` for the place `ctx` with `key`.
///
/// # Errors
/// `E_TOO_LARGE` above [`MAX_PLAINTEXT`]; `E_RANDOMNESS` when no salt could be drawn.
pub fn seal(
    key: &DataKey,
    ctx: &SealContext<'_>,
    plaintext: &[u8],
    rng: &mut dyn Randomness,
) -> Result<Vec<u8>, SealError> {
    seal_with(key.expose_dek(), key.version(), ctx, plaintext, rng)
}

/// Opens `blob`, found at the place `ctx`, with the key version its header names.
///
/// # Errors
/// `E_KEY_VERSION_UNKNOWN` when `ring` lacks that version, `E_WRONG_KEY` when the key does not fit the blob,
/// `E_TAMPERED` when blob or place were changed, `E_UNSUPPORTED_*` for blobs of a newer build.
pub fn open(ring: &KeyRing, ctx: &SealContext<'_>, blob: &[u8]) -> Result<OpenedSecret, OpenError> {
    let version = dek_version_of(blob)?;
    let key = ring.get(version).ok_or(OpenError::KeyVersionUnknown(version))?;
    open_with(key.expose_dek(), ctx, blob)
}

/// The data-key version named in the header; not authenticated until the blob is opened.
///
/// # Errors
/// `E_TAMPERED` when the bytes are no envelope, `E_UNSUPPORTED_*` when they are one of a newer build.
pub fn dek_version_of(blob: &[u8]) -> Result<u32, OpenError> {
    Header::parse(blob).map(|header| header.dek_version)
}
