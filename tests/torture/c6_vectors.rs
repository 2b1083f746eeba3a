//! C6: the envelope equals the Python reference model, byte for byte.

use crate::Run;
use crate::report::{Control, Outcome};
use anyhow::{Context, Result};
use credenza_vault::{DataKey, KeyRing, Randomness, RandomnessUnavailable, SealContext};
use serde_json::Value;
use sha2::{Digest, Sha256};

const VECTORS: &str = include_str!("../../src-tauri/credenza-vault/tests/vectors/envelope_v1.json");

/// Gives the bytes it was made with, in order.
struct Scripted(std::collections::VecDeque<u8>);

impl Randomness for Scripted {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomnessUnavailable> {
        for byte in out {
            *byte = self.0.pop_front().ok_or(RandomnessUnavailable)?;
        }
        Ok(())
    }
}

pub(crate) fn run(_: &Run) -> Result<Outcome> {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS)?;
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    let mut caught = 0;
    for vector in &vectors {
        outcome.cases += 1;
        if !agrees(vector, 0)? {
            outcome.failures.push(format!("vector {} differs", vector["n"]));
        }
        // Control: another record version is another blob.
        caught += u64::from(!agrees(vector, 1)?);
    }
    outcome.control = Control::of(caught);
    Ok(outcome)
}

fn agrees(vector: &Value, version_shift: u64) -> Result<bool> {
    let place = &vector["ctx"];
    let (table, column) = (text(&place["table"])?, text(&place["column"])?);
    let context = SealContext {
        vault_id: fixed(&place["vault_id"])?,
        org_id: fixed(&place["org_id"])?,
        table: &table,
        column: &column,
        record_id: fixed(&place["record_id"])?,
        record_version: number(&place["record_version"])? + version_shift,
        policy_hash: fixed(&place["policy_hash"])?,
    };
    let plaintext = match string(&vector["plaintext"])?.split_once('*') {
        Some((byte, count)) => hex::decode(byte)?.repeat(count.parse()?),
        None => bytes(&vector["plaintext"])?,
    };
    let version = u32::try_from(number(&vector["key_version"])?)?;
    let key = DataKey::make(version, &mut Scripted(bytes(&vector["key"])?.into()))?;
    let n = u8::try_from(number(&vector["n"])?)?;
    let salt = Sha256::digest([&b"salt|"[..], &[n]].concat());
    let nonce = Sha256::digest([&b"n|"[..], &[n]].concat());
    let mut random = Scripted(salt.iter().chain(&nonce[..12]).copied().collect());
    let ring = KeyRing::new(key);
    let blob = ring.seal(&context, &plaintext, &mut random)?;
    let expected = string(&vector["blob"])?;
    let equal = match expected.strip_prefix("sha256:") {
        Some(digest) => hex::encode(Sha256::digest(&blob)) == digest,
        None => hex::encode(&blob) == expected,
    };
    Ok(equal && ring.open(&context, &blob)?.expose() == plaintext)
}

fn string(value: &Value) -> Result<&str> {
    value.as_str().context("not a text")
}

fn number(value: &Value) -> Result<u64> {
    value.as_u64().context("not a number")
}

fn bytes(value: &Value) -> Result<Vec<u8>> {
    Ok(hex::decode(string(value)?)?)
}

fn text(value: &Value) -> Result<String> {
    Ok(String::from_utf8(bytes(value)?)?)
}

fn fixed<const N: usize>(value: &Value) -> Result<[u8; N]> {
    bytes(value)?.try_into().map_err(|_| anyhow::anyhow!("not of {N} bytes"))
}
