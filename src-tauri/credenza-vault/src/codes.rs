//! Stable error codes of the vault. Interfaces, logs and tests compare these, never the message text.
//! Absent on purpose: codes of the database (they belong to the store).

/// The key does not fit: key id or key commitment differ.
pub const E_WRONG_KEY: &str = "E_WRONG_KEY";
/// The bytes were changed, moved to another place, or are not one of our blobs.
pub const E_TAMPERED: &str = "E_TAMPERED";
/// The blob says it has a format this build does not know.
pub const E_UNSUPPORTED_FORMAT: &str = "E_UNSUPPORTED_FORMAT";
/// The blob says it was sealed with a cipher suite this build does not know.
pub const E_UNSUPPORTED_SUITE: &str = "E_UNSUPPORTED_SUITE";
/// No key of the version named in the header is in the ring.
pub const E_KEY_VERSION_UNKNOWN: &str = "E_KEY_VERSION_UNKNOWN";
/// The plaintext is larger than the envelope allows.
pub const E_TOO_LARGE: &str = "E_TOO_LARGE";
/// The operating system gave no random bytes.
pub const E_RANDOMNESS: &str = "E_RANDOMNESS";
/// No usable keyring on this machine or session.
pub const E_KEYRING_UNAVAILABLE: &str = "E_KEYRING_UNAVAILABLE";
/// The keyring is there but locked, and was not unlocked.
pub const E_KEYRING_LOCKED: &str = "E_KEYRING_LOCKED";
/// The keyring did not answer within the deadline.
pub const E_KEYRING_TIMEOUT: &str = "E_KEYRING_TIMEOUT";
/// The person stopped waiting for the keyring.
pub const E_KEYRING_CANCELLED: &str = "E_KEYRING_CANCELLED";
/// More than one keyring item answers to the name.
pub const E_KEYRING_AMBIGUOUS: &str = "E_KEYRING_AMBIGUOUS";
/// The keyring works, but the item of this vault is not in it.
pub const E_KEY_NOT_FOUND: &str = "E_KEY_NOT_FOUND";
/// A new key was refused because keys of this vault exist already.
pub const E_KEY_EXISTS: &str = "E_KEY_EXISTS";
/// Stored Argon2 parameters are outside the accepted range.
pub const E_KDF_PARAMETERS: &str = "E_KDF_PARAMETERS";
/// The passphrase is too easy to guess.
pub const E_WEAK_PASSPHRASE: &str = "E_WEAK_PASSPHRASE";
/// The text is not a recovery kit, or a character of it is wrong.
pub const E_KIT_UNREADABLE: &str = "E_KIT_UNREADABLE";
/// The file is no backup of Credenza.
pub const E_NOT_A_BACKUP: &str = "E_NOT_A_BACKUP";
/// The file could not be read or written.
pub const E_IO: &str = "E_IO";
