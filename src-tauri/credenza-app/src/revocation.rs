//! Ending a grant at the provider. Never in the way of what it belongs to: the credential is gone whatever the
//! provider says; what it said is recorded and told.
//!
//! Decision: deleting revokes, although the archive is reversible. A deleted credential must not be a
//! working token that nobody watches (SECURITY 3.1, DESIGN 4.7); restored, it keeps its id, name and links
//! and is reconnected in place. Who wants it back as it was says so (`keep_grant`); then erasing revokes.
//!
//! A renewal may be on its way when the credential goes. It is waited for, and what it brought is what is revoked:
//! the token before is worth nothing any more, and a provider would say yes to it all the same.

use crate::acting::Acting;
use crate::failure::OrFailure;
use crate::lookup::get_credential;
use crate::oauth::{context, grant_of};
use crate::record::Record;
use crate::renewal::{Held, hold, prepare};
use crate::session::OpenVault;
use crate::stored::OpenedCredential;
use crate::{App, Host};
use credenza_connect::oauth::{OAuthApp, OAuthMethod, Revocation, TokenEndpoint};
use credenza_model::CredentialId;
use credenza_protocol::credential::RevocationView;
use credenza_protocol::{ErrorCode, Failure, OperationName, Reference};
use credenza_store::table::activity::{Detail, Outcome};
use credenza_store::table::credential::Credential;
use credenza_store::table::oauth_grant::{self, Grant};
use futures::FutureExt;
use std::time::Duration;

/// Nobody waits longer for a provider that does not answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(8);

/// Whether there is something to revoke. A program's token is, where its provider offers that: elsewhere it ends by
/// itself, and there is nothing to tell.
pub(crate) async fn has_grant(vault: &OpenVault, credential: &Credential) -> Result<bool, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let row = oauth_grant::find(&mut connection, &vault.scope, credential.id).await.or_failure()?;
    Ok(row.is_some_and(|row| {
        let offered = || offers_revocation(vault, credential);
        row.grant.revoked_at.is_none() && (!row.grant.is_of_program() || offered())
    }))
}

fn offers_revocation(vault: &OpenVault, credential: &Credential) -> bool {
    let connector = vault.catalogue.get(&credential.connector);
    let scheme = connector.and_then(|connector| connector.find_auth(&credential.auth));
    let oauth = scheme.and_then(|scheme| scheme.oauth.as_ref());
    let url = oauth.and_then(|oauth| oauth.revoke_url.as_ref());
    // A server of one's own has such an address only if somebody entered one.
    let entered = |name: &str| credential.public.get(name).is_some_and(|value| value != "");
    url.is_some_and(|url| url.names().all(entered))
}

/// Revokes the grant of a credential that goes, or has just gone, and records what came of it; `None` where there is
/// nothing to revoke. Goes on to its end by itself, whoever asked for it.
pub(crate) async fn revoke(
    host: &impl Host,
    operation: OperationName,
    credential: &Credential,
) -> Option<RevocationView> {
    let pass = host.app().renewals().begin()?;
    let host = Acting::of(host);
    let (id, name) = (credential.id, credential.name.clone());
    let task = async move {
        let revoking = Revoking { host: &host, operation, id, name: &name };
        let result = revoking.run().await;
        drop(pass);
        result.unwrap_or_else(|failure| {
            let code = failure.code.as_str();
            tracing::warn!(code, "a revocation could not be made, or not be recorded");
            Some(RevocationView::Failed { code: code.to_owned() })
        })
    };
    tokio::spawn(task.boxed()).await.ok().flatten()
}

struct Revoking<'a> {
    host: &'a Acting,
    operation: OperationName,
    id: CredentialId,
    name: &'a str,
}

impl Revoking<'_> {
    async fn run(&self) -> Result<Option<RevocationView>, Failure> {
        let app = self.host.app();
        let vault = app.vault().await?;
        let Some(held) = hold(app, &vault, self.id).await? else { return Ok(None) };
        let asked = tokio::time::timeout(PATIENCE, ask(app, &vault, &held.grant)).await;
        let failed = |code: &str| RevocationView::Failed { code: code.to_owned() };
        let view = match asked {
            Ok(Ok(Revocation::Revoked)) => RevocationView::Revoked,
            Ok(Ok(Revocation::NotOffered)) => RevocationView::NotOffered,
            Ok(Ok(Revocation::Failed(error))) => failed(error.code()),
            Ok(Err(failure)) => failed(failure.code.as_str()),
            Err(_) => failed("net.timeout"),
        };
        self.write_down(&vault, held, &view).await?;
        Ok(Some(view))
    }

    async fn write_down(
        &self,
        vault: &OpenVault,
        held: Held,
        view: &RevocationView,
    ) -> Result<(), Failure> {
        let app = self.host.app();
        let (outcome, after, code) = match view {
            RevocationView::Failed { code } => {
                (Outcome::Failed, "revocation_failed", Some(code.clone()))
            }
            RevocationView::NotOffered => (Outcome::Done, "revocation_not_offered", None),
            RevocationView::Revoked | RevocationView::Kept => (Outcome::Done, "revoked", None),
        };
        let mut tx = vault.store.write().await.or_failure()?;
        let mine = held.renewal(app);
        if *view != RevocationView::Revoked {
            oauth_grant::release(&mut tx, mine).await.or_failure()?;
        } else if held.grant.is_of_program() {
            // It can ask for another one with its secret, once it is restored.
            oauth_grant::remove(&mut tx, &vault.scope, self.id).await.or_failure()?;
        } else {
            let mut grant = held.grant.clone();
            let marked = oauth_grant::mark_revoked(&mut tx, &vault.scope, &mut grant, app.now());
            if !marked.await.or_failure()? {
                // Somebody reconnected it in this moment; that token is another one, and lives.
                tracing::info!(credential = %self.id, "a grant was replaced while it was revoked");
            }
        }
        let detail = Detail { after: Some(after.to_owned()), code, ..Detail::default() };
        let record = Record::of(self.host, self.operation).about(self.id, self.name);
        record.detail(detail).ended(&mut tx, vault, outcome).await?;
        tx.commit().await.or_failure()
    }
}

/// Asks with the token that is stored now.
async fn ask(app: &App, vault: &OpenVault, grant: &Grant) -> Result<Revocation, Failure> {
    let credential = get_credential(vault, &Reference(grant.credential.to_string())).await?;
    if grant.is_of_program() {
        return ask_as_program(app, vault, &credential, grant).await;
    }
    let (access, given) = prepare(vault, &credential, grant).await?;
    let method = access.method()?;
    let context = context(app, &access.private);
    Ok(TokenEndpoint { method: &method, context: &context }.revoke(&given).await)
}

async fn ask_as_program(
    app: &App,
    vault: &OpenVault,
    credential: &Credential,
    grant: &Grant,
) -> Result<Revocation, Failure> {
    let opened = OpenedCredential::open(vault, credential)?;
    let Some(given) = grant_of(opened.secret(), grant) else { return Ok(Revocation::NotOffered) };
    let draft = opened.without_kept_token(vault, credential)?;
    let nobody = OAuthApp { client_id: String::new(), client_secret: None, scopes: Vec::new() };
    let method = OAuthMethod::new(&draft.connector, draft.scheme(), &nobody, &draft.fields)
        .map_err(|error| Failure::new(ErrorCode::DraftInvalid, error.to_string()))?;
    let context = context(app, &draft.policy.private);
    Ok(TokenEndpoint { method: &method, context: &context }.revoke(&given).await)
}
