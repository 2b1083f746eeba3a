//! Envelope v1 equals the Python reference model byte for byte (RELIABILITY C6).

use credenza_vault::{DataKey, KeyRing, SealContext, dek_version_of, open, seal};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::scripted::{Scripted, bytes};

#[derive(Deserialize)]
struct Vector {
    n: u8,
    key: String,
    key_version: u32,
    plaintext: String,
    ctx: Place,
    blob: String,
}

#[derive(Deserialize)]
struct Place {
    vault_id: String,
    org_id: String,
    table: String,
    column: String,
    record_id: String,
    record_version: u64,
    policy_hash: String,
}

#[test]
fn every_vector_seals_to_the_same_bytes_and_opens() {
    let vectors: Vec<Vector> =
        serde_json::from_str(include_str!("../vectors/envelope_v1.json")).unwrap();
    assert_eq!(vectors.len(), 6);
    for vector in vectors {
        let (table, column) = (text(&vector.ctx.table), text(&vector.ctx.column));
        let ctx = SealContext {
            vault_id: bytes(&vector.ctx.vault_id),
            org_id: bytes(&vector.ctx.org_id),
            table: &table,
            column: &column,
            record_id: bytes(&vector.ctx.record_id),
            record_version: vector.ctx.record_version,
            policy_hash: bytes(&vector.ctx.policy_hash),
        };
        let plaintext = plaintext_of(&vector.plaintext);
        let key_bytes: [u8; 32] = bytes(&vector.key);
        let key = DataKey::make(vector.key_version, &mut Scripted::new(&[&key_bytes])).unwrap();
        // The model draws salt and nonce from SHA-256 of these labels.
        let salt = Sha256::digest([&b"salt|"[..], &[vector.n]].concat());
        let nonce = Sha256::digest([&b"n|"[..], &[vector.n]].concat());
        let mut rng = Scripted::new(&[salt.as_slice(), &nonce[..12]]);

        let blob = seal(&key, &ctx, &plaintext, &mut rng).unwrap();
        match vector.blob.strip_prefix("sha256:") {
            Some(digest) => assert_eq!(hex::encode(Sha256::digest(&blob)), digest),
            None => assert_eq!(hex::encode(&blob), vector.blob),
        }
        assert_eq!(dek_version_of(&blob), Ok(vector.key_version));
        assert_eq!(open(&KeyRing::new(key), &ctx, &blob).unwrap().expose(), plaintext);
    }
}

fn text(hex_text: &str) -> String {
    String::from_utf8(hex::decode(hex_text).unwrap()).unwrap()
}

fn plaintext_of(notation: &str) -> Vec<u8> {
    match notation.split_once('*') {
        Some((byte, count)) => hex::decode(byte).unwrap().repeat(count.parse().unwrap()),
        None => hex::decode(notation).unwrap(),
    }
}
