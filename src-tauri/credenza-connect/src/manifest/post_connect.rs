//! Requests between the first token and its dry run, as data: which tenant, site or account the token is for, and where
//! its API is. Deliberately absent: code per provider; `oauth/learn` runs every one of them alike.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::auth::Placement;
use super::jsonpath::Path;
use super::session::SessionMethod;
use super::template::Template;

/// A request made once after each sign-in, before the dry run.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostConnect {
    /// The method.
    pub method: SessionMethod,
    /// An absolute URL on one of the hosts.
    pub url: Template,
    /// Where the token goes in this request, if not where the method puts it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub place: Vec<Placement>,
    /// Values that become public fields of the credential: field name to JSONPath, in the answer or, with `choose`, in
    /// the chosen element. Each of them must be there.
    pub store: BTreeMap<String, Path>,
    /// The answer is a list of which one element is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choose: Option<Choose>,
    /// For stored values that are addresses: the domains within which their host must lie, such as
    /// `{ base_uri = ["docusign.net"] }`. Any other host is refused, whatever the provider says.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub within: BTreeMap<String, Vec<String>>,
}

/// Which element of a list is meant. The one that the credential has already, the one that the person named, the only
/// one; several without a word from the person are an error that lists them.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choose {
    /// JSONPath to the elements: `$[*]`, `$.accounts[*]`.
    pub each: Path,
    /// The stored value that tells one element from another.
    pub id: String,
    /// JSONPath, in an element, to what people call it.
    pub name: Path,
    /// The optional public field of the form in which a person names one, by id or by name.
    pub field: String,
    /// What an element is, in the singular: `site`.
    pub noun: String,
}
