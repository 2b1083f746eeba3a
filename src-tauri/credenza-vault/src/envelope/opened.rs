//! The plaintext of an opened envelope. Absent on purpose: `Clone`, `Serialize`, `Display`, `Deref`.

use std::fmt;

use zeroize::Zeroizing;

/// Plaintext bytes; zeroized on drop, `Debug` prints nothing of them.
pub struct OpenedSecret {
    bytes: Zeroizing<Vec<u8>>,
}

impl OpenedSecret {
    pub(super) fn new(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self { bytes }
    }

    /// The plaintext. Call this where the secret is used, and let it go at once.
    pub fn expose(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for OpenedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenedSecret([redacted])")
    }
}
