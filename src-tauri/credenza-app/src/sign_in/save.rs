//! Sealing and saving what was signed in and verified: one transaction with the grant, the proof and the
//! activity.

use super::plan::{Known, Plan, Target};
use crate::Host;
use crate::acting::Acting;
use crate::draft::PreparedDraft;
use crate::failure::{OrFailure, insert_failure, save_failure};
use crate::lookup::{free_name, get_credential};
use crate::oauth::{Identity, new_grant, proven_identity, refresh_moment};
use crate::operations::credential_add::{new_row, row_detail};
use crate::record::Record;
use crate::saving::{
    self, Proof, duplicate_failure, find_duplicates, fingerprint, fingerprint_of_account,
};
use crate::session::OpenVault;
use crate::view::CredentialViews;
use credenza_connect::oauth::TokenGrant;
use credenza_model::{CredentialState, SignInId, Verification};
use credenza_protocol::credential::CredentialView;
use credenza_protocol::{ErrorCode, Event, Failure, OperationName, Reference, View};
use credenza_store::WriteTx;
use credenza_store::table::activity::Detail;
use credenza_store::table::credential::{self, Credential, NewSecret};
use credenza_store::table::{oauth_grant, sign_in, verification};
use credenza_vault::{Mac, OsRandomness};

/// How often a generated name is made anew; each time, another process was faster.
const NAME_TRIES: u32 = 50;

/// A sign-in whose token passed its dry run.
pub(super) struct Proven {
    pub(super) given: TokenGrant,
    pub(super) draft: PreparedDraft,
    pub(super) report: Verification,
    pub(super) identity: Identity,
}

/// Whose the stored credential is.
pub(super) fn known_identity(known: &Known) -> Identity {
    let stored = known.grant.as_ref().and_then(|row| row.grant.identity.as_deref());
    let stored = stored.and_then(|text| serde_json::from_str(text).ok());
    let identity: Identity = stored.unwrap_or_else(|| match &known.row.proof {
        Some((_, report)) => proven_identity(report, &known.row.public),
        None => Identity::of(None, known.row.account.as_deref(), &known.row.public),
    });
    identity.at(&known.row.public)
}

/// Saves it.
pub(super) async fn save(
    host: &Acting,
    plan: &Plan,
    id: SignInId,
    proven: Proven,
) -> Result<CredentialView, Failure> {
    let app = host.app();
    // The person was away at the provider: somebody may have locked the vault from elsewhere.
    app.heed_lock_request().await;
    let vault = app.vault().await?;
    let mac = account_fingerprint(&vault, plan, &proven);
    let saving = Saving { host, vault: &vault, plan, id, proven: &proven, mac };
    let row = match &plan.target {
        Target::New(name) => {
            refuse_duplicate(&vault, plan, &mac).await?;
            saving.insert(name.as_ref().map(ToString::to_string)).await?
        }
        Target::Again(known) => saving.replace(known).await?,
    };
    let views =
        vec![View::Connectors, View::Credentials, View::OAuthApps, View::Health, View::Activity];
    app.tell(Event::Changed { views });
    Ok(CredentialViews::read(&vault).await?.credential(&row))
}

/// Equal for the same account at the same OAuth app; the token has no say, for it is new each time.
fn account_fingerprint(vault: &OpenVault, plan: &Plan, proven: &Proven) -> Mac {
    let Some(account) = proven.identity.key() else { return fingerprint(vault, &proven.draft) };
    let app = plan.access.client.row.id;
    vault.scope.ring.fingerprint(&fingerprint_of_account(&proven.draft.policy, app, &account))
}

async fn refuse_duplicate(vault: &OpenVault, plan: &Plan, mac: &Mac) -> Result<(), Failure> {
    if plan.allow_duplicate {
        return Ok(());
    }
    match find_duplicates(vault, mac, None).await?.first() {
        Some(known) => Err(duplicate_failure(known)
            .hint("Use that one, reconnect it, or sign in as somebody else.")),
        None => Ok(()),
    }
}

/// A sign-in that is being saved.
struct Saving<'a> {
    host: &'a Acting,
    vault: &'a OpenVault,
    plan: &'a Plan,
    id: SignInId,
    proven: &'a Proven,
    mac: Mac,
}

impl Saving<'_> {
    async fn insert(&self, wanted: Option<String>) -> Result<Credential, Failure> {
        let Self { vault, plan, .. } = *self;
        let mut tries = 0;
        loop {
            tries += 1;
            let name = match &wanted {
                Some(name) => name.clone(),
                None => free_name(vault, &plan.access.connector).await?,
            };
            let inserted = self.insert_named(name).await;
            match inserted {
                Err(failure)
                    if failure.code == ErrorCode::CredentialNameTaken
                        && wanted.is_none()
                        && tries < NAME_TRIES => {}
                result => return result,
            }
        }
    }

    async fn insert_named(&self, name: String) -> Result<Credential, Failure> {
        let Self { host, vault, proven, mac, .. } = *self;
        let now = host.app().now();
        let proof = Proof::Verified(Box::new(proven.report.clone()));
        let mut row = new_row(vault, &proven.draft, &proof, name, now)?;
        row.fingerprint = mac;
        row.account = proven.identity.account.clone();
        let document = proven.draft.secret_document();
        let secret = NewSecret { document: &document, policy_hash: proven.draft.policy.digest() };
        let limit = vault.settings.credentials_per_connector;
        let mut tx = vault.store.write().await.or_failure()?;
        credential::insert(&mut tx, &vault.scope, &mut OsRandomness, &mut row, &secret, limit)
            .await
            .map_err(|error| insert_failure(&error))?;
        let detail = row_detail(&proven.draft);
        let operation = OperationName::CredentialAdd;
        self.complete(&mut tx, &row, operation, detail).await?;
        tx.commit().await.or_failure()?;
        Ok(row)
    }

    /// Reconnects in place: the row as it is now, not as it was ten minutes ago.
    async fn replace(&self, known: &Known) -> Result<Credential, Failure> {
        let Self { host, vault, proven, mac, .. } = *self;
        let now = host.app().now();
        let draft = &proven.draft;
        let proof = Proof::Verified(Box::new(proven.report.clone()));
        let mut tx = vault.store.write().await.or_failure()?;
        let mut row = get_credential(vault, &Reference(known.row.id.to_string())).await?;
        if !row.is_live() {
            let text = format!("{} went to the archive in the meantime", row.name);
            return Err(
                Failure::new(ErrorCode::CredentialWrongState, text).hint("Restore it first.")
            );
        }
        let expected = row.version;
        let before = row.account.clone();
        row.auth.clone_from(&draft.scheme().id);
        row.public = draft.fields.public().clone();
        row.policy = serde_json::to_string(&draft.policy)
            .map_err(|_| Failure::new(ErrorCode::Internal, "The policy could not be written"))?;
        row.secret_fields = draft.secret_names();
        if row.state != CredentialState::Quarantined {
            row.state = proof.state(now);
        }
        row.account = proven.identity.account.clone();
        row.target = saving::target(draft);
        row.fingerprint = mac;
        row.proof = proof.passed(now);
        row.unverified_reason = None;
        row.updated_at = now;
        let document = draft.secret_document();
        let secret = NewSecret { document: &document, policy_hash: draft.policy.digest() };
        credential::save(
            &mut tx,
            &vault.scope,
            &mut OsRandomness,
            &mut row,
            Some(&secret),
            expected,
        )
        .await
        .map_err(|error| save_failure(&error))?;
        let detail = Detail { before, after: row.account.clone(), ..row_detail(draft) };
        let operation = OperationName::CredentialUpdate;
        self.complete(&mut tx, &row, operation, detail).await?;
        tx.commit().await.or_failure()?;
        // The replaced secret's ciphertext must not stay in the log.
        vault.store.checkpoint().await.or_failure()?;
        Ok(row)
    }

    /// What belongs to it in the same transaction: the proof, the grant, the end of the sign-in, the entry.
    async fn complete(
        &self,
        tx: &mut WriteTx,
        row: &Credential,
        operation: OperationName,
        detail: Detail,
    ) -> Result<(), Failure> {
        let Self { host, vault, plan, id, proven, .. } = *self;
        let now = host.app().now();
        verification::insert(tx, &vault.scope, row.id, &proven.report, now).await.or_failure()?;
        let refreshable = plan.access.is_refreshable(&proven.given);
        let identity = serde_json::to_string(&proven.identity).ok();
        let app = plan.access.client.row.id;
        let mut grant =
            new_grant(row.id, Some(app), &proven.given, &plan.scopes, identity, refreshable);
        let refresh_at = refresh_moment(&proven.given, refreshable);
        oauth_grant::put(tx, &vault.scope, &mut grant, refresh_at).await.or_failure()?;
        sign_in::remove(tx, &vault.scope, id).await.or_failure()?;
        let record = Record::of(host, operation).about(row.id, &row.name);
        record.detail(detail).done(tx, vault).await
    }
}
