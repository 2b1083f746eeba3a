//! What a step may do at which kind of connector.

use credenza_connect::manifest::Kind;

/// The actions of a kind of connector, the usual one first.
#[must_use]
pub fn actions_of(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Http => &["request"],
        Kind::Postgresql => &["query"],
        Kind::Sftp => &["read", "list", "write"],
        Kind::Smtp | Kind::AwsSes => &["send"],
    }
}
