//! Passphrase slots: wrong passphrases, hostile parameters (RELIABILITY K6).

use std::time::{Duration, Instant};

use credenza_vault::{
    Argon2Params, KeySlot, OsRandomness, SlotError, SlotMethod, WrappedKey, codes, open_ring,
};

use crate::scripted::{SCOPE, data_key};

fn cheapest() -> Argon2Params {
    Argon2Params { m_kib: 19 * 1024, t: 1, p: 1, salt: [9; 16] }
}

#[test]
fn the_recommended_slot_opens_with_its_passphrase_and_keeps_every_key_version() {
    let params = Argon2Params::recommended(&mut OsRandomness).unwrap();
    assert_eq!((params.m_kib, params.t, params.p), (65_536, 3, 4));
    let (slot, kek) = KeySlot::passphrase(&"marmot velvet oxbow".into(), params).unwrap();
    let wraps: Vec<WrappedKey> = [data_key(1, 7), data_key(2, 8)]
        .iter()
        .map(|dek| WrappedKey::wrap(&kek, &SCOPE, dek, &mut OsRandomness).unwrap())
        .collect();

    let json = serde_json::to_string(&(&slot, &wraps)).unwrap();
    let (slot, wraps): (KeySlot, Vec<WrappedKey>) = serde_json::from_str(&json).unwrap();
    assert_eq!(slot.method.kind(), "passphrase");
    let kek = slot.derive_kek(&"marmot velvet oxbow".into()).unwrap();
    let ring = open_ring(&kek, &SCOPE, &wraps, 2).unwrap();
    assert_eq!((ring.versions(), ring.active().version()), (vec![1, 2], 2));
    let error = open_ring(&kek, &SCOPE, &wraps, 3).unwrap_err();
    assert_eq!(error.code(), codes::E_KEY_VERSION_UNKNOWN);
}

#[test]
fn hostile_parameters_are_refused_before_anything_is_allocated() {
    let hostile = [
        Argon2Params { m_kib: 4 * 1024 * 1024, ..cheapest() },
        Argon2Params { m_kib: u32::MAX, ..cheapest() },
        Argon2Params { m_kib: 1024 * 1024 + 1, ..cheapest() },
        Argon2Params { m_kib: 19 * 1024 - 1, ..cheapest() },
        Argon2Params { m_kib: 0, ..cheapest() },
        Argon2Params { t: 1_000_000, ..cheapest() },
        Argon2Params { t: 17, ..cheapest() },
        Argon2Params { t: 0, ..cheapest() },
        Argon2Params { p: 17, ..cheapest() },
        Argon2Params { p: u32::MAX, ..cheapest() },
        Argon2Params { p: 0, ..cheapest() },
    ];
    let (honest, _) = KeySlot::passphrase(&"x".into(), cheapest()).unwrap();
    let start = Instant::now();
    for params in hostile {
        let slot = KeySlot { kid: honest.kid, method: SlotMethod::Passphrase(params.clone()) };
        let error = slot.derive_kek(&"x".into()).unwrap_err();
        assert_eq!(error.code(), codes::E_KDF_PARAMETERS, "{params:?}");
        assert!(KeySlot::passphrase(&"x".into(), params).is_err());
    }
    assert!(start.elapsed() < Duration::from_millis(10), "{:?}", start.elapsed());
}

#[test]
fn a_keyring_slot_takes_no_passphrase() {
    let (_, kek) = KeySlot::passphrase(&"x".into(), cheapest()).unwrap();
    let error = KeySlot::keyring(&kek).derive_kek(&"x".into()).unwrap_err();
    assert_eq!(error, SlotError::NotAPassphraseSlot);
}
