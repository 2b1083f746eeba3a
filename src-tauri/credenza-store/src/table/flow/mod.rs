//! Flows: versions of documents, their status, and what they refer to. The references of an active
//! version guard their credentials; those of other versions are only listed.

mod links;
mod list;
mod reference;
mod row;
mod save;

pub(in crate::table) use list::canonical_of as canonical_of_version;
pub(in crate::table) use row::canonical_of as canonical_of_flow;

pub use links::{check_guard, check_links};
pub use list::{FlowFound, find, find_by_reference, get_document, list, list_versions};
pub use reference::{StepReference, find_referring};
pub use row::Flow;
pub use save::{ActivateRefused, SaveFlowRefused, activate, delete, insert_version, pause};

const FLOW: &str = "flow";
const FLOW_VERSION: &str = "flow_version";
