//! Keyring states against the real gnome-keyring (RELIABILITY K1). Each test starts itself again inside a private
//! session bus with an empty home, so a person's own keyring is never touched. Needs the Debian packages
//! `gnome-keyring` and `dbus` (or `dbus-x11`); without them the tests fail and say so.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod keyring_session;

use std::{
    collections::HashMap,
    thread,
    time::{Duration, Instant},
};

use credenza_vault::{
    CancelSignal, Kek, KekStore, KeyringError, KeyringItem, KeyringItems, Namespace,
    NoExistingKeys, OsKeyring, OsRandomness, Patience, Unavailability, codes, create_kek,
};
use keyring_session::{Bus, Session, in_session};
use secrecy::ExposeSecret;
use secret_service::{EncryptionType, blocking::SecretService};

const VAULT: [u8; 16] = [0xab; 16];
/// A call must come back within the 5 s of a probe, plus a little for a busy machine.
const PROBE_LIMIT: Duration = Duration::from_secs(7);

fn create(keyring: &OsKeyring) -> Result<Kek, credenza_vault::CreateKekError> {
    let witness = NoExistingKeys::checked(0).unwrap();
    let ns = Namespace::Development;
    create_kek(keyring, witness, ns, VAULT, &mut OsRandomness, &Patience::probe())
}

fn item_of(kek: &Kek) -> KeyringItem {
    KeyringItem::kek(Namespace::Development, VAULT, kek.kid())
}

fn error_in_time<T>(call: impl FnOnce() -> Result<T, KeyringError>) -> KeyringError {
    let start = Instant::now();
    let error = call().err().expect("the call must fail");
    assert!(start.elapsed() < PROBE_LIMIT, "{error:?} took {:?}", start.elapsed());
    error
}

fn get(keyring: &OsKeyring, kek: &Kek, patience: &Patience) -> Result<Kek, KeyringError> {
    keyring.get(&item_of(kek), kek.kid(), patience)
}

/// Items of ours, whatever their state, as the service itself counts them.
fn count_items() -> usize {
    let service = SecretService::connect(EncryptionType::Plain).unwrap();
    let ours = HashMap::from([("service", "credenza-development")]);
    let found = service.search_items(ours).unwrap();
    found.locked.len() + found.unlocked.len()
}

fn lock_keyring() {
    let service = SecretService::connect(EncryptionType::Plain).unwrap();
    service.get_default_collection().unwrap().lock().unwrap();
}

fn put_raw(item: &KeyringItem, secret: &[u8]) {
    let service = SecretService::connect(EncryptionType::Plain).unwrap();
    let collection = service.get_default_collection().unwrap();
    let attributes = HashMap::from([("service", item.service()), ("username", item.name())]);
    collection.create_item(item.name(), attributes, secret, false, "text/plain").unwrap();
}

#[test]
fn unlocked_keeps_and_gives_back_a_key() {
    in_session("unlocked_keeps_and_gives_back_a_key", Bus::WithKeyring, |_| {
        let keyring = OsKeyring::new();
        keyring.probe(&Patience::probe()).unwrap();
        let kek = create(&keyring).unwrap();
        assert_eq!(get(&keyring, &kek, &Patience::probe()).unwrap().kid(), kek.kid());

        // Another process of ours would look here and find base64 text.
        let text = keyring.read(&item_of(&kek), &Patience::probe()).unwrap();
        assert_eq!(text.expose_secret().len(), 44);
        // A production build does not see the development item.
        let production = KeyringItem::kek(Namespace::Production, VAULT, kek.kid());
        let error = keyring.read(&production, &Patience::probe()).unwrap_err();
        assert_eq!(error, KeyringError::NotFound);

        // Writing again replaces, it does not pile up.
        keyring.put(&item_of(&kek), &kek, &Patience::probe()).unwrap();
        assert_eq!(count_items(), 1);
        keyring.delete(&item_of(&kek), &Patience::probe()).unwrap();
        keyring.delete(&item_of(&kek), &Patience::probe()).expect("already gone is fine");
        assert_eq!(count_items(), 0);
    });
}

#[test]
fn a_missing_item_is_not_found_and_nothing_is_created() {
    in_session("a_missing_item_is_not_found_and_nothing_is_created", Bus::WithKeyring, |_| {
        let keyring = OsKeyring::new();
        let kek = create(&keyring).unwrap();
        keyring.delete(&item_of(&kek), &Patience::probe()).unwrap();
        let error = error_in_time(|| get(&keyring, &kek, &Patience::probe()));
        assert_eq!(error.code(), codes::E_KEY_NOT_FOUND);
        assert_eq!(count_items(), 0);
    });
}

#[test]
fn locked_is_noticed_without_a_prompt_and_nothing_is_created() {
    in_session(
        "locked_is_noticed_without_a_prompt_and_nothing_is_created",
        Bus::WithKeyring,
        |_| {
            let keyring = OsKeyring::new();
            let kek = create(&keyring).unwrap();
            lock_keyring();
            let probe = Patience::probe();
            assert_eq!(error_in_time(|| keyring.probe(&probe)), KeyringError::Locked);
            assert_eq!(error_in_time(|| get(&keyring, &kek, &probe)), KeyringError::Locked);
            assert_eq!(
                error_in_time(|| keyring.delete(&item_of(&kek), &probe)),
                KeyringError::Locked
            );
            assert_eq!(create(&keyring).unwrap_err().code(), codes::E_KEYRING_LOCKED);
            let unknown = KeyringItem::audit_anchor(Namespace::Development, VAULT);
            assert_eq!(
                error_in_time(|| keyring.read(&unknown, &probe)),
                KeyringError::Locked,
                "a locked keyring cannot prove that an item is missing"
            );
            assert_eq!(count_items(), 1);
        },
    );
}

#[test]
fn a_prompt_nobody_can_answer_ends_with_the_deadline_or_the_dismissal() {
    let name = "a_prompt_nobody_can_answer_ends_with_the_deadline_or_the_dismissal";
    in_session(name, Bus::WithKeyring, |_| {
        let keyring = OsKeyring::new();
        let kek = create(&keyring).unwrap();
        lock_keyring();
        let patience = Patience::user_asked(CancelSignal::new()).within(Duration::from_secs(3));
        let error = error_in_time(|| get(&keyring, &kek, &patience));
        assert!(
            matches!(error, KeyringError::Locked | KeyringError::Timeout { seconds: 3 }),
            "{error:?}"
        );
        assert_eq!(count_items(), 1);
    });
}

#[test]
fn a_cut_or_garbled_value_is_damage() {
    in_session("a_cut_or_garbled_value_is_damage", Bus::WithKeyring, |_| {
        let keyring = OsKeyring::new();
        let kek = create(&keyring).unwrap();
        let whole = keyring.read(&item_of(&kek), &Patience::probe()).unwrap();
        let whole = whole.expose_secret();
        for value in ["", &whole[..43], &whole[..20], &format!("{whole}AAAA"), "no base64 at all!"]
        {
            keyring.delete(&item_of(&kek), &Patience::probe()).unwrap();
            put_raw(&item_of(&kek), value.as_bytes());
            let error = error_in_time(|| get(&keyring, &kek, &Patience::probe()));
            assert_eq!(error.code(), codes::E_TAMPERED, "{} bytes", value.len());
        }
        keyring.delete(&item_of(&kek), &Patience::probe()).unwrap();
        put_raw(&item_of(&kek), b"\xff\xfe not UTF-8");
        let error = error_in_time(|| get(&keyring, &kek, &Patience::probe()));
        assert_eq!(error.code(), codes::E_TAMPERED);
    });
}

#[test]
fn the_key_of_another_vault_is_a_wrong_key() {
    in_session("the_key_of_another_vault_is_a_wrong_key", Bus::WithKeyring, |_| {
        let keyring = OsKeyring::new();
        let (mine, other) = (create(&keyring).unwrap(), create(&keyring).unwrap());
        let text = keyring.read(&item_of(&other), &Patience::probe()).unwrap();
        keyring.write(&item_of(&mine), &text, &Patience::probe()).unwrap();
        let error = error_in_time(|| get(&keyring, &mine, &Patience::probe()));
        assert_eq!(error.code(), codes::E_WRONG_KEY);
    });
}

#[test]
fn two_items_of_one_name_are_ambiguous() {
    in_session("two_items_of_one_name_are_ambiguous", Bus::WithKeyring, |_| {
        let keyring = OsKeyring::new();
        let item = KeyringItem::audit_anchor(Namespace::Development, VAULT);
        let service = SecretService::connect(EncryptionType::Plain).unwrap();
        let collection = service.get_default_collection().unwrap();
        for extra in ["1", "2"] {
            let attributes = HashMap::from([
                ("service", item.service()),
                ("username", item.name()),
                ("extra", extra),
            ]);
            collection.create_item(extra, attributes, b"x", false, "text/plain").unwrap();
        }
        let read = error_in_time(|| keyring.read(&item, &Patience::probe()));
        assert_eq!(read.code(), codes::E_KEYRING_AMBIGUOUS);
        let write = error_in_time(|| keyring.write(&item, &"y".into(), &Patience::probe()));
        assert_eq!(write.code(), codes::E_KEYRING_AMBIGUOUS);
    });
}

#[test]
fn a_frozen_daemon_times_out_can_be_cancelled_and_works_again_later() {
    let name = "a_frozen_daemon_times_out_can_be_cancelled_and_works_again_later";
    in_session(name, Bus::WithKeyring, |session: &Session| {
        let keyring = OsKeyring::new();
        let kek = create(&keyring).unwrap();
        session.freeze_daemon();
        let error = error_in_time(|| get(&keyring, &kek, &Patience::probe()));
        assert_eq!(error, KeyringError::Timeout { seconds: 5 });

        let cancel = CancelSignal::new();
        let start = Instant::now();
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(Duration::from_millis(300));
                cancel.cancel();
            });
            let patience = Patience::user_asked(cancel.clone());
            let error = get(&keyring, &kek, &patience).unwrap_err();
            assert_eq!(error.code(), codes::E_KEYRING_CANCELLED);
        });
        assert!(start.elapsed() < Duration::from_secs(2));

        session.thaw_daemon();
        assert_eq!(get(&keyring, &kek, &Patience::probe()).unwrap().kid(), kek.kid());
    });
}

#[test]
fn a_killed_daemon_is_unavailable_at_once() {
    in_session("a_killed_daemon_is_unavailable_at_once", Bus::WithKeyring, |session: &Session| {
        let keyring = OsKeyring::new();
        let kek = create(&keyring).unwrap();
        session.kill_daemon();
        let error = error_in_time(|| get(&keyring, &kek, &Patience::probe()));
        assert_eq!(error, KeyringError::Unavailable(Unavailability::NoKeyring));
        assert_eq!(create(&keyring).unwrap_err().code(), codes::E_KEYRING_UNAVAILABLE);
    });
}

#[test]
fn a_bus_without_a_keyring_is_unavailable() {
    in_session("a_bus_without_a_keyring_is_unavailable", Bus::WithoutKeyring, |_| {
        let keyring = OsKeyring::new();
        let error = error_in_time(|| keyring.probe(&Patience::probe()));
        assert_eq!(error, KeyringError::Unavailable(Unavailability::NoKeyring));
        assert_eq!(create(&keyring).unwrap_err().code(), codes::E_KEYRING_UNAVAILABLE);
    });
}

#[test]
fn no_bus_is_unavailable() {
    in_session("no_bus_is_unavailable", Bus::None, |_| {
        let keyring = OsKeyring::new();
        let error = error_in_time(|| keyring.probe(&Patience::probe()));
        assert_eq!(error, KeyringError::Unavailable(Unavailability::NoKeyring));
        assert_eq!(create(&keyring).unwrap_err().code(), codes::E_KEYRING_UNAVAILABLE);
    });
}
