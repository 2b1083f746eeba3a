//! A wrong key and a damaged wrap are never confused (SECURITY 2.3).

use credenza_vault::{
    Argon2Params, Kek, KeySlot, Kid, OsRandomness, SlotError, VaultScope, WrappedKey, codes,
    open_ring,
};

use crate::scripted::{SCOPE, data_key};

fn kek(salt: u8) -> Kek {
    let params = Argon2Params { m_kib: 19 * 1024, t: 1, p: 1, salt: [salt; 16] };
    KeySlot::passphrase(&"x".into(), params).unwrap().1
}

fn wrap(kek: &Kek) -> WrappedKey {
    WrappedKey::wrap(kek, &SCOPE, &data_key(1, 7), &mut OsRandomness).unwrap()
}

#[test]
fn another_key_is_a_wrong_key() {
    let row = wrap(&kek(1));
    assert_eq!(row.open(&kek(2), &SCOPE).unwrap_err(), SlotError::WrongKey);
    assert_eq!(open_ring(&kek(2), &SCOPE, &[row], 1).unwrap_err(), SlotError::WrongKey);
    assert_eq!(open_ring(&kek(2), &SCOPE, &[], 1).unwrap_err(), SlotError::WrongKey);
}

#[test]
fn every_bit_flip_of_a_wrap_is_damage_and_never_a_wrong_key() {
    let kek = kek(1);
    let row = wrap(&kek);
    row.open(&kek, &SCOPE).expect("positive control");
    for bit in 0..row.blob.len() * 8 {
        let mut flipped = row.clone();
        flipped.blob[bit / 8] ^= 1 << (bit % 8);
        let code = flipped.open(&kek, &SCOPE).unwrap_err().code();
        let expected = match bit / 8 {
            2 => codes::E_UNSUPPORTED_FORMAT,
            3..5 => codes::E_UNSUPPORTED_SUITE,
            _ => codes::E_TAMPERED,
        };
        assert_eq!(code, expected, "byte {}", bit / 8);
    }
}

#[test]
fn a_changed_kid_version_or_scope_is_damage() {
    let kek = kek(1);
    let row = wrap(&kek);
    for bit in 0..64 {
        let mut kid = row.kid.0;
        kid[bit / 8] ^= 1 << (bit % 8);
        let renamed = WrappedKey { kid: Kid(kid), ..row.clone() };
        assert_eq!(renamed.open(&kek, &SCOPE).unwrap_err(), SlotError::Damaged);
        assert_eq!(open_ring(&kek, &SCOPE, &[renamed], 1).unwrap_err(), SlotError::Damaged);
    }
    let relabelled = WrappedKey { dek_version: 2, ..row.clone() };
    assert_eq!(relabelled.open(&kek, &SCOPE).unwrap_err(), SlotError::Damaged);
    for scope in
        [VaultScope { org_id: [9; 16], ..SCOPE }, VaultScope { vault_id: [9; 16], ..SCOPE }]
    {
        assert_eq!(row.open(&kek, &scope).unwrap_err(), SlotError::Damaged);
    }
}

#[test]
fn rows_of_other_slots_are_passed_over() {
    let (mine, other) = (kek(1), kek(2));
    let rows = [wrap(&other), wrap(&mine)];
    assert_eq!(open_ring(&mine, &SCOPE, &rows, 1).unwrap().versions(), [1]);
}

#[test]
fn stored_rows_hold_no_clear_key_and_refuse_odd_json() {
    let kek = kek(1);
    let row = wrap(&kek);
    assert!(!row.blob.windows(8).any(|window| window == [7; 8]));
    assert_eq!(format!("{kek:?}"), "Kek([redacted])");
    for json in [
        r#"{"kid":"00","method":{"kind":"keyring"}}"#,
        r#"{"kid":"0011223344556677","method":{"kind":"magic"}}"#,
        r#"{"kid":"0011223344556677","method":{"kind":"passphrase","m_kib":99999999999,"t":1,"p":1,"salt":"CQkJCQkJCQkJCQkJCQkJCQ=="}}"#,
        r#"{"kid":"0011223344556677","method":{"kind":"passphrase","m_kib":19456,"t":1,"p":1,"salt":"CQ=="}}"#,
    ] {
        assert!(serde_json::from_str::<KeySlot>(json).is_err(), "{json}");
    }
}
