//! HKDF-SHA-512 (RFC 5869), the one way in which a key is derived from another key.
//! Absent on purpose: derivation from a passphrase (`slot::params`).

use hkdf::Hkdf;
use sha2::Sha512;
use zeroize::Zeroizing;

/// Derives `N` bytes from `ikm`; `info` components are concatenated.
pub(crate) fn derive<const N: usize>(
    salt: Option<&[u8]>,
    ikm: &[u8],
    info: &[&[u8]],
) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 255 * 64, "RFC 5869 limits the output to 255 hash blocks") };
    let mut out = Zeroizing::new([0_u8; N]);
    Hkdf::<Sha512>::new(salt, ikm)
        .expand_multi_info(info, out.as_mut_slice())
        .expect("the length was checked at compile time");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_an_independent_hkdf_sha512() {
        // RFC 5869 has no SHA-512 cases: this is the input of its test case 1, the output computed with Python's hmac.
        let okm = derive::<42>(
            Some(&hex::decode("000102030405060708090a0b0c").unwrap()),
            &[0x0b; 22],
            &[&hex::decode("f0f1f2f3f4f5f6f7f8f9").unwrap()],
        );
        assert_eq!(
            hex::encode(*okm),
            "832390086cda71fb47625bb5ceb168e4c8e26a1a16ed34d9fc7fe92c1481579338da362cb8d9f925d7cb"
        );
    }
}
