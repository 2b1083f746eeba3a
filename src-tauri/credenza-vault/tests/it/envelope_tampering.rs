//! No changed, moved, cut or foreign blob opens, and each says so with the right code (RELIABILITY C1).

use credenza_vault::{
    KeyRing, MAX_PLAINTEXT, OVERHEAD, OpenError, OsRandomness, SealContext, SealError, codes,
};
use proptest::prelude::*;

use crate::scripted::{PLACE, data_key};

fn expected_code(byte: usize) -> &'static str {
    match byte {
        2 => codes::E_UNSUPPORTED_FORMAT,
        3..5 => codes::E_UNSUPPORTED_SUITE,
        5..9 => codes::E_KEY_VERSION_UNKNOWN,
        9..73 => codes::E_WRONG_KEY,
        _ => codes::E_TAMPERED,
    }
}

#[test]
fn every_bit_flip_of_two_hundred_blobs_is_refused_with_the_right_code() {
    let ring = KeyRing::new(data_key(1, 7));
    let flips: usize = std::thread::scope(|scope| {
        let halves = [0..100_usize, 100..200].map(|range| {
            let ring = &ring;
            scope.spawn(move || range.map(|n| flip_every_bit(ring, n * 6)).sum::<usize>())
        });
        halves.into_iter().map(|half| half.join().unwrap()).sum()
    });
    assert!(flips >= 1_000_000, "only {flips} flips");
}

fn flip_every_bit(ring: &KeyRing, len: usize) -> usize {
    let mut blob = ring.seal(&PLACE, &vec![0x61; len], &mut OsRandomness).unwrap();
    ring.open(&PLACE, &blob).expect("positive control");
    for bit in 0..blob.len() * 8 {
        blob[bit / 8] ^= 1 << (bit % 8);
        let error = ring.open(&PLACE, &blob).expect_err("a changed blob opened");
        assert_eq!(error.code(), expected_code(bit / 8), "byte {}", bit / 8);
        blob[bit / 8] ^= 1 << (bit % 8);
    }
    blob.len() * 8
}

#[test]
fn a_blob_does_not_open_anywhere_else() {
    let ring = KeyRing::new(data_key(1, 7));
    let blob = ring.seal(&PLACE, b"sk_live", &mut OsRandomness).unwrap();
    let moved = [
        SealContext { vault_id: [9; 16], ..PLACE },
        SealContext { org_id: [9; 16], ..PLACE },
        SealContext { table: "connection", ..PLACE },
        SealContext { column: "secrets", ..PLACE },
        // The boundary between neighbours is bound too.
        SealContext { table: "credentials", column: "ecret", ..PLACE },
        SealContext { record_id: [9; 16], ..PLACE },
        SealContext { record_version: 5, ..PLACE },
        SealContext { policy_hash: [9; 32], ..PLACE },
    ];
    for place in moved {
        assert_eq!(ring.open(&place, &blob).unwrap_err(), OpenError::Tampered, "{place:?}");
    }
    assert_eq!(ring.open(&PLACE, &blob).unwrap().expose(), b"sk_live");
}

#[test]
fn cut_and_extended_blobs_are_refused() {
    let ring = KeyRing::new(data_key(1, 7));
    let blob = ring.seal(&PLACE, b"sk_live", &mut OsRandomness).unwrap();
    for len in 0..blob.len() {
        assert_eq!(ring.open(&PLACE, &blob[..len]).unwrap_err().code(), codes::E_TAMPERED);
    }
    for more in [1, 15, 16, 64, 1_000_000] {
        let longer = [blob.as_slice(), &vec![0; more]].concat();
        assert_eq!(ring.open(&PLACE, &longer).unwrap_err().code(), codes::E_TAMPERED);
    }
}

#[test]
fn another_key_is_told_from_damage() {
    let blob = KeyRing::new(data_key(1, 7)).seal(&PLACE, b"x", &mut OsRandomness).unwrap();
    let other = KeyRing::new(data_key(1, 8));
    assert_eq!(other.open(&PLACE, &blob).unwrap_err().code(), codes::E_WRONG_KEY);
    let newer = KeyRing::new(data_key(2, 7));
    assert_eq!(newer.open(&PLACE, &blob).unwrap_err(), OpenError::KeyVersionUnknown(1));
}

#[test]
fn lengths_are_capped_and_hidden_in_blocks_of_64() {
    let ring = KeyRing::new(data_key(1, 7));
    let seal = |len: usize| ring.seal(&PLACE, &vec![0; len], &mut OsRandomness);
    assert_eq!(seal(0).unwrap().len(), OVERHEAD + 64);
    assert_eq!(seal(63).unwrap().len(), OVERHEAD + 64);
    assert_eq!(seal(64).unwrap().len(), OVERHEAD + 128);
    let largest = seal(MAX_PLAINTEXT).unwrap();
    assert_eq!(ring.open(&PLACE, &largest).unwrap().expose().len(), MAX_PLAINTEXT);
    assert_eq!(seal(MAX_PLAINTEXT + 1).unwrap_err(), SealError::TooLarge(MAX_PLAINTEXT + 1));
}

#[test]
fn neither_keys_nor_plaintext_appear_in_debug_output() {
    let ring = KeyRing::new(data_key(1, 7));
    let blob = ring.seal(&PLACE, b"sk_live_CANARY", &mut OsRandomness).unwrap();
    let opened = ring.open(&PLACE, &blob).unwrap();
    let printed = format!("{opened:?} {ring:?} {:?}", ring.active());
    assert_eq!(
        printed,
        "OpenedSecret([redacted]) KeyRing(versions [1], active 1) DataKey(version 1, [redacted])"
    );
}

proptest! {
    #[test]
    fn whatever_is_sealed_opens_again(plaintext in prop::collection::vec(any::<u8>(), 0..2000)) {
        let ring = KeyRing::new(data_key(1, 7));
        let blob = ring.seal(&PLACE, &plaintext, &mut OsRandomness).unwrap();
        let opened = ring.open(&PLACE, &blob).unwrap();
        prop_assert_eq!(opened.expose(), plaintext);
    }

    #[test]
    fn arbitrary_bytes_never_open_and_never_panic(
        mut blob in prop::collection::vec(any::<u8>(), 0..400),
        disguised in any::<bool>(),
    ) {
        if disguised && blob.len() >= 9 {
            blob[..9].copy_from_slice(b"CZ\x01\x00\x01\x00\x00\x00\x01");
        }
        prop_assert!(KeyRing::new(data_key(1, 7)).open(&PLACE, &blob).is_err());
    }
}
