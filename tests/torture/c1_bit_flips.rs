//! C1: every bit of sealed blobs, wrapped data keys and their headers, flipped once.

use crate::random::Seeded;
use crate::report::{Control, Outcome};
use crate::{Run, scratch};
use anyhow::Result;
use credenza_vault::{
    Argon2Params, DataKey, KeyRing, KeySlot, SealContext, VaultScope, WrappedKey, dek_version_of,
    seal,
};
use secrecy::SecretString;

const BLOBS: u64 = 200;
const WRAPPED: u64 = 4;

struct Flips {
    cases: u64,
    accepted: Vec<String>,
    naive: u64,
}

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    let blobs = scratch::in_parallel(BLOBS, 2, |index| flip_blob(run.seed, index));
    let wrapped = scratch::in_parallel(WRAPPED, 2, |index| flip_wrapped(run.seed, index));
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    let mut caught = 0;
    for flips in blobs.into_iter().chain(wrapped) {
        let flips = flips?;
        outcome.cases += flips.cases;
        outcome.failures.extend(flips.accepted);
        caught += flips.naive;
    }
    outcome.control = Control::of(caught);
    Ok(outcome)
}

fn flip_blob(seed: u64, index: u64) -> Result<Flips> {
    let mut random = Seeded::new(seed ^ index.rotate_left(32));
    let ring = KeyRing::new(DataKey::make(1, &mut random)?);
    let record: [u8; 16] = random.bytes();
    let context = SealContext {
        vault_id: random.bytes(),
        org_id: random.bytes(),
        table: "credential",
        column: "secret",
        record_id: record,
        record_version: index,
        policy_hash: random.bytes(),
    };
    let plaintext: Vec<u8> = random.bytes::<530>().to_vec();
    let sealed = seal(ring.active(), &context, &plaintext, &mut random)?;
    let open = |blob: &[u8]| ring.open(&context, blob).map(|_| ()).map_err(|error| error.code());
    flip(&format!("blob {index}"), &sealed, open)
}

fn flip_wrapped(seed: u64, index: u64) -> Result<Flips> {
    let mut random = Seeded::new(seed ^ index);
    let scope = VaultScope { vault_id: random.bytes(), org_id: random.bytes() };
    let params = Argon2Params { m_kib: 19 * 1024, t: 1, p: 1, salt: random.bytes() };
    let (_, kek) = KeySlot::passphrase(&SecretString::from("six plain words in a row"), params)?;
    let key = DataKey::make(1, &mut random)?;
    let wrapped = WrappedKey::wrap(&kek, &scope, &key, &mut random)?;
    let open = |blob: &[u8]| {
        let damaged = WrappedKey { blob: blob.to_vec(), ..wrapped.clone() };
        damaged.open(&kek, &scope).map(|_| ()).map_err(|error| error.code())
    };
    flip(&format!("wrapped key {index}"), &wrapped.blob, open)
}

const CODES: [&str; 6] = [
    "E_TAMPERED",
    "E_WRONG_KEY",
    "E_UNSUPPORTED_FORMAT",
    "E_UNSUPPORTED_SUITE",
    "E_KEY_VERSION_UNKNOWN",
    "E_TOO_LARGE",
];

fn flip(
    name: &str,
    sealed: &[u8],
    open: impl Fn(&[u8]) -> Result<(), &'static str>,
) -> Result<Flips> {
    anyhow::ensure!(open(sealed).is_ok(), "{name} does not open untouched");
    let mut flips = Flips { cases: 0, accepted: Vec::new(), naive: 0 };
    let mut blob = sealed.to_vec();
    for bit in 0..blob.len() * 8 {
        let mask = 1 << (bit % 8);
        blob[bit / 8] ^= mask;
        flips.cases += 1;
        match open(&blob) {
            Ok(()) => flips.accepted.push(format!("{name}: bit {bit} was accepted")),
            Err(code) if !CODES.contains(&code) => {
                flips.accepted.push(format!("{name}: bit {bit}: {code}"))
            }
            Err(_) => {}
        }
        // Control: a reader that looks at the header alone and neither at the tag nor the commitment.
        flips.naive += u64::from(dek_version_of(&blob) == dek_version_of(sealed));
        blob[bit / 8] ^= mask;
    }
    Ok(flips)
}
