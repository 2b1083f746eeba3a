//! The store as it should be: a few maps in memory, and what each operation does to them.

pub(crate) mod ids;
pub(crate) mod perform;
pub(crate) mod read;

use crate::random::Seeded;
use std::collections::BTreeMap;

/// The digest of the policy of every credential here.
pub(crate) const POLICY: [u8; 32] = [7; 32];

/// One operation. `tag` makes names and secrets distinct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Create { id: u32, tag: u32 },
    Change { id: u32, tag: u32 },
    Archive { id: u32 },
    Verify { id: u32 },
    Attach { flow: u32, id: u32 },
    Pause { flow: u32 },
}

/// What is known of a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) tag: u32,
    pub(crate) version: i64,
    pub(crate) secret_version: i64,
    pub(crate) archived: bool,
    pub(crate) reports: usize,
}

/// Everything that is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) credentials: BTreeMap<u32, Item>,
    /// Version, and the credential that the active version uses.
    pub(crate) flows: BTreeMap<u32, (i64, Option<u32>)>,
    /// Entries in the record: one for each operation that was done.
    pub(crate) entries: u64,
}

impl State {
    /// Carries an operation out; whether the rules allow it.
    pub(crate) fn apply(&mut self, op: Op) -> bool {
        let allowed = match op {
            Op::Create { id, tag } => self.create(id, tag),
            Op::Change { id, tag } => self.change(id, |item| {
                item.tag = tag;
                item.version += 1;
                item.secret_version += 1;
            }),
            Op::Archive { id } if self.is_guarded(id) => false,
            Op::Archive { id } => self.change(id, |item| {
                item.archived = true;
                item.version += 1;
            }),
            Op::Verify { id } => self.change(id, |item| item.reports = (item.reports + 1).min(100)),
            Op::Attach { flow, id } => self.attach(flow, id),
            Op::Pause { flow } => match self.flows.get_mut(&flow) {
                Some((_, active @ Some(_))) => {
                    *active = None;
                    true
                }
                _ => false,
            },
        };
        self.entries += u64::from(allowed);
        allowed
    }

    fn create(&mut self, id: u32, tag: u32) -> bool {
        let item = Item { tag, version: 1, secret_version: 1, archived: false, reports: 0 };
        let free = !self.credentials.contains_key(&id);
        if free {
            self.credentials.insert(id, item);
        }
        free
    }

    fn change(&mut self, id: u32, change: impl FnOnce(&mut Item)) -> bool {
        match self.credentials.get_mut(&id) {
            Some(item) if !item.archived => {
                change(item);
                true
            }
            _ => false,
        }
    }

    fn attach(&mut self, flow: u32, id: u32) -> bool {
        let usable = self.credentials.get(&id).is_some_and(|item| !item.archived);
        if usable {
            let (version, active) = self.flows.entry(flow).or_default();
            *version += 1;
            *active = Some(id);
        }
        usable
    }

    fn is_guarded(&self, id: u32) -> bool {
        self.flows.values().any(|(_, active)| *active == Some(id))
    }

    /// An operation that may or may not be allowed now.
    pub(crate) fn random_op(&self, random: &mut Seeded, tag: u32) -> Op {
        let next = self.credentials.len() as u32;
        let id = random.below(self.credentials.len() + 1) as u32;
        let flow = random.below(6) as u32;
        match random.below(12) {
            0..=2 if next < 120 => Op::Create { id: next, tag },
            0..=5 => Op::Change { id, tag },
            6 => Op::Archive { id },
            7 | 8 => Op::Verify { id },
            9 | 10 => Op::Attach { flow, id },
            _ => Op::Pause { flow },
        }
    }
}
