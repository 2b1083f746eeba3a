//! C2: sealed blobs in each other's places: other rows, organizations, columns, versions, policies.

use crate::Run;
use crate::random::Seeded;
use crate::report::{Control, Outcome};
use anyhow::{Result, ensure};
use credenza_vault::{DataKey, KeyRing, SealContext};

const BLOBS: usize = 50;
const COLUMNS: [(&str, &str); 4] =
    [("credential", "secret"), ("credential", "draft"), ("vault_key", "dek"), ("setting", "value")];

pub(crate) fn run(run: &Run) -> Result<Outcome> {
    let mut random = Seeded::new(run.seed);
    let ring = KeyRing::new(DataKey::make(1, &mut random)?);
    let orgs: [[u8; 16]; 3] = std::array::from_fn(|_| random.bytes());
    let places: Vec<SealContext<'static>> =
        (0..BLOBS).map(|index| place(&mut random, &orgs, index)).collect();
    let sealed = seal_all(&ring, &places, &mut random)?;
    let mut outcome = Outcome { cases: 0, failures: Vec::new(), control: Control::Missed };
    for (own, blob) in sealed.iter().enumerate() {
        ensure!(ring.open(&places[own], blob).is_ok(), "blob {own} does not open in its own place");
        for other in (0..BLOBS).filter(|other| *other != own) {
            for (what, context) in moved(&places[own], &places[other]) {
                outcome.cases += 1;
                if ring.open(&context, blob).is_ok() {
                    outcome.failures.push(format!("blob {own} opens with the {what} of {other}"));
                }
            }
        }
    }
    outcome.control = Control::of(without_record_id(&ring, &places, &mut random)?);
    Ok(outcome)
}

fn place(random: &mut Seeded, orgs: &[[u8; 16]; 3], index: usize) -> SealContext<'static> {
    let (table, column) = COLUMNS[index % COLUMNS.len()];
    SealContext {
        vault_id: [9; 16],
        org_id: orgs[index % 3],
        table,
        column,
        record_id: random.bytes(),
        record_version: index as u64 % 7,
        policy_hash: random.bytes(),
    }
}

fn seal_all(
    ring: &KeyRing,
    places: &[SealContext<'_>],
    random: &mut Seeded,
) -> Result<Vec<Vec<u8>>> {
    places
        .iter()
        .map(|place| Ok(ring.seal(place, b"the same plaintext everywhere", random)?))
        .collect()
}

/// The other's whole place, and this place with one thing of the other's, as far as it differs.
fn moved<'a>(
    own: &SealContext<'a>,
    other: &SealContext<'a>,
) -> Vec<(&'static str, SealContext<'a>)> {
    let mut all = vec![
        ("place", *other),
        ("record", SealContext { record_id: other.record_id, ..*own }),
        ("policy", SealContext { policy_hash: other.policy_hash, ..*own }),
    ];
    if own.org_id != other.org_id {
        all.push(("organization", SealContext { org_id: other.org_id, ..*own }));
    }
    if own.record_version != other.record_version {
        all.push(("version", SealContext { record_version: other.record_version, ..*own }));
    }
    if own.table != other.table {
        all.push(("table", SealContext { table: other.table, ..*own }));
    }
    if own.column != other.column {
        all.push(("column", SealContext { column: other.column, ..*own }));
    }
    all
}

/// Control: sealed without the record's id, a blob opens in another row of the same kind.
fn without_record_id(
    ring: &KeyRing,
    places: &[SealContext<'_>],
    random: &mut Seeded,
) -> Result<u64> {
    let same_kind = SealContext { record_id: [0; 16], ..places[0] };
    let careless = vec![same_kind; BLOBS];
    let sealed = seal_all(ring, &careless, random)?;
    let opens_elsewhere = |own: usize, other: usize| {
        own != other && ring.open(&careless[other], &sealed[own]).is_ok()
    };
    let pairs = (0..BLOBS).flat_map(|own| (0..BLOBS).map(move |other| (own, other)));
    Ok(pairs.filter(|(own, other)| opens_elsewhere(*own, *other)).count() as u64)
}
