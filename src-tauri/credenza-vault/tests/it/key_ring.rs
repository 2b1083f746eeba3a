//! Rotation, and the MACs: bound to purpose, table, order and key version.

use credenza_vault::{Canonical, KeyRing, Mac, OsRandomness, SecretDocument, codes};

use crate::scripted::{PLACE, data_key};

fn row(host: &str) -> Canonical {
    Canonical::new("connection/v1").text(host).u64(443)
}

#[test]
fn after_a_rotation_old_values_open_and_verify_until_the_old_key_is_retired() {
    let old = KeyRing::new(data_key(1, 7));
    let blob = old.seal(&PLACE, b"secret", &mut OsRandomness).unwrap();
    let mac = old.row_mac("connection", &row("a"));

    let rotated = old.with_key(data_key(2, 8)).with_active(2).unwrap();
    assert_eq!((rotated.versions(), rotated.active().version()), (vec![1, 2], 2));
    assert_eq!(rotated.open(&PLACE, &blob).unwrap().expose(), b"secret");
    rotated.verify_row_mac("connection", &row("a"), &mac).unwrap();
    assert_eq!(rotated.row_mac("connection", &row("a")).dek_version(), 2);

    assert!(rotated.without(2).is_err(), "the active key cannot be retired");
    let retired = rotated.without(1).unwrap();
    assert_eq!(retired.open(&PLACE, &blob).unwrap_err().code(), codes::E_KEY_VERSION_UNKNOWN);
    let error = retired.verify_row_mac("connection", &row("a"), &mac).unwrap_err();
    assert_eq!(error.code(), codes::E_KEY_VERSION_UNKNOWN);
    assert_eq!(old.with_active(9).unwrap_err().code(), codes::E_KEY_VERSION_UNKNOWN);
}

#[test]
fn a_row_mac_binds_row_and_table() {
    let ring = KeyRing::new(data_key(1, 7));
    let mac = ring.row_mac("connection", &row("api.example.com"));
    ring.verify_row_mac("connection", &row("api.example.com"), &mac).unwrap();
    for (table, host) in [("connection", "evil.example.com"), ("flow", "api.example.com")] {
        let error = ring.verify_row_mac(table, &row(host), &mac).unwrap_err();
        assert_eq!(error.code(), codes::E_TAMPERED);
    }
}

#[test]
fn an_audit_mac_binds_the_row_before_it() {
    let ring = KeyRing::new(data_key(1, 7));
    let first = ring.audit_mac(None, &row("1"));
    let second = ring.audit_mac(Some(&first), &row("2"));
    ring.verify_audit_mac(Some(&first), &row("2"), &second).unwrap();
    assert!(ring.verify_audit_mac(None, &row("2"), &second).is_err());
    assert!(ring.verify_audit_mac(Some(&second), &row("2"), &second).is_err());
}

#[test]
fn a_mac_made_for_one_purpose_is_worthless_for_another() {
    let ring = KeyRing::new(data_key(1, 7));
    let value = row("x");
    let macs = [
        ring.audit_mac(None, &value),
        ring.token_mac(value.as_bytes()),
        ring.fingerprint(&value),
        ring.row_mac("x", &value),
    ];
    for (n, mac) in macs.iter().enumerate() {
        assert!(macs[n + 1..].iter().all(|other| other != mac));
    }
    assert_eq!(ring.fingerprint(&value), macs[2]);
    assert_ne!(KeyRing::new(data_key(1, 8)).fingerprint(&value), macs[2]);
}

#[test]
fn every_bit_of_a_stored_token_mac_counts() {
    let ring = KeyRing::new(data_key(1, 7));
    let stored = ring.token_mac(b"256-bit secret").to_bytes();
    ring.verify_token_mac(b"256-bit secret", &Mac::from_bytes(&stored).unwrap()).unwrap();
    assert!(ring.verify_token_mac(b"256-bit secreT", &Mac::from_bytes(&stored).unwrap()).is_err());
    for bit in 0..Mac::LEN * 8 {
        let mut flipped = stored;
        flipped[bit / 8] ^= 1 << (bit % 8);
        let mac = Mac::from_bytes(&flipped).unwrap();
        assert!(ring.verify_token_mac(b"256-bit secret", &mac).is_err());
    }
    assert!(Mac::from_bytes(&stored[1..]).is_err());
    let mac = Mac::from_bytes(&stored).unwrap();
    assert_eq!(serde_json::from_str::<Mac>(&serde_json::to_string(&mac).unwrap()).unwrap(), mac);
}

#[test]
fn a_document_is_sealed_and_opened_whole() {
    let ring = KeyRing::new(data_key(1, 7));
    let mut document = SecretDocument::new();
    document.set_text("api_key", &"sk_live_CANARY".into());
    let blob = ring.seal_document(&PLACE, &document, &mut OsRandomness).unwrap();
    assert!(!blob.windows(6).any(|window| window == b"CANARY"));
    let opened = ring.open_document(&PLACE, &blob).unwrap();
    assert_eq!(opened.expose_text("api_key"), Some("sk_live_CANARY"));

    let no_document = ring.seal(&PLACE, b"plain text", &mut OsRandomness).unwrap();
    let error = ring.open_document(&PLACE, &no_document).err().unwrap();
    assert_eq!(error.code(), codes::E_TAMPERED);
}

#[test]
fn many_threads_may_share_a_ring() {
    let ring = std::sync::Arc::new(KeyRing::new(data_key(1, 7)));
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let ring = std::sync::Arc::clone(&ring);
            std::thread::spawn(move || {
                let blob = ring.seal(&PLACE, b"shared", &mut OsRandomness).unwrap();
                assert_eq!(ring.open(&PLACE, &blob).unwrap().expose(), b"shared");
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}
