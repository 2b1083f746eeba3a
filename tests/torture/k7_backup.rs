//! K7: a backup that is cut at every KiB, or has any byte changed, yields no vault: not one byte of it is taken for
//! sound.

use crate::Run;
use crate::random::Seeded;
use crate::report::{Control, Outcome};
use anyhow::{Result, ensure};
use credenza_vault::{
    DataKey, ExportKey, ExportTo, KeyRing, RecoveryKit, read_export, write_export,
};
use secrecy::SecretString;

const IMAGE: usize = 200 * 1024;
/// The header, in which every byte is changed; of the rest a sample.
const HEADER: usize = 400;

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    let mut random = Seeded::new(run.seed);
    let kit = RecoveryKit::draw();
    let image: Vec<u8> = (0..IMAGE).map(|_| random.next().to_le_bytes()[0]).collect();
    let ring = KeyRing::new(DataKey::make(1, &mut random)?);
    let mut file = Vec::new();
    let to = ExportTo::Recovery(&kit.recipient());
    write_export(&to, b"{}", &ring, &mut image.as_slice(), IMAGE as u64, &mut file)?;
    ensure!(read(&kit, &file).is_some_and(|found| found == image), "the backup itself is sound");
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    let mut judge = |what: &str, bytes: &[u8]| {
        outcome.cases += 1;
        if read(&kit, bytes).is_some() {
            outcome.failures.push(format!("{what} was accepted"));
        }
    };
    for end in (0..file.len()).step_by(1024) {
        judge(&format!("cut at {end}"), &file[..end]);
    }
    judge("one byte short", &file[..file.len() - 1]);
    judge("one byte more", &[file.as_slice(), b"x"].concat());
    let sample = run.size(1_500, 1_000_000);
    let mut places: Vec<usize> = (0..HEADER).collect();
    places.extend((0..sample).map(|_| random.below(file.len())));
    let mut careless = 0;
    for place in places {
        let mut changed = file.clone();
        changed[place] ^= 1 << random.below(8);
        judge(&format!("a change at {place}"), &changed);
        careless += u64::from(careless_reader(&changed, file.len()));
    }
    for passphrase in ["", "walrus lantern eight ribbon"] {
        let key = SecretString::from(passphrase);
        let opened = read_export(&ExportKey::Passphrase(&key), file.as_slice());
        outcome.cases += 1;
        if opened.is_ok() {
            outcome.failures.push("a passphrase opened the kit's backup".to_owned());
        }
    }
    outcome.control = Control::of(careless);
    Ok(outcome)
}

/// What is taken for sound.
fn read(kit: &RecoveryKit, bytes: &[u8]) -> Option<Vec<u8>> {
    let opened = read_export(&ExportKey::Kit(kit), bytes).ok()?;
    let mut image = Vec::new();
    opened.image.copy_to(&mut image).ok()?;
    Some(image)
}

/// Control: who looks at the beginning and the length only is fooled.
fn careless_reader(bytes: &[u8], len: usize) -> bool {
    credenza_vault::is_export(bytes) && bytes.len() == len
}
