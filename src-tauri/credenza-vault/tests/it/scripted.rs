//! Fixed "random" bytes and the places tests seal for.

use credenza_vault::{DataKey, Randomness, RandomnessUnavailable, SealContext, VaultScope};

/// Gives the bytes it was made with, in order, then fails.
pub(crate) struct Scripted(Vec<u8>);

impl Scripted {
    pub(crate) fn new(bytes: &[&[u8]]) -> Self {
        Self(bytes.concat())
    }
}

impl Randomness for Scripted {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), RandomnessUnavailable> {
        if self.0.len() < out.len() {
            return Err(RandomnessUnavailable);
        }
        let rest = self.0.split_off(out.len());
        out.copy_from_slice(&std::mem::replace(&mut self.0, rest));
        Ok(())
    }
}

pub(crate) fn data_key(version: u32, byte: u8) -> DataKey {
    DataKey::make(version, &mut Scripted::new(&[&[byte; 32]])).unwrap()
}

pub(crate) const SCOPE: VaultScope = VaultScope { vault_id: [1; 16], org_id: [2; 16] };

pub(crate) const PLACE: SealContext<'static> = SealContext {
    vault_id: [1; 16],
    org_id: [2; 16],
    table: "credential",
    column: "secret",
    record_id: [3; 16],
    record_version: 4,
    policy_hash: [5; 32],
};

pub(crate) fn bytes<const N: usize>(hex_text: &str) -> [u8; N] {
    hex::decode(hex_text).unwrap().try_into().unwrap()
}
