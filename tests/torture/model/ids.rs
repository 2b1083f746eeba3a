//! Small numbers as ids, and back.

use credenza_model::{CredentialId, FlowId};

fn spread(number: u32) -> [u8; 16] {
    let mut bytes = [0xA5; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    bytes
}

pub(crate) fn credential(number: u32) -> CredentialId {
    CredentialId::from_random(spread(number))
}

pub(crate) fn flow(number: u32) -> FlowId {
    FlowId::from_random(spread(number))
}

/// The number of an id made here, from its bytes.
pub(crate) fn number(bytes: &[u8; 16]) -> u32 {
    u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}
