//! What the activity says: who, what, and allow-listed details.

use crate::{App, Host};
use credenza_model::{Actor, Timestamp};
use credenza_protocol::{Failure, OperationName};
use credenza_store::WriteTx;
use credenza_store::table::activity::{self, Detail, Entry, Outcome};

use crate::failure::store_failure;
use crate::session::OpenVault;

/// One entry in the making.
pub(crate) struct Record {
    at: Timestamp,
    actor: Actor,
    action: &'static str,
    object: Option<String>,
    name: Option<String>,
    detail: Detail,
}

impl Record {
    /// An entry about `operation`, by whoever asked for it.
    pub(crate) fn of(host: &impl Host, operation: OperationName) -> Self {
        Self {
            at: host.app().now(),
            actor: host.actor(),
            action: operation.as_str(),
            object: None,
            name: None,
            detail: Detail::default(),
        }
    }

    /// What it is about.
    pub(crate) fn about(mut self, id: impl ToString, name: &str) -> Self {
        self.object = Some(id.to_string());
        self.name = Some(name.to_owned());
        self
    }

    /// Details.
    pub(crate) fn detail(mut self, detail: Detail) -> Self {
        self.detail = detail;
        self
    }

    /// Appends it as done, in the transaction of what it records.
    pub(crate) async fn done(self, tx: &mut WriteTx, vault: &OpenVault) -> Result<(), Failure> {
        self.append(tx, vault, Outcome::Done).await
    }

    /// Appends it with how it ended, in the transaction of what it records.
    pub(crate) async fn ended(
        self,
        tx: &mut WriteTx,
        vault: &OpenVault,
        outcome: Outcome,
    ) -> Result<(), Failure> {
        self.append(tx, vault, outcome).await
    }

    /// Records that a rule refused it, or that it failed, in a transaction of its own.
    pub(crate) async fn not_done(
        mut self,
        app: &App,
        outcome: Outcome,
        failure: &Failure,
    ) -> Result<(), Failure> {
        let vault = app.vault().await?;
        self.detail.code = Some(failure.code.as_str().to_owned());
        let mut tx = vault.store.write().await.map_err(|error| store_failure(&error))?;
        self.append(&mut tx, &vault, outcome).await?;
        tx.commit().await.map_err(|error| store_failure(&error))
    }

    async fn append(
        self,
        tx: &mut WriteTx,
        vault: &OpenVault,
        outcome: Outcome,
    ) -> Result<(), Failure> {
        let entry = Entry {
            at: self.at,
            actor: &self.actor,
            action: self.action,
            object: self.object,
            object_name: self.name,
            outcome,
            detail: self.detail,
        };
        activity::append(tx, &vault.scope, &entry).await.map_err(|error| store_failure(&error))?;
        Ok(())
    }
}
