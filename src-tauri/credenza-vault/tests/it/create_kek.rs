//! Creating keys over keyring-core's own mock store, including the errors it can be told to give (RELIABILITY K1).

use std::{sync::Arc, sync::Mutex};

use credenza_vault::{
    CreateKekError, KekStore, KeyRing, KeyringEntries, KeyringError, KeyringItem, KeyringItems,
    Namespace, NoExistingKeys, OsRandomness, Patience, Unavailability, codes, create_kek,
    create_replacement_kek,
};
use secrecy::SecretString;

use crate::scripted::data_key;

const VAULT: [u8; 16] = [1; 16];

fn mock() -> KeyringEntries {
    KeyringEntries::new(keyring_core::mock::Store::new().unwrap())
}

fn create(store: &dyn KeyringItems) -> Result<credenza_vault::Kek, CreateKekError> {
    let witness = NoExistingKeys::checked(0).unwrap();
    create_kek(store, witness, Namespace::Production, VAULT, &mut OsRandomness, &Patience::probe())
}

#[test]
fn no_witness_can_be_had_while_wrapped_keys_exist() {
    for count in [1, 2, u64::MAX] {
        assert_eq!(NoExistingKeys::checked(count).unwrap_err().code(), codes::E_KEY_EXISTS);
    }
}

#[test]
fn a_created_key_is_in_the_keyring_under_its_kid_and_a_second_one_beside_it() {
    let store = mock();
    let first = create(&store).unwrap();
    let ring = KeyRing::new(data_key(1, 7));
    let ns = Namespace::Production;
    let second =
        create_replacement_kek(&store, &ring, ns, VAULT, &mut OsRandomness, &Patience::probe())
            .unwrap();
    assert_ne!(first.kid(), second.kid());
    for kek in [first, second] {
        let item = KeyringItem::kek(ns, VAULT, kek.kid());
        assert_eq!(store.get(&item, kek.kid(), &Patience::probe()).unwrap().kid(), kek.kid());
    }
}

#[test]
fn items_are_named_by_vault_and_kid_and_development_is_apart() {
    let kid = "0011223344556677".parse().unwrap();
    let real = KeyringItem::kek(Namespace::Production, VAULT, kid);
    let development = KeyringItem::kek(Namespace::Development, VAULT, kid);
    let name = format!("credenza/kek/{}/0011223344556677", "01".repeat(16));
    assert_eq!((real.service(), real.name()), ("credenza", name.as_str()));
    assert_eq!(development.service(), "credenza-development");
}

/// A keyring that answers as told and remembers what it was given.
struct Told {
    write: Result<(), KeyringError>,
    read: Result<&'static str, KeyringError>,
    given: Arc<Mutex<u32>>,
}

impl KeyringItems for Told {
    fn probe(&self, _: &Patience) -> Result<(), KeyringError> {
        Ok(())
    }
    fn write(&self, _: &KeyringItem, _: &SecretString, _: &Patience) -> Result<(), KeyringError> {
        *self.given.lock().unwrap() += 1;
        self.write
    }
    fn read(&self, _: &KeyringItem, _: &Patience) -> Result<SecretString, KeyringError> {
        self.read.map(Into::into)
    }
    fn remove(&self, _: &KeyringItem, _: &Patience) -> Result<(), KeyringError> {
        Ok(())
    }
}

#[test]
fn a_keyring_that_does_not_give_the_key_back_leaves_us_without_a_key() {
    let not_kept = KeyringError::Unavailable(Unavailability::DoesNotKeepValues);
    let another_key = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    let cases = [
        (Err(KeyringError::Locked), Ok(""), KeyringError::Locked),
        (Ok(()), Err(KeyringError::NotFound), not_kept),
        (Ok(()), Err(KeyringError::Ambiguous), KeyringError::Ambiguous),
        (Ok(()), Ok("cut"), not_kept),
        (Ok(()), Ok(another_key), not_kept),
    ];
    for (write, read, expected) in cases {
        let store = Told { write, read, given: Arc::default() };
        let error = create(&store).unwrap_err();
        assert_eq!(error, CreateKekError::Keyring(expected));
        assert_eq!(*store.given.lock().unwrap(), 1, "no second attempt with another key");
    }
}
