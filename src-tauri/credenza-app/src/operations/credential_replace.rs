//! Puts another credential of the same connector in every place of this one. Each flow gets a new
//! version; an active one keeps running, with the new credential, from the same transaction on.

use super::flow_save::references;
use crate::Host;
use crate::failure::OrFailure;
use crate::lookup::{get_credential, get_credential_row};
use crate::record::Record;
use crate::session::OpenVault;
use credenza_model::{CredentialId, FlowDocument, Timestamp};
use credenza_protocol::credential::{FlowUse, ReplaceCredential, ReplaceView};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::WriteTx;
use credenza_store::table::activity::Detail;
use credenza_store::table::credential::{Credential, CredentialRow};
use credenza_store::table::flow::{
    ActivateRefused, Flow, SaveFlowRefused, activate, find_referring, get_document, insert_version,
};

pub(crate) async fn run(
    host: &impl Host,
    request: ReplaceCredential,
) -> Result<ReplaceView, Failure> {
    let vault = host.app().vault().await?;
    let from = get_credential_row(&vault, &request.credential).await?;
    let with = get_credential(&vault, &request.with).await?;
    check(&from, &with)?;
    let now = host.app().now();
    let mut tx = vault.store.write().await.or_failure()?;
    let mut flows = find_referring(&mut tx, &vault.scope, from.id()).await.or_failure()?;
    flows.retain(|flow| request.flows.is_empty() || request.flows.contains(&flow.id));
    let mut changed = Vec::new();
    for flow in &mut flows {
        let exchange = Exchange { from: from.id(), with: with.id };
        let steps = exchange.in_flow(&mut tx, &vault, flow, now).await?;
        let active = flow.status.is_active();
        changed.push(FlowUse { id: flow.id, name: flow.name.clone(), active, steps });
    }
    if request.preview {
        return Ok(ReplaceView { flows: changed, replaced: false });
    }
    let detail = Detail {
        after: Some(with.name.clone()),
        flows: changed.iter().map(|flow| flow.name.clone()).collect(),
        ..Detail::default()
    };
    let record =
        Record::of(host, OperationName::CredentialReplace).about(from.id(), name_of(&from));
    record.detail(detail).done(&mut tx, &vault).await?;
    tx.commit().await.or_failure()?;
    Ok(ReplaceView { flows: changed, replaced: true })
}

fn name_of(row: &CredentialRow) -> &str {
    match row {
        CredentialRow::Readable(credential) => &credential.name,
        CredentialRow::Unreadable(row) => &row.name,
    }
}

fn check(from: &CredentialRow, with: &Credential) -> Result<(), Failure> {
    let connector = match from {
        CredentialRow::Readable(credential) => &credential.connector,
        CredentialRow::Unreadable(row) => &row.connector,
    };
    if *connector != with.connector {
        let text =
            format!("{} is a credential of {}, not of {connector}", with.name, with.connector);
        return Err(Failure::new(ErrorCode::CredentialOtherConnector, text)
            .hint("Choose a credential of the same connector."));
    }
    if from.id() == with.id {
        return Err(Failure::new(ErrorCode::RequestInvalid, "A credential cannot replace itself"));
    }
    if !with.is_live() || !with.state.may_be_used() {
        let text = format!("{} is not ready to be used", with.name);
        return Err(Failure::new(ErrorCode::CredentialWrongState, text).hint("Verify it first."));
    }
    Ok(())
}

struct Exchange {
    from: CredentialId,
    with: CredentialId,
}

impl Exchange {
    /// Replaces in the active version, if there is one, and in the newest; the steps concerned.
    async fn in_flow(
        &self,
        tx: &mut WriteTx,
        vault: &OpenVault,
        flow: &mut Flow,
        now: Timestamp,
    ) -> Result<Vec<String>, Failure> {
        let newest = get_document(tx, &vault.scope, flow.id, flow.version).await.or_failure()?;
        let newest_is_active = flow.active_version == Some(flow.version);
        let mut steps = Vec::new();
        if let Some(version) = flow.active_version.filter(|_| flow.status.is_active()) {
            let mut document =
                get_document(tx, &vault.scope, flow.id, version).await.or_failure()?;
            document.name = newest.name.clone();
            self.in_document(&mut document, &mut steps);
            let references = references(vault, tx, &document).await?;
            save(tx, vault, flow, &document, now).await?;
            activate(tx, &vault.scope, flow, &references, now).await.map_err(activate_failure)?;
        }
        if !newest_is_active || !flow.status.is_active() {
            let mut document = newest;
            self.in_document(&mut document, &mut steps);
            save(tx, vault, flow, &document, now).await?;
        }
        Ok(steps)
    }

    fn in_document(&self, document: &mut FlowDocument, steps: &mut Vec<String>) {
        let from = self.from.to_string();
        for step in &mut document.steps {
            if step.credential.as_deref() == Some(from.as_str()) {
                step.credential = Some(self.with.to_string());
                if !steps.contains(&step.id) {
                    steps.push(step.id.clone());
                }
            }
        }
    }
}

async fn save(
    tx: &mut WriteTx,
    vault: &OpenVault,
    flow: &mut Flow,
    document: &FlowDocument,
    now: Timestamp,
) -> Result<(), Failure> {
    let references = references(vault, tx, document).await?;
    insert_version(tx, &vault.scope, flow, document, &references, now).await.map_err(|error| {
        match error {
            SaveFlowRefused::Store(error) => crate::failure::store_failure(&error),
            _ => Failure::new(
                ErrorCode::FlowChangedElsewhere,
                format!("{} was changed elsewhere", flow.name),
            )
            .hint("Try again."),
        }
    })
}

fn activate_failure(error: ActivateRefused) -> Failure {
    match error {
        ActivateRefused::CredentialGone => Failure::new(
            ErrorCode::CredentialWrongState,
            "The other credential was deleted meanwhile",
        ),
        ActivateRefused::Store(error) => crate::failure::store_failure(&error),
    }
}
