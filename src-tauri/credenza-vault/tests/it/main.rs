//! The vault as its callers see it: vectors, tampering, slots, keys and process hardening.
#![allow(clippy::unwrap_used)]

mod create_kek;
mod envelope_tampering;
mod envelope_vectors;
mod hardening;
mod key_ring;
mod scripted;
mod slot_damage;
mod slot_passphrase;
mod slot_vectors;
