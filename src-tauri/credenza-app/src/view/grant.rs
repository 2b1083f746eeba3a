//! What a browser sign-in left with a credential. No token.

use crate::failure::OrFailure;
use crate::session::OpenVault;
use credenza_connect::oauth::missing_scopes;
use credenza_model::{CredentialId, OAuthAppId, Timestamp};
use credenza_protocol::Failure;
use credenza_protocol::sign_in::GrantView;
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

    /// Whether somebody is renewing it.
    pub(super) fn is_renewing(&self, id: CredentialId) -> bool {
        let lease = self.rows.get(&id).and_then(|row| row.lease.as_ref());
        lease.is_some_and(|lease| self.now < lease.until)
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
