//! Credentials for people and programs.

use super::grant::Grants;
use crate::failure::store_failure;
use crate::session::OpenVault;
use credenza_model::{
    ConnectorId, CredentialId, CredentialState, FailureCode, Timestamp, Verification,
};
use credenza_protocol::Failure;
use credenza_protocol::credential::{CredentialView, ProofView, StateWord, UsedBy};
use credenza_store::table::credential::{
    Credential, CredentialRow, Unreadable, UseCount, count_uses,
};
use std::collections::HashMap;

/// Makes views; knows by how much each credential is used.
pub(crate) struct CredentialViews {
    uses: HashMap<CredentialId, UseCount>,
    grants: Grants,
}

impl CredentialViews {
    pub(crate) async fn read(vault: &OpenVault) -> Result<Self, Failure> {
        let uses = async {
            let mut connection = vault.store.read().await?;
            count_uses(&mut connection).await
        };
        let uses = uses.await.map_err(|error| store_failure(&error))?;
        Ok(Self { uses, grants: Grants::read(vault).await? })
    }

    pub(crate) fn row(&self, row: &CredentialRow) -> CredentialView {
        match row {
            CredentialRow::Readable(credential) => self.credential(credential),
            CredentialRow::Unreadable(row) => self.unreadable(row),
        }
    }

    pub(crate) fn credential(&self, credential: &Credential) -> CredentialView {
        let (stored, reason, since) = state_parts(&credential.state);
        let state = self.grants.shown_state(credential).unwrap_or(stored);
        CredentialView {
            id: credential.id,
            name: credential.name.clone(),
            connector: connector_id(&credential.connector),
            auth: credential.auth.clone(),
            state,
            state_reason: reason,
            state_since: since,
            needs_attention: credential.is_live() && credential.state.needs_attention(),
            account: credential.account.clone(),
            target: credential.target.clone(),
            proof: credential.proof.as_ref().map(|(at, report)| proof_view(*at, report)),
            grant: self.grants.view(credential.id),
            used_by: self.used_by(credential.id),
            public: credential.public.clone(),
            secrets: credential.secret_fields.clone(),
            created_at: credential.created_at,
            updated_at: credential.updated_at,
            archived_at: credential.archived_at,
            version: credential.version,
        }
    }

    fn unreadable(&self, row: &Unreadable) -> CredentialView {
        CredentialView {
            id: row.id,
            name: row.name.clone(),
            connector: connector_id(&row.connector),
            auth: String::new(),
            state: StateWord::Unreadable,
            state_reason: None,
            state_since: None,
            needs_attention: true,
            account: None,
            target: None,
            proof: None,
            grant: None,
            used_by: self.used_by(row.id),
            public: serde_json::Map::new(),
            secrets: Vec::new(),
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
            archived_at: None,
            version: 0,
        }
    }

    fn used_by(&self, id: CredentialId) -> UsedBy {
        let count = self.uses.get(&id).copied().unwrap_or_default();
        UsedBy { active_flows: count.active, flows: count.all, clients: 0 }
    }
}

/// A stored connector id was checked when it was stored; a damaged one must not hide its row.
pub(crate) fn connector_id(text: &str) -> ConnectorId {
    text.parse().unwrap_or_else(|_| ConnectorId::unknown())
}

pub(super) fn state_parts(
    state: &CredentialState,
) -> (StateWord, Option<FailureCode>, Option<Timestamp>) {
    match state {
        CredentialState::Unverified => (StateWord::Unverified, None, None),
        CredentialState::Connected => (StateWord::Connected, None, None),
        CredentialState::Expiring => (StateWord::Expiring, None, None),
        CredentialState::Refreshing => (StateWord::Refreshing, None, None),
        CredentialState::Degraded { reason, since, .. } => {
            (StateWord::Degraded, Some(*reason), Some(*since))
        }
        CredentialState::Disconnected { reason, since } => {
            (StateWord::Disconnected, Some(*reason), Some(*since))
        }
        CredentialState::ReauthRequired { .. } => (StateWord::ReauthRequired, None, None),
        CredentialState::Quarantined => (StateWord::Quarantined, None, None),
        CredentialState::Archived => (StateWord::Archived, None, None),
    }
}

pub(crate) fn state_word(state: &CredentialState) -> StateWord {
    state_parts(state).0
}

/// What a dry run showed.
pub(crate) fn proof_view(at: Timestamp, report: &Verification) -> ProofView {
    ProofView {
        outcome: report.outcome,
        verified_at: at,
        probe: report.probe.clone(),
        account: report.account.clone(),
        permissions: report.permissions.clone(),
        expires_at: report.expires_at,
        host_key: report.host_key.clone(),
        address: report.address.clone(),
        stages: report.stages.clone(),
    }
}
