//! The 85 clear bytes in front of every ciphertext. Parsing never panics, whatever the bytes.

use super::{MAX_PLAINTEXT, OpenError, cipher::TAG_LEN, padding};

/// Header length in bytes.
pub(super) const LEN: usize = 85;
/// The only format there is.
pub(super) const FORMAT: u8 = 1;
/// HKDF-SHA-512 + key commitment + AES-256-GCM.
pub(super) const SUITE: u16 = 1;
const MAGIC: &[u8; 2] = b"CZ";

/// The parsed clear part of a blob, borrowed from it.
#[derive(Debug)]
pub(super) struct Header<'a> {
    pub(super) dek_version: u32,
    pub(super) salt: &'a [u8; 32],
    pub(super) commitment: &'a [u8; 32],
    pub(super) nonce: &'a [u8; 12],
    /// All 85 bytes, for the associated data.
    pub(super) bytes: &'a [u8],
    /// Padded ciphertext without the tag.
    pub(super) ciphertext: &'a [u8],
    pub(super) tag: &'a [u8; TAG_LEN],
}

impl<'a> Header<'a> {
    /// Splits a blob. The order of the checks decides which code a damaged byte yields: format before suite.
    pub(super) fn parse(blob: &'a [u8]) -> Result<Self, OpenError> {
        let (bytes, body) = blob.split_at_checked(LEN).ok_or(OpenError::Malformed)?;
        let mut rest = bytes;
        if take::<2>(&mut rest)? != MAGIC {
            return Err(OpenError::Malformed);
        }
        let [format] = *take::<1>(&mut rest)?;
        if format != FORMAT {
            return Err(OpenError::UnsupportedFormat(format));
        }
        let suite = u16::from_be_bytes(*take::<2>(&mut rest)?);
        if suite != SUITE {
            return Err(OpenError::UnsupportedSuite(suite));
        }
        let dek_version = u32::from_be_bytes(*take::<4>(&mut rest)?);
        let salt = take::<32>(&mut rest)?;
        let commitment = take::<32>(&mut rest)?;
        let nonce = take::<12>(&mut rest)?;
        let (ciphertext, tag) = body.split_last_chunk::<TAG_LEN>().ok_or(OpenError::Malformed)?;
        let is_possible = !ciphertext.is_empty()
            && ciphertext.len().is_multiple_of(padding::BLOCK)
            && ciphertext.len() <= padding::padded_len(MAX_PLAINTEXT);
        if !is_possible {
            return Err(OpenError::Malformed);
        }
        Ok(Self { dek_version, salt, commitment, nonce, bytes, ciphertext, tag })
    }

    /// Writes the 85 bytes in front of a new ciphertext.
    pub(super) fn write(
        out: &mut Vec<u8>,
        dek_version: u32,
        salt: &[u8; 32],
        commitment: &[u8; 32],
        nonce: &[u8; 12],
    ) {
        out.extend_from_slice(MAGIC);
        out.push(FORMAT);
        out.extend_from_slice(&SUITE.to_be_bytes());
        out.extend_from_slice(&dek_version.to_be_bytes());
        out.extend_from_slice(salt);
        out.extend_from_slice(commitment);
        out.extend_from_slice(nonce);
    }
}

fn take<'a, const N: usize>(rest: &mut &'a [u8]) -> Result<&'a [u8; N], OpenError> {
    let (field, tail) = rest.split_first_chunk::<N>().ok_or(OpenError::Malformed)?;
    *rest = tail;
    Ok(field)
}
