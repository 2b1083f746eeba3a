//! Slots, canonical rows and MACs equal the Python model in `vectors/slot_v1.py` (RELIABILITY C6).

use credenza_vault::{Canonical, KeySlot, Mac, VaultScope, WrappedKey, open_ring};
use serde::Deserialize;

use crate::scripted::bytes;

#[derive(Deserialize)]
struct Vector {
    vault_id: String,
    org_id: String,
    passphrase: String,
    slot: KeySlot,
    wrapped: WrappedKey,
    canonical: String,
    digest: String,
    row_mac: Mac,
    audit_first: Mac,
    audit_second: Mac,
    token: Mac,
    fingerprint: Mac,
}

#[test]
fn the_passphrase_of_the_vector_opens_its_ring_and_every_mac_verifies() {
    let vector: Vector = serde_json::from_str(include_str!("../vectors/slot_v1.json")).unwrap();
    let scope = VaultScope { vault_id: bytes(&vector.vault_id), org_id: bytes(&vector.org_id) };
    let kek = vector.slot.derive_kek(&vector.passphrase.as_str().into()).unwrap();
    let ring = open_ring(&kek, &scope, &[vector.wrapped], 3).unwrap();

    let row = Canonical::new("connection/v1")
        .text("api.example.com")
        .u64(443)
        .bool(true)
        .opt_text(None)
        .texts(["a", "b"])
        .bytes(b"\x00\xff");
    assert_eq!(hex::encode(row.as_bytes()), vector.canonical);
    assert_eq!(hex::encode(row.digest()), vector.digest);
    assert_eq!(ring.row_mac("connection", &row), vector.row_mac);
    assert_eq!(ring.audit_mac(None, &row), vector.audit_first);
    assert_eq!(ring.audit_mac(Some(&vector.audit_first), &row), vector.audit_second);
    assert_eq!(ring.token_mac(b"crz_secret"), vector.token);
    assert_eq!(ring.fingerprint(&row), vector.fingerprint);
}
