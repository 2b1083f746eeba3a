//! Which application this is to the operating system: its single instance, its window state, the web
//! view's storage.
//!
//! A development build is another application than the installed one, and a vault named in the
//! environment is another application than the default one, so that neither meets the other's window.

use crate::demo;
use std::ffi::OsStr;
use tauri::Config;

/// Sets the identifier for this build and environment.
pub(crate) fn apply(config: &mut Config) {
    let vault = std::env::var_os("CREDENZA_VAULT");
    config.identifier = match demo::is_wanted() {
        true => demo_identifier(cfg!(debug_assertions), std::process::id()),
        false => identifier(cfg!(debug_assertions), vault.as_deref()),
    };
}

/// Each demo is an application of its own: it meets neither another demo nor a real vault.
fn demo_identifier(development: bool, process: u32) -> String {
    format!("{}.demo-{process}", identifier(development, None))
}

fn identifier(development: bool, vault: Option<&OsStr>) -> String {
    let base = if development { "app.credenza.dev" } else { "app.credenza.desktop" };
    match vault {
        None => base.to_owned(),
        // A part of a D-Bus name must not begin with a digit.
        Some(folder) => format!("{base}.vault-{:016x}", fnv1a(folder.as_encoded_bytes())),
    }
}

/// FNV-1a, 64 bit: stable from build to build, which the standard library's hasher does not promise.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_development_build_is_not_the_installed_application() {
        assert_eq!(identifier(false, None), "app.credenza.desktop");
        assert_eq!(identifier(true, None), "app.credenza.dev");
    }

    #[test]
    fn each_named_vault_has_an_identity_of_its_own() {
        let one = identifier(false, Some(OsStr::new("/tmp/a")));
        let other = identifier(false, Some(OsStr::new("/tmp/b")));
        assert!(one.starts_with("app.credenza.desktop.vault-"));
        assert_ne!(one, other);
        assert_eq!(one, identifier(false, Some(OsStr::new("/tmp/a"))));
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
