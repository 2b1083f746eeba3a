//! Flows: versions of documents, their status, and what they refer to. The references of an active
//! version guard their credentials; those of other versions are only listed.

mod list;
mod reference;
mod row;
mod save;

pub use list::{FlowFound, find, find_by_reference, get_document, list, list_versions};
pub use reference::{StepReference, find_referring};
pub use row::Flow;
pub use save::{ActivateRefused, SaveFlowRefused, activate, delete, insert_version, pause};

const FLOW: &str = "flow";
const FLOW_VERSION: &str = "flow_version";
