//! How credentials stand, as it may be shown.

use super::credential::{connector_id, state_parts};
use super::grant::Grants;
use crate::calendar::first_ends;
use crate::lifecycle::Rhythm;
use crate::lookup::get_connector;
use crate::session::OpenVault;
use credenza_connect::manifest::{AuthScheme, Grant};
use credenza_model::{CredentialId, CredentialState};
use credenza_protocol::Failure;
use credenza_protocol::credential::StateWord;
use credenza_protocol::health::{Checks, End, HealthRow, Retry};
use credenza_store::StoreError;
use credenza_store::table::credential::{Credential, CredentialRow, UseCount, count_uses};
use credenza_store::table::health::Health;
use std::collections::HashMap;

/// Makes rows; knows by how many flows each credential is used.
pub(crate) struct HealthViews<'a> {
    vault: &'a OpenVault,
    uses: HashMap<CredentialId, UseCount>,
    grants: Grants,
    ends: HashMap<CredentialId, End>,
}

impl<'a> HealthViews<'a> {
    pub(crate) async fn read(vault: &'a OpenVault) -> Result<Self, Failure> {
        let uses: Result<_, StoreError> = async {
            let mut connection = vault.store.read().await?;
            count_uses(&mut connection).await
        }
        .await;
        let uses = uses.map_err(|error| crate::failure::store_failure(&error))?;
        let (grants, ends) = (Grants::read(vault).await?, first_ends(vault).await?);
        Ok(Self { vault, uses, grants, ends })
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
                checks: Checks::Person,
                retry: None,
                ends: None,
                active_flows: self.active_flows(row.id),
                paused: false,
                signs_in: false,
            },
        }
    }

    fn credential(&self, credential: &Credential, health: Option<&Health>) -> HealthRow {
        let (stored, reason, trouble_since) = state_parts(&credential.state);
        let since = health.map(|health| health.since).or(trouble_since);
        let connector = get_connector(self.vault, &connector_id(&credential.connector)).ok();
        let scheme = connector.as_ref().and_then(|known| known.find_auth(&credential.auth));
        let checks = self.checks(credential, health, scheme);
        HealthRow {
            id: credential.id,
            name: credential.name.clone(),
            connector: connector_id(&credential.connector),
            state: self.grants.shown_state(credential).unwrap_or(stored),
            reason,
            since: since.unwrap_or(credential.updated_at),
            last_success: credential.proof.as_ref().map(|(at, _)| *at),
            next_check: health
                .and_then(|health| health.next_check)
                .filter(|_| checks == Checks::Planned),
            checks,
            retry: self.retry(credential, health, checks),
            ends: self.ends.get(&credential.id).copied(),
            active_flows: self.active_flows(credential.id),
            paused: checks == Checks::Paused,
            signs_in: scheme.is_some_and(signs_in),
        }
    }

    fn active_flows(&self, id: CredentialId) -> u64 {
        self.uses.get(&id).map_or(0, |count| count.active)
    }

    fn checks(
        &self,
        credential: &Credential,
        health: Option<&Health>,
        scheme: Option<&AuthScheme>,
    ) -> Checks {
        if health.is_some_and(|health| health.paused) {
            return Checks::Paused;
        }
        if !credential.state.is_watched() {
            return Checks::Person;
        }
        if self.vault.settings.check_hours == 0 {
            return Checks::Off;
        }
        if scheme.is_some_and(|scheme| scheme.probe.billable) {
            return Checks::OnRequest;
        }
        match health.and_then(|health| health.next_check) {
            Some(_) => Checks::Planned,
            None => Checks::Soon,
        }
    }

    /// The next try after trouble on the way: of the look, or of the token's renewal.
    fn retry(
        &self,
        credential: &Credential,
        health: Option<&Health>,
        checks: Checks,
    ) -> Option<Retry> {
        let degraded = matches!(credential.state, CredentialState::Degraded { .. });
        let look = health.filter(|health| degraded && health.attempts > 0);
        let look = look.filter(|_| checks == Checks::Planned).and_then(|health| {
            let attempt = health.attempts.saturating_add(1);
            let of = Some(Rhythm::QUICK_TRIES).filter(|quick| attempt <= *quick);
            Some(Retry { at: health.next_check?, attempt, of })
        });
        let renewal = self.grants.retry(credential.id).filter(|_| credential.state.may_be_used());
        look.into_iter().chain(renewal).min_by_key(|retry| retry.at)
    }
}

/// Whether a scheme begins in a browser.
fn signs_in(scheme: &AuthScheme) -> bool {
    scheme.oauth.as_ref().is_some_and(|oauth| oauth.grant == Grant::AuthorizationCode)
}
