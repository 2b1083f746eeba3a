//! Ending a grant at the provider. Never blocks what it belongs to: the credential is gone whatever the
//! provider says; what it said is recorded.
//!
//! Decision: deleting revokes, although the archive is reversible. A deleted credential must not be a
//! working token that nobody watches (SECURITY 3.1, DESIGN 4.7); restored, it keeps its id, name and links
//! and is reconnected in place. Who wants it back as it was says so (`keep_grant`); then erasing revokes.

use crate::App;
use crate::Host;
use crate::acting::Acting;
use crate::failure::OrFailure;
use crate::oauth::context;
use crate::record::Record;
use crate::renewal::prepare;
use crate::session::OpenVault;
use credenza_connect::oauth::{Revocation, TokenEndpoint};
use credenza_protocol::{Failure, OperationName};
use credenza_store::table::activity::{Detail, Outcome};
use credenza_store::table::credential::Credential;
use credenza_store::table::oauth_grant::{self, Grant};
use std::time::Duration;

/// Nobody waits longer for a provider that does not answer.
const PATIENCE: Duration = Duration::from_secs(8);

/// The grant of a credential that is about to go, if there is one to revoke.
pub(crate) async fn find_grant(
    vault: &OpenVault,
    credential: &Credential,
) -> Result<Option<Grant>, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let row = oauth_grant::find(&mut connection, &vault.scope, credential.id).await.or_failure()?;
    // A program's token ends by itself within the hour, and what it is asked for with lives on.
    let is_given = |grant: &Grant| grant.revoked_at.is_none() && !grant.is_of_program();
    Ok(row.map(|row| row.grant).filter(is_given))
}

/// Revokes a grant and records what came of it. `credential` and `grant` are as they were before the
/// credential went; it may be erased by now.
pub(crate) async fn revoke(
    host: &impl Host,
    operation: OperationName,
    credential: &Credential,
    mut grant: Grant,
) {
    let host = Acting::of(host);
    let app = host.app();
    let Ok(vault) = app.vault().await else { return };
    let asked = tokio::time::timeout(PATIENCE, ask(app, &vault, credential, &grant)).await;
    let (outcome, after, code) = match asked {
        Ok(Ok(Revocation::Revoked)) => (Outcome::Done, "revoked", None),
        Ok(Ok(Revocation::NotOffered)) => (Outcome::Done, "revocation_not_offered", None),
        Ok(Ok(Revocation::Failed(error))) => {
            (Outcome::Failed, "revocation_failed", Some(error.code().to_owned()))
        }
        Ok(Err(failure)) => {
            (Outcome::Failed, "revocation_failed", Some(failure.code.as_str().to_owned()))
        }
        Err(_) => (Outcome::Failed, "revocation_failed", Some("net.timeout".to_owned())),
    };
    let detail = Detail { after: Some(after.to_owned()), code, ..Detail::default() };
    let recorded: Result<(), Failure> = async {
        let mut tx = vault.store.write().await.or_failure()?;
        if after == "revoked" {
            oauth_grant::mark_revoked(&mut tx, &vault.scope, &mut grant, app.now())
                .await
                .or_failure()?;
        }
        let record = Record::of(&host, operation).about(credential.id, &credential.name);
        record.detail(detail).ended(&mut tx, &vault, outcome).await?;
        tx.commit().await.or_failure()
    }
    .await;
    if let Err(failure) = recorded {
        tracing::warn!(code = failure.code.as_str(), "a revocation could not be recorded");
    }
}

async fn ask(
    app: &App,
    vault: &OpenVault,
    credential: &Credential,
    grant: &Grant,
) -> Result<Revocation, Failure> {
    let (access, given) = prepare(vault, credential, grant).await?;
    let method = access.method()?;
    let context = context(app, &access.private);
    Ok(TokenEndpoint { method: &method, context: &context }.revoke(&given).await)
}
