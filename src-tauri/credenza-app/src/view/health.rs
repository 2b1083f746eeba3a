//! How credentials stand, as it may be shown.

use super::credential::{connector_id, state_parts};
use crate::lookup::get_connector;
use crate::session::OpenVault;
use credenza_connect::manifest::Grant;
use credenza_model::CredentialId;
use credenza_protocol::Failure;
use credenza_protocol::credential::StateWord;
use credenza_protocol::health::HealthRow;
use credenza_store::StoreError;
use credenza_store::table::credential::{Credential, CredentialRow, UseCount, count_uses};
use credenza_store::table::health::Health;
use std::collections::HashMap;

/// Makes rows; knows by how many flows each credential is used.
pub(crate) struct HealthViews<'a> {
    vault: &'a OpenVault,
    uses: HashMap<CredentialId, UseCount>,
}

impl<'a> HealthViews<'a> {
    pub(crate) async fn read(vault: &'a OpenVault) -> Result<Self, Failure> {
        let uses: Result<_, StoreError> = async {
            let mut connection = vault.store.read().await?;
            count_uses(&mut connection).await
        }
        .await;
        Ok(Self { vault, uses: uses.map_err(|error| crate::failure::store_failure(&error))? })
    }

    pub(crate) fn row(&self, row: &CredentialRow, health: Option<&Health>) -> HealthRow {
        match row {
            CredentialRow::Readable(credential) => self.credential(credential, health),
            CredentialRow::Unreadable(row) => HealthRow {
                id: row.id,
                name: row.name.clone(),
                connector: connector_id(&row.connector),
                state: StateWord::Unreadable,
                reason: None,
                since: health.map(|health| health.since).unwrap_or_default(),
                last_success: None,
                next_check: None,
                attempts: 0,
                active_flows: self.active_flows(row.id),
                paused: false,
                signs_in: false,
            },
        }
    }

    fn credential(&self, credential: &Credential, health: Option<&Health>) -> HealthRow {
        let (state, reason, trouble_since) = state_parts(&credential.state);
        let since = health.map(|health| health.since).or(trouble_since);
        let paused = health.is_some_and(|health| health.paused);
        let is_scheduled =
            !paused && self.vault.settings.check_hours > 0 && credential.state.is_watched();
        HealthRow {
            id: credential.id,
            name: credential.name.clone(),
            connector: connector_id(&credential.connector),
            state,
            reason,
            since: since.unwrap_or(credential.updated_at),
            last_success: credential.proof.as_ref().map(|(at, _)| *at),
            next_check: health.and_then(|health| health.next_check).filter(|_| is_scheduled),
            attempts: health.map_or(0, |health| health.attempts),
            active_flows: self.active_flows(credential.id),
            paused,
            signs_in: self.signs_in(credential),
        }
    }

    fn active_flows(&self, id: CredentialId) -> u64 {
        self.uses.get(&id).map_or(0, |count| count.active)
    }

    /// Whether its scheme begins in a browser.
    fn signs_in(&self, credential: &Credential) -> bool {
        let connector = get_connector(self.vault, &connector_id(&credential.connector)).ok();
        let scheme = connector.as_ref().and_then(|known| known.find_auth(&credential.auth));
        let oauth = scheme.and_then(|scheme| scheme.oauth.as_ref());
        oauth.is_some_and(|oauth| oauth.grant == Grant::AuthorizationCode)
    }
}
