//! How far the record went, signed: a note in the form of C2SP tlog-checkpoint (signed-note, Ed25519), whose "tree" is
//! the record's chain: its size is the last entry's number, its hash that entry's MAC.
//!
//! A copy lies outside the database, so that a record that was cut, or a whole vault that was put back, is noticed.
//! Absent on purpose: where copies are kept, and when one is made.

use base64::{Engine, prelude::BASE64_STANDARD};
use ed25519_dalek::{Signature, Signer, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::{KeyRing, codes};

/// C2SP signed-note: the type byte of Ed25519.
const ED25519: u8 = 1;
const MARK: &str = "\u{2014} ";
const LONGEST: usize = 4 * 1024;

/// The end of the record at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// The number of the last entry; they count from 1.
    pub seq: i64,
    /// Its MAC's 32 bytes.
    pub hash: [u8; 32],
    /// When it was signed, UTC milliseconds.
    pub at_millis: i64,
}

/// Why a note is no checkpoint of this vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not a note, or one about something else.
    #[error(
        "the checkpoint is damaged. Find out who can write it, and restore the vault from a backup"
    )]
    Malformed,
    /// Signed by a key that this vault does not have: a later one, or a stranger's.
    #[error(
        "the checkpoint was signed with a key that this vault does not have. It may be of a newer state of the vault"
    )]
    UnknownKey,
    /// The signature does not fit.
    #[error("the checkpoint was changed after it was signed. Find out who can write it")]
    Forged,
}

impl CheckpointError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            CheckpointError::Malformed | CheckpointError::Forged => codes::E_TAMPERED,
            CheckpointError::UnknownKey => codes::E_KEY_VERSION_UNKNOWN,
        }
    }
}

impl Checkpoint {
    fn body(&self, origin: &str) -> String {
        let hash = BASE64_STANDARD.encode(self.hash);
        format!("{origin}\n{}\n{hash}\ntime {}\n", self.seq, self.at_millis)
    }

    fn parse(body: &str, origin: &str) -> Option<Self> {
        let mut lines = body.lines();
        let is_ours = lines.next()? == origin;
        let seq = lines.next()?.parse().ok()?;
        let hash = BASE64_STANDARD.decode(lines.next()?).ok()?.try_into().ok()?;
        let at_millis = lines.next()?.strip_prefix("time ")?.parse().ok()?;
        let found = Self { seq, hash, at_millis };
        // One spelling only: what is read is what is written.
        (is_ours && found.body(origin) == body).then_some(found)
    }
}

impl KeyRing {
    /// Signs a checkpoint with the active version's key. `origin` names the record and is the key's name as well.
    pub fn sign_checkpoint(&self, origin: &str, checkpoint: &Checkpoint) -> String {
        let key = self.active().checkpoint_key();
        let body = checkpoint.body(origin);
        let mut signed = key_id(origin, &key.verifying_key()).to_vec();
        signed.extend_from_slice(&key.sign(body.as_bytes()).to_bytes());
        format!("{body}\n{MARK}{origin} {}\n", BASE64_STANDARD.encode(signed))
    }

    /// Reads a checkpoint of `origin` that any version of this ring signed.
    ///
    /// # Errors
    /// [`CheckpointError`].
    pub fn read_checkpoint(&self, origin: &str, note: &str) -> Result<Checkpoint, CheckpointError> {
        let (body, signed) = split(origin, note).ok_or(CheckpointError::Malformed)?;
        let (id, signature) = signed.split_first_chunk::<4>().ok_or(CheckpointError::Malformed)?;
        let signature = Signature::from_slice(signature).map_err(|_| CheckpointError::Malformed)?;
        let mut known = self.checkpoint_keys().filter(|key| key_id(origin, key) == *id).peekable();
        known.peek().ok_or(CheckpointError::UnknownKey)?;
        if !known.any(|key| key.verify_strict(body.as_bytes(), &signature).is_ok()) {
            return Err(CheckpointError::Forged);
        }
        Checkpoint::parse(body, origin).ok_or(CheckpointError::Malformed)
    }

    fn checkpoint_keys(&self) -> impl Iterator<Item = VerifyingKey> {
        let live = self.versions().into_iter().filter_map(|version| self.get(version));
        let live = live.map(|key| key.checkpoint_key().verifying_key());
        let gone = self.retired_versions().into_iter().filter_map(|version| self.retired(version));
        live.chain(gone.filter_map(crate::RetiredKey::checkpoint_key))
    }
}

/// The signed text with its last line break, and the signature line's bytes.
fn split<'a>(origin: &str, note: &'a str) -> Option<(&'a str, Vec<u8>)> {
    if note.len() > LONGEST {
        return None;
    }
    let end = note.find("\n\n")? + 1;
    let (body, rest) = note.split_at(end);
    let line = rest.strip_prefix('\n')?.strip_suffix('\n')?.strip_prefix(MARK)?;
    let (name, text) = line.split_once(' ')?;
    if name != origin {
        return None;
    }
    let signed = BASE64_STANDARD.decode(text).ok()?;
    Some((body, signed))
}

/// C2SP signed-note: the first four bytes of SHA-256(name, line break, type, public key).
fn key_id(name: &str, key: &VerifyingKey) -> [u8; 4] {
    let mut digest = Sha256::new();
    digest.update(name.as_bytes());
    digest.update([b'\n', ED25519]);
    digest.update(key.as_bytes());
    let digest: [u8; 32] = digest.finalize().into();
    [digest[0], digest[1], digest[2], digest[3]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DataKey, OsRandomness, VaultScope};

    const ORIGIN: &str = "credenza/vault/org";
    const SCOPE: VaultScope = VaultScope { vault_id: [1; 16], org_id: [2; 16] };

    fn ring() -> KeyRing {
        KeyRing::new(DataKey::make(1, &mut OsRandomness).unwrap())
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint { seq: 100, hash: [7; 32], at_millis: 1_700_000_000_000 }
    }

    #[test]
    fn a_note_has_the_form_of_a_tlog_checkpoint_and_reads_back() {
        let ring = ring();
        let note = ring.sign_checkpoint(ORIGIN, &checkpoint());
        let lines: Vec<&str> = note.split('\n').collect();
        assert_eq!(lines[..2], [ORIGIN, "100"]);
        assert_eq!(BASE64_STANDARD.decode(lines[2]).unwrap(), [7; 32]);
        assert_eq!(lines[4], "");
        assert!(lines[5].starts_with(&format!("\u{2014} {ORIGIN} ")), "{note}");
        assert_eq!(ring.read_checkpoint(ORIGIN, &note), Ok(checkpoint()));
        assert!(ring.read_checkpoint("credenza/other/org", &note).is_err());
    }

    #[test]
    fn every_change_of_a_note_is_found() {
        let ring = ring();
        let note = ring.sign_checkpoint(ORIGIN, &checkpoint());
        for place in 0..note.len() {
            for bit in 0..8 {
                let mut bytes = note.clone().into_bytes();
                bytes[place] ^= 1 << bit;
                let Ok(changed) = String::from_utf8(bytes) else { continue };
                assert!(ring.read_checkpoint(ORIGIN, &changed).is_err(), "{place}/{bit}");
            }
            if let Some(cut) = note.get(..place) {
                assert!(ring.read_checkpoint(ORIGIN, cut).is_err(), "cut at {place}");
            }
        }
    }

    #[test]
    fn a_strangers_note_is_told_from_a_forged_one() {
        let (mine, other) = (ring(), ring());
        let note = other.sign_checkpoint(ORIGIN, &checkpoint());
        assert_eq!(mine.read_checkpoint(ORIGIN, &note), Err(CheckpointError::UnknownKey));
        let forged = mine.sign_checkpoint(ORIGIN, &checkpoint()).replace("100\n", "101\n");
        assert_eq!(mine.read_checkpoint(ORIGIN, &forged), Err(CheckpointError::Forged));
    }

    #[test]
    fn what_a_destroyed_key_signed_and_recorded_can_still_be_checked() {
        let old = ring();
        let row = crate::Canonical::new("row").text("a");
        let (mac, note) = (old.audit_mac(None, &row), old.sign_checkpoint(ORIGIN, &checkpoint()));
        let both =
            old.with_key(DataKey::make(2, &mut OsRandomness).unwrap()).with_active(2).unwrap();
        let blob = both.seal_retired(1, &SCOPE, &mut OsRandomness).unwrap();
        let new = both.without(1).unwrap();
        assert!(new.verify_audit_mac(None, &row, &mac).is_err(), "control");
        assert_eq!(new.read_checkpoint(ORIGIN, &note), Err(CheckpointError::UnknownKey));
        let key = new.open_retired(1, &SCOPE, &blob).unwrap();
        for ring in [new.with_retired(key), both.destroying(1).unwrap()] {
            assert_eq!(ring.versions(), [2]);
            ring.verify_audit_mac(None, &row, &mac).unwrap();
            assert_eq!(ring.read_checkpoint(ORIGIN, &note), Ok(checkpoint()));
            assert!(ring.verify_row_mac("t", &row, &old.row_mac("t", &row)).is_err());
            let again = ring.seal_retired(1, &SCOPE, &mut OsRandomness).unwrap();
            ring.open_retired(1, &SCOPE, &again).unwrap();
        }
        assert!(new.open_retired(2, &SCOPE, &blob).is_err(), "bound to its version");
    }
}
