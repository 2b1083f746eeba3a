//! Hazardous inside of the envelope: raw keys in, bytes out. Only `envelope` and `slot` may call it.

use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{MAX_PLAINTEXT, OpenError, OpenedSecret, SealContext, SealError, header, padding};
use crate::{Randomness, kdf};
use header::Header;

/// GCM tag length in bytes.
pub(super) const TAG_LEN: usize = 16;
const AAD_DOMAIN: &[u8] = b"credenza/aad/v1";
const ENC_INFO: &[u8] = b"credenza/v1/enc";
const COMMIT_INFO: &[u8] = b"credenza/v1/commit";

/// Seals with a raw 32-byte key.
pub(crate) fn seal_with(
    key: &[u8; 32],
    dek_version: u32,
    ctx: &SealContext<'_>,
    plaintext: &[u8],
    rng: &mut dyn Randomness,
) -> Result<Vec<u8>, SealError> {
    if plaintext.len() > MAX_PLAINTEXT {
        return Err(SealError::TooLarge(plaintext.len()));
    }
    let (mut salt, mut nonce) = ([0_u8; 32], [0_u8; 12]);
    rng.fill(&mut salt)?;
    rng.fill(&mut nonce)?;
    let keys = OneTimeKeys::derive(key, &salt);

    // Exact capacity: the plaintext is encrypted where it lies, and no reallocation leaves a copy behind.
    let capacity = header::LEN + padding::padded_len(plaintext.len()) + TAG_LEN;
    let mut blob = Vec::with_capacity(capacity);
    Header::write(&mut blob, dek_version, &salt, &keys.commitment, &nonce);
    let aad = associated_data(&blob, ctx);
    blob.extend_from_slice(plaintext);
    padding::pad(&mut blob, plaintext.len());
    let tag = Aes256Gcm::new((&*keys.encryption).into())
        .encrypt_inout_detached((&nonce).into(), &aad, (&mut blob[header::LEN..]).into())
        .expect("64 KiB is far below GCM's limits");
    blob.extend_from_slice(&tag);
    Ok(blob)
}

/// Opens with a raw 32-byte key; the commitment is checked before anything is decrypted.
pub(crate) fn open_with(
    key: &[u8; 32],
    ctx: &SealContext<'_>,
    blob: &[u8],
) -> Result<OpenedSecret, OpenError> {
    let header = Header::parse(blob)?;
    let keys = OneTimeKeys::derive(key, header.salt);
    if !bool::from(keys.commitment.ct_eq(header.commitment)) {
        return Err(OpenError::WrongKey);
    }
    let aad = associated_data(header.bytes, ctx);
    let mut bytes = Zeroizing::new(header.ciphertext.to_vec());
    Aes256Gcm::new((&*keys.encryption).into())
        .decrypt_inout_detached(
            header.nonce.into(),
            &aad,
            bytes.as_mut_slice().into(),
            header.tag.into(),
        )
        .map_err(|_| OpenError::Tampered)?;
    let len = padding::unpadded_len(&bytes).ok_or(OpenError::Tampered)?;
    bytes.truncate(len);
    Ok(OpenedSecret::new(bytes))
}

/// The two keys of one blob. The commitment is public, the encryption key is used once.
struct OneTimeKeys {
    encryption: Zeroizing<[u8; 32]>,
    commitment: [u8; 32],
}

impl OneTimeKeys {
    fn derive(key: &[u8; 32], salt: &[u8; 32]) -> Self {
        let suite = header::SUITE.to_be_bytes();
        Self {
            encryption: kdf::derive(Some(salt), key, &[ENC_INFO, &suite]),
            commitment: *kdf::derive(Some(salt), key, &[COMMIT_INFO, &suite]),
        }
    }
}

/// Domain, header, then each field of the place with tag and length: no two places share an encoding.
fn associated_data(header: &[u8], ctx: &SealContext<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(AAD_DOMAIN.len() + header.len() + 192);
    out.extend_from_slice(AAD_DOMAIN);
    out.extend_from_slice(header);
    let version = ctx.record_version.to_be_bytes();
    let fields: [&[u8]; 7] = [
        &ctx.vault_id,
        &ctx.org_id,
        ctx.table.as_bytes(),
        ctx.column.as_bytes(),
        &ctx.record_id,
        &version,
        &ctx.policy_hash,
    ];
    for (tag, field) in (1_u8..).zip(fields) {
        out.push(tag);
        // Table and column names are compile-time strings; saturation only keeps this free of panics.
        let len = u32::try_from(field.len()).unwrap_or(u32::MAX);
        out.extend_from_slice(&len.to_be_bytes());
        out.extend_from_slice(field);
    }
    out
}
