//! A whole vault as one age v1 file (SECURITY 2.7), for a recovery kit or a passphrase. Its chunks are authenticated one
//! by one and the last one is marked, so that neither a cut file nor a changed one yields a vault.
//!
//! `"credenza-export/1\n" | manifest u32+JSON | keys u8 × (version u32, 32 bytes) | active u32 | image u64+bytes`
//! Absent on purpose: files and their names, and what the manifest and the database image say.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, Read, Write},
    iter,
};

use age::{DecryptError, Decryptor, Encryptor, scrypt, stream::StreamReader};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::{DataKey, KeyRing, RecoveryKit, RecoveryRecipient, codes};

const MAGIC: &[u8; 18] = b"credenza-export/1\n";
const AGE: &[u8] = b"age-encryption.org/v1\n";
/// scrypt with N = 2^17, r = 8: 128 MiB (OWASP's first choice). More than 1 GiB is refused when reading.
const WORK: u8 = 17;
const MOST_WORK: u8 = 20;
const LONGEST_MANIFEST: u32 = 64 * 1024;

/// Whom a backup is for.
pub enum ExportTo<'a> {
    /// Whoever has the recovery kit.
    Recovery(&'a RecoveryRecipient),
    /// Whoever knows the passphrase.
    Passphrase(&'a SecretString),
}

/// What opens a backup.
pub enum ExportKey<'a> {
    /// The recovery kit.
    Kit(&'a RecoveryKit),
    /// The passphrase it was made with.
    Passphrase(&'a SecretString),
}

/// Why a backup was not made or not read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Something else lies there.
    #[error("the file is not a backup of Credenza. Name another file")]
    NotABackup,
    /// Another kit, another passphrase, or the wrong one of the two.
    #[error(
        "the backup does not open with this. Check whether it was made for the recovery kit or for a passphrase, and try again"
    )]
    WrongKey,
    /// Cut, or changed.
    #[error("the backup is damaged: it was cut short or changed. Use another copy of it")]
    Damaged,
    /// A passphrase file that would take hours and gigabytes.
    #[error("the backup asks for more memory than is given. It was not made by Credenza")]
    TooMuchWork,
    /// The file.
    #[error("the file cannot be read or written: {0}. Check the disk and the folder")]
    Io(#[from] io::Error),
}

impl ExportError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ExportError::NotABackup => codes::E_NOT_A_BACKUP,
            ExportError::WrongKey => codes::E_WRONG_KEY,
            ExportError::Damaged => codes::E_TAMPERED,
            ExportError::TooMuchWork => codes::E_KDF_PARAMETERS,
            ExportError::Io(_) => codes::E_IO,
        }
    }
}

/// Whether a file begins like a backup.
pub fn is_export(beginning: &[u8]) -> bool {
    beginning.starts_with(AGE)
}

/// Writes a backup: the manifest, the ring's data keys, and `image_len` bytes of a database image. Blocks.
///
/// # Errors
/// `E_IO`; then what was written is no backup.
pub fn write_export(
    to: &ExportTo<'_>,
    manifest: &[u8],
    ring: &KeyRing,
    image: &mut dyn Read,
    image_len: u64,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let mut file = encryptor(to)?.wrap_output(out)?;
    file.write_all(MAGIC)?;
    file.write_all(&u32::try_from(manifest.len()).unwrap_or(u32::MAX).to_be_bytes())?;
    file.write_all(manifest)?;
    write_keys(&mut file, ring)?;
    file.write_all(&image_len.to_be_bytes())?;
    if io::copy(&mut image.take(image_len), &mut file)? != image_len {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
    }
    file.finish()?.flush()?;
    Ok(())
}

fn encryptor(to: &ExportTo<'_>) -> Result<Encryptor, ExportError> {
    let made = match to {
        ExportTo::Recovery(recipient) => {
            let key = recipient.to_age().ok_or(ExportError::WrongKey)?;
            Encryptor::with_recipients(iter::once(&key as _))
        }
        ExportTo::Passphrase(passphrase) => {
            let mut key = scrypt::Recipient::new(copy(passphrase));
            key.set_work_factor(WORK);
            Encryptor::with_recipients(iter::once(&key as _))
        }
    };
    made.map_err(|_| ExportError::WrongKey)
}

/// age has a type of its own for the same thing, so the letters move once.
fn copy(passphrase: &SecretString) -> age::secrecy::SecretString {
    age::secrecy::SecretString::from(passphrase.expose_secret().to_owned())
}

fn write_keys(file: &mut dyn Write, ring: &KeyRing) -> Result<(), ExportError> {
    let versions = ring.versions();
    file.write_all(&[u8::try_from(versions.len()).unwrap_or(u8::MAX)])?;
    for key in versions.into_iter().filter_map(|version| ring.get(version)) {
        file.write_all(&key.version().to_be_bytes())?;
        file.write_all(key.expose_dek())?;
    }
    Ok(file.write_all(&ring.active().version().to_be_bytes())?)
}

/// The beginning of a backup; the image is still to come.
pub struct OpenedExport<R> {
    /// What whoever made it wrote about it.
    pub manifest: Vec<u8>,
    /// The data keys of the vault in it.
    pub ring: KeyRing,
    /// The database.
    pub image: ExportImage<R>,
}

/// The database in a backup, not read yet.
pub struct ExportImage<R> {
    len: u64,
    stream: StreamReader<R>,
}

/// Opens a backup. Blocks for the time scrypt takes.
///
/// # Errors
/// [`ExportError`].
pub fn read_export<R: BufRead>(
    key: &ExportKey<'_>,
    file: R,
) -> Result<OpenedExport<R>, ExportError> {
    let mut stream = decrypt(key, file)?;
    if take::<18>(&mut stream)? != *MAGIC {
        return Err(ExportError::NotABackup);
    }
    let len = u32::from_be_bytes(take(&mut stream)?);
    if len > LONGEST_MANIFEST {
        return Err(ExportError::Damaged);
    }
    let mut manifest = vec![0; len as usize];
    stream.read_exact(&mut manifest).map_err(damaged)?;
    let ring = read_keys(&mut stream)?;
    let len = u64::from_be_bytes(take(&mut stream)?);
    Ok(OpenedExport { manifest, ring, image: ExportImage { len, stream } })
}

impl<R: Read> ExportImage<R> {
    /// Writes the image, and checks that the file ends where it has to.
    ///
    /// # Errors
    /// `E_TAMPERED` when it was cut or changed: what was written must then be thrown away. `E_IO`.
    pub fn copy_to(mut self, out: &mut dyn Write) -> Result<(), ExportError> {
        let mut chunk = vec![0; 64 * 1024];
        let mut left = self.len;
        loop {
            let read = self.stream.read(&mut chunk).map_err(damaged)?;
            if read == 0 {
                return if left == 0 { Ok(()) } else { Err(ExportError::Damaged) };
            }
            left = left.checked_sub(read as u64).ok_or(ExportError::Damaged)?;
            out.write_all(&chunk[..read])?;
        }
    }
}

fn decrypt<R: BufRead>(key: &ExportKey<'_>, mut file: R) -> Result<StreamReader<R>, ExportError> {
    if !is_export(file.fill_buf()?) {
        return Err(ExportError::NotABackup);
    }
    let decryptor = Decryptor::new_buffered(file).map_err(|error| header(&error))?;
    match (key, decryptor.is_scrypt()) {
        (ExportKey::Kit(kit), false) => kit.open_stream(decryptor),
        (ExportKey::Passphrase(passphrase), true) => {
            let mut identity = scrypt::Identity::new(copy(passphrase));
            identity.set_max_work_factor(MOST_WORK);
            decryptor.decrypt(iter::once(&identity as _)).map_err(|error| header(&error))
        }
        _ => Err(ExportError::WrongKey),
    }
}

impl RecoveryKit {
    fn open_stream<R: Read>(&self, file: Decryptor<R>) -> Result<StreamReader<R>, ExportError> {
        file.decrypt(iter::once(self.as_age() as _)).map_err(|error| header(&error))
    }
}

/// What went wrong in the header. A changed stanza looks like another key's.
fn header(error: &DecryptError) -> ExportError {
    match error {
        DecryptError::NoMatchingKeys
        | DecryptError::DecryptionFailed
        | DecryptError::KeyDecryptionFailed => ExportError::WrongKey,
        DecryptError::ExcessiveWork { .. } => ExportError::TooMuchWork,
        DecryptError::UnknownFormat => ExportError::NotABackup,
        DecryptError::Io(error) => damaged(io::Error::new(error.kind(), "the header")),
        _ => ExportError::Damaged,
    }
}

/// A chunk that does not authenticate, and an end too soon, come as these kinds; everything else is the disk's.
fn damaged(error: io::Error) -> ExportError {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => ExportError::Damaged,
        _ => ExportError::Io(error),
    }
}

fn take<const N: usize>(stream: &mut dyn Read) -> Result<[u8; N], ExportError> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).map_err(damaged)?;
    Ok(bytes)
}

fn read_keys(stream: &mut dyn Read) -> Result<KeyRing, ExportError> {
    let [count] = take(stream)?;
    let mut keys = BTreeMap::new();
    for _ in 0..count {
        let version = u32::from_be_bytes(take(stream)?);
        let mut dek = Zeroizing::new([0_u8; 32]);
        stream.read_exact(dek.as_mut_slice()).map_err(damaged)?;
        keys.insert(version, DataKey::from_dek(version, &dek));
    }
    let active = u32::from_be_bytes(take(stream)?);
    let first = keys.remove(&active).ok_or(ExportError::Damaged)?;
    Ok(keys.into_values().fold(KeyRing::new(first), |ring, key| ring.with_key(key)))
}
