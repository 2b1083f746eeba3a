//! What a browser sign-in left with a credential. No token.

use crate::failure::OrFailure;
use crate::renewal::QUICK_TRIES;
use crate::session::OpenVault;
use credenza_connect::oauth::missing_scopes;
use credenza_model::{CredentialId, OAuthAppId, Timestamp};
use credenza_protocol::Failure;
use credenza_protocol::credential::StateWord;
use credenza_protocol::health::Retry;
use credenza_protocol::sign_in::GrantView;
use credenza_store::table::credential::Credential;
use credenza_store::table::oauth_grant::GrantRow;
use credenza_store::table::{oauth_app, oauth_grant};
use std::collections::HashMap;

/// Every grant, and the names of the OAuth apps.
pub(super) struct Grants {
    rows: HashMap<CredentialId, GrantRow>,
    apps: HashMap<OAuthAppId, String>,
    now: Timestamp,
}

impl Grants {
    pub(super) async fn read(vault: &OpenVault) -> Result<Self, Failure> {
        let now = vault.clock.now();
        let mut connection = vault.store.read().await.or_failure()?;
        let rows = oauth_grant::list(&mut connection, &vault.scope).await.or_failure()?;
        if rows.is_empty() {
            return Ok(Self { rows, apps: HashMap::new(), now });
        }
        let apps = oauth_app::list(&mut connection, &vault.scope, None).await.or_failure()?;
        let apps = apps.into_iter().map(|app| (app.id, app.name)).collect();
        Ok(Self { rows, apps, now })
    }

    /// That its token is being renewed, if somebody does. Told by the lease, not stored: a process that died is
    /// not renewing anything.
    pub(super) fn shown_state(&self, credential: &Credential) -> Option<StateWord> {
        let lease = self.rows.get(&credential.id).and_then(|row| row.lease.as_ref());
        let renewing = lease.is_some_and(|lease| self.now < lease.until);
        (renewing && credential.state.may_be_used()).then_some(StateWord::Refreshing)
    }

    /// The next try of a renewal that failed on the way.
    pub(super) fn retry(&self, id: CredentialId) -> Option<Retry> {
        let row = self.rows.get(&id)?;
        let goes_on = row.grant.refreshable && !row.ended && row.grant.revoked_at.is_none();
        let failed = u32::try_from(row.attempts).ok().filter(|failed| goes_on && *failed > 0)?;
        let attempt = failed.saturating_add(1);
        let of = Some(QUICK_TRIES).filter(|quick| attempt <= *quick);
        Some(Retry { at: row.next_try?, attempt, of })
    }

    pub(super) fn view(&self, id: CredentialId) -> Option<GrantView> {
        let row = self.rows.get(&id)?;
        let grant = &row.grant;
        let oauth_app = grant.oauth_app?;
        let granted = grant.scopes.clone().unwrap_or_else(|| grant.asked.clone());
        Some(GrantView {
            oauth_app: self.apps.get(&oauth_app).cloned().unwrap_or_default(),
            missing_scopes: missing_scopes(&grant.asked, &granted),
            scopes: granted,
            expires_at: grant.expires_at,
            refreshed_at: grant.refreshed_at,
            refresh_at: row.next_try.filter(|next| *next > self.now).or(row.refresh_at),
            refreshable: grant.refreshable && !row.ended && grant.revoked_at.is_none(),
        })
    }
}
