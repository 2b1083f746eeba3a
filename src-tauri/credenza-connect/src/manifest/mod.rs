//! Connector files: strict types, templates, and the way from a person's draft to the values of a request.
//!
//! A connector is data. What the types here cannot say cannot be done, so that an imported file is as harmless as
//! a built-in one: no code, no remote references, regular expressions in linear time, every host on the table.
//! Deliberately absent: sending anything (the HTTP engine), storing anything (the vault and the store).

mod auth;
mod body;
mod check;
mod connector;
mod draft;
mod error;
mod fields;
mod file;
mod file_schema;
mod hosts;
mod jsonpath;
mod oauth;
mod oauth_quirks;
mod pattern;
mod place;
mod post_connect;
mod probe;
mod schema;
mod select;
mod session;
mod template;
mod values;

#[cfg(test)]
mod tests;

pub use auth::{
    AuthKind, AuthScheme, Case, Derive, Location, Normalise, Placement, PlacementCondition,
    SignatureEncoding, Signing,
};
pub use body::{BodyTemplate, render_form, render_json};
pub use connector::{Category, Connector, FORMAT, Kind};
pub use error::{Choice, FieldError, ManifestError, Problem, SelectError};
pub use fields::{Field, FieldFormat, FieldSet, FieldType, FileKind, Hints};
pub use file::MAX_FILE;
pub use file_schema::file_schema;
pub use hosts::AllowedHost;
pub use jsonpath::Path;
pub use oauth::{ClientAuth, Grant, OAuth, Pkce};
pub use oauth_quirks::{CallbackHmac, ParamsIn, RefreshWith, TokenMethod};
pub use pattern::Pattern;
pub use post_connect::{Choose, PostConnect};
pub use probe::{
    BodyFormat, Expiry, ExpiryFormat, Extract, JsonType, Permissions, Predicate, Probe, ProbeBy,
    ProbeMethod, ResponseFormat,
};
pub use select::DISCRIMINATOR;
pub use session::{Logout, SESSION_TOKEN, Session, SessionMethod, TokenFrom};
pub use template::{
    BUILT_INS, FieldValue, Filter, Lookup, Part, Rendered, RenderedUrl, Template, TemplateError,
    render, render_host, render_into, render_required, render_target, render_url,
};
pub use values::{ACCESS_TOKEN, FieldValues};
