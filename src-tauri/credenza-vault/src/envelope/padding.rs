//! ISO/IEC 7816-4 padding to 64-byte blocks, so that a blob's length says little about the secret's.

/// Block length in bytes.
pub(super) const BLOCK: usize = 64;
const MARK: u8 = 0x80;

/// Length after padding; at least one byte is always added.
pub(super) const fn padded_len(len: usize) -> usize {
    (len / BLOCK + 1) * BLOCK
}

/// Appends the mark and zeros to the `len` plaintext bytes at the end of `out`.
pub(super) fn pad(out: &mut Vec<u8>, len: usize) {
    out.push(MARK);
    out.resize(out.len() + padded_len(len) - len - 1, 0);
}

/// Length of the plaintext inside `padded`, or `None` when the padding is not ours.
///
/// Runs only on authenticated bytes, so its timing tells an attacker nothing new.
pub(super) fn unpadded_len(padded: &[u8]) -> Option<usize> {
    let mark = padded.iter().rposition(|&byte| byte != 0)?;
    (padded[mark] == MARK).then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_up_to_three_blocks_comes_back() {
        for len in 0..=3 * BLOCK {
            let mut bytes = vec![0_u8; len];
            pad(&mut bytes, len);
            assert_eq!(bytes.len(), padded_len(len));
            assert_eq!(unpadded_len(&bytes), Some(len));
        }
    }

    #[test]
    fn bytes_without_a_mark_are_refused() {
        assert_eq!(unpadded_len(&[]), None);
        assert_eq!(unpadded_len(&[0; BLOCK]), None);
        assert_eq!(unpadded_len(&[1; BLOCK]), None);
    }
}
