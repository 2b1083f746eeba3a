//! What hosts are told while and after operations run.

use crate::operation::View;
use credenza_model::{
    ConnectorId, CredentialId, FailureCode, Outcome, SignInId, Stage, StageReport,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something happened. Holds no secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A stage of a dry run has begun.
    StageStarted {
        /// The name that the caller chose.
        verification: String,
        /// The stored credential, if it is one.
        #[serde(default)]
        credential: Option<CredentialId>,
        /// Which stage.
        stage: Stage,
    },
    /// A stage of a dry run has ended.
    StageEnded {
        /// The name that the caller chose.
        verification: String,
        /// The stored credential, if it is one.
        #[serde(default)]
        credential: Option<CredentialId>,
        /// How it ended.
        report: StageReport,
    },
    /// One of several verifications has ended.
    CredentialVerified {
        /// The name that the caller chose.
        verification: String,
        /// Which credential.
        credential: CredentialId,
        /// The verdict.
        outcome: Outcome,
        /// How many are done.
        done: u64,
        /// How many there are.
        total: u64,
    },
    /// Rows have a new data key: a rotation goes on.
    RowsRenewed {
        /// How many are done.
        done: u64,
        /// How many there are.
        total: u64,
    },
    /// A sign-in has come further; `sign_in.show` says where it stands.
    SignInChanged {
        /// Which.
        sign_in: SignInId,
    },
    /// A credential was lost: told once, until it works again.
    CredentialLost {
        /// Which.
        credential: CredentialId,
        /// Its name.
        name: String,
        /// Its connector.
        connector: ConnectorId,
        /// Why.
        reason: FailureCode,
    },
    /// A credential that was lost works again: told once.
    CredentialRecovered {
        /// Which.
        credential: CredentialId,
        /// Its name.
        name: String,
        /// Its connector.
        connector: ConnectorId,
    },
    /// Views have become stale, here or through another process.
    Changed {
        /// Which.
        views: Vec<View>,
    },
    /// The vault was locked: by a person or by the timer.
    Locked,
}
