//! The one entry point of a dry run, whatever the connector speaks.
//!
//! Deliberately absent: storing anything. What was verified is sealed by the caller, from the same
//! fields.

mod context;
mod drivers;
mod fields;
pub mod targets;

pub use context::ProbeContext;
pub use fields::Fields;

use crate::http;
use crate::manifest::{AuthScheme, Connector, Kind};
use credenza_model::Verification;
use futures::future::BoxFuture;

/// Tries a credential against its application and says what came of it, stage by stage.
///
/// Never panics and never fails otherwise than with a failed stage. No text of the verdict holds a
/// secret of `fields`, nor one that was got on the way.
pub fn verify<'a>(
    connector: &'a Connector,
    auth: &'a AuthScheme,
    fields: &'a Fields,
    context: &'a ProbeContext<'a>,
) -> BoxFuture<'a, Verification> {
    // Boxed, so that hosts may spawn it: rustc proves `Send` here, with the lifetimes still known.
    match connector.kind {
        Kind::Http | Kind::AwsSes => Box::pin(http::verify(connector, auth, fields, context)),
        Kind::Postgresql | Kind::Sftp | Kind::Smtp => {
            Box::pin(drivers::verify(connector, auth, fields, context))
        }
    }
}
