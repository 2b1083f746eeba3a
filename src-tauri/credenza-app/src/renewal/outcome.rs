//! What a renewal brought, made durable before anybody uses it.

use super::ask::ask;
use super::decide::Attempt;
use super::pace::pause;
use crate::acting::Acting;
use crate::failure::{OrFailure, seal_failure, store_failure};
use crate::oauth::{failure_code, put_kept, put_tokens, refresh_moment, token_failure};
use crate::record::Record;
use crate::session::OpenVault;
use crate::stored::OpenedCredential;
use crate::{App, Host};
use credenza_connect::oauth::{TokenFailure, TokenGrant, TransportKind};
use credenza_model::{CredentialState, FailureCode, StateChange};
use credenza_protocol::{ErrorCode, Event, Failure, OperationName, View};
use credenza_store::WriteTx;
use credenza_store::table::activity::{Detail, Outcome};
use credenza_store::table::credential::{
    Credential, NewSecret, RenewRefused, RenewedSecret, change_state, find, renew_secret,
};
use credenza_store::table::oauth_grant::{self, Doubt, Failed, Grant, Renewal};
use credenza_vault::{OsRandomness, SecretDocument};
use serde_json::json;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long a new token is kept in memory while it cannot be written (a full disk). Ends before the lease.
const HELD: Duration = Duration::from_secs(30);

/// Sends the one request, and makes its answer durable.
pub(super) async fn carry(
    host: &Acting,
    vault: &OpenVault,
    attempt: Attempt,
) -> Result<(), Failure> {
    let app = host.app().clone();
    let outcome = match ask(&app, vault, &attempt).await {
        Ok(given) => keep_trying(host, vault, &attempt, &given).await,
        Err(error) => refused(host, vault, &attempt, &error).await,
    };
    app.tell(Event::Changed { views: vec![View::Credentials, View::Health, View::Activity] });
    outcome
}

fn renewal<'a>(app: &'a App, attempt: &Attempt) -> Renewal<'a> {
    Renewal {
        credential: attempt.credential.id,
        generation: attempt.row.grant.generation,
        owner: app.process_name(),
    }
}

/// A new token that cannot be written is not given up at once: the old one is worth nothing any more.
async fn keep_trying(
    host: &Acting,
    vault: &OpenVault,
    attempt: &Attempt,
    given: &TokenGrant,
) -> Result<(), Failure> {
    let since = Instant::now();
    loop {
        match write_back(host, vault, attempt, given).await {
            Err(failure)
                if matches!(
                    failure.code,
                    ErrorCode::StorageFull | ErrorCode::StorageBusy | ErrorCode::StorageFailed
                ) && since.elapsed() < HELD =>
            {
                tracing::warn!(
                    code = failure.code.as_str(),
                    "a renewed token could not be saved yet"
                );
                sleep(Duration::from_millis(250)).await;
            }
            result => return result,
        }
    }
}

/// Tokens, grant and activity in one durable commit. If the lease was lost meanwhile, nothing is written:
/// whoever has it now knows better.
async fn write_back(
    host: &Acting,
    vault: &OpenVault,
    attempt: &Attempt,
    given: &TokenGrant,
) -> Result<(), Failure> {
    let app = host.app();
    let id = attempt.credential.id;
    let mut tx = vault.store.write().await.or_failure()?;
    let mut grant = renewed_grant(&attempt.row.grant, given, app);
    let refresh_at = refresh_moment(given, grant.refreshable);
    let mine = renewal(app, attempt);
    let ours = oauth_grant::write_back(&mut tx, &vault.scope, &mut grant, mine, refresh_at);
    if !ours.await.or_failure()? {
        tracing::warn!(credential = %id, "a renewal came too late and was not written");
        return Ok(());
    }
    let Some(row) = find(&mut tx, &vault.scope, id).await.or_failure()? else { return Ok(()) };
    let credential = row.readable().map_err(|error| store_failure(&error))?;
    let opened = OpenedCredential::open(vault, &credential)?;
    let mut document = copy(opened.secret());
    if grant.is_of_program() {
        put_kept(&mut document, given);
    } else {
        put_tokens(&mut document, given);
    }
    let secret = NewSecret { document: &document, policy_hash: opened.policy.digest() };
    let renewed = RenewedSecret {
        secret_version: credential.secret_version,
        secret: &secret,
        change: &StateChange::Refreshed,
        at: app.now(),
    };
    renew_secret(&mut tx, &vault.scope, &mut OsRandomness, id, &renewed).await.map_err(
        |error| match error {
            RenewRefused::Seal(error) => seal_failure(&error),
            RenewRefused::Store(error) => store_failure(&error),
        },
    )?;
    let record = Record::of(host, OperationName::CredentialRefresh).about(id, &credential.name);
    record.done(&mut tx, vault).await?;
    tx.commit().await.or_failure()?;
    Ok(())
}

fn renewed_grant(old: &Grant, given: &TokenGrant, app: &App) -> Grant {
    Grant {
        scopes: given.scopes.clone().or_else(|| old.scopes.clone()),
        granted_at: given.granted_at,
        expires_at: given.expires_at,
        refresh_expires_at: given.refresh_expires_at,
        refreshed_at: Some(app.now()),
        refreshable: old.refreshable || given.refresh_token.is_some(),
        ..old.clone()
    }
}

/// The same fields, to be sealed again with new tokens among them.
pub(super) fn copy(secret: &SecretDocument) -> SecretDocument {
    let mut document = SecretDocument::new();
    for name in secret.field_names() {
        // Exposed from one sealed document into the next.
        if let Some(value) = secret.expose_value(name) {
            document.set_value(name, value.clone());
        }
    }
    document
}

/// The provider gave nothing. Only its own "no" ends a grant.
async fn refused(
    host: &Acting,
    vault: &OpenVault,
    attempt: &Attempt,
    error: &TokenFailure,
) -> Result<(), Failure> {
    let app = host.app();
    let credential = &attempt.credential;
    let generation = attempt.row.grant.generation;
    let of_program = attempt.row.grant.is_of_program();
    let reason = match (error, attempt.doubt) {
        _ if of_program && is_no(error) => FailureCode::AuthRejected,
        (TokenFailure::InvalidGrant { .. }, Doubt::AnswerLost | Doubt::Retried) => {
            FailureCode::RefreshInterrupted
        }
        _ => failure_code(error),
    };
    let tx = vault.store.write().await.or_failure()?;
    match error {
        _ if is_no(error) && (of_program || matches!(error, TokenFailure::InvalidGrant { .. })) => {
            let change = StateChange::GrantLost { reason, at: app.now() };
            match lose(host, vault, tx, credential, generation, &change).await? {
                Lost::Ended => Err(lost_failure(credential, reason)),
                // Somebody else renewed it in the meantime: use that.
                Lost::Moved => Ok(()),
            }
        }
        TokenFailure::Denied { .. } => {
            let scopes = attempt.row.grant.asked.clone();
            let change = StateChange::ScopesMissing { scopes };
            match lose(host, vault, tx, credential, generation, &change).await? {
                Lost::Ended => Err(lost_failure(credential, reason)),
                Lost::Moved => Ok(()),
            }
        }
        _ => match put_off(host, vault, tx, attempt, error, reason).await? {
            Lost::Ended => Err(token_failure(error)),
            Lost::Moved => Ok(()),
        },
    }
}

/// Whether the provider, and not the way to it, said no.
fn is_no(error: &TokenFailure) -> bool {
    !matches!(error, TokenFailure::Transport { .. } | TokenFailure::NotMade { .. })
}

/// Whether this attempt ended so, or the grant had moved on before and nothing was written.
pub(super) enum Lost {
    Ended,
    Moved,
}

/// Ends a grant: state, lease and activity in one transaction. The tokens stay.
pub(super) async fn lose(
    host: &Acting,
    vault: &OpenVault,
    mut tx: WriteTx,
    credential: &Credential,
    generation: i64,
    change: &StateChange,
) -> Result<Lost, Failure> {
    let app = host.app();
    let mine = Renewal { credential: credential.id, generation, owner: app.process_name() };
    if !oauth_grant::end(&mut tx, mine).await.or_failure()? {
        return Ok(Lost::Moved);
    }
    change_state(&mut tx, &vault.scope, credential.id, change, app.now()).await.or_failure()?;
    let code = match change {
        StateChange::GrantLost { reason, .. } => json!(reason).as_str().map(str::to_owned),
        _ => Some("reauth_required".to_owned()),
    };
    record_failed(host, vault, &mut tx, credential, code).await?;
    tx.commit().await.or_failure()?;
    Ok(Lost::Ended)
}

/// Trouble on the way: tried again later, and never a reason to disconnect.
async fn put_off(
    host: &Acting,
    vault: &OpenVault,
    mut tx: WriteTx,
    attempt: &Attempt,
    error: &TokenFailure,
    reason: FailureCode,
) -> Result<Lost, Failure> {
    let app = host.app();
    let attempts = attempt.row.attempts.saturating_add(1);
    let next_try = app.now().plus(pause(attempts, error));
    // A retry that never arrived was none: the one that an interruption allows is still to be made.
    let doubt = match may_have_arrived(error) {
        true => attempt.doubt.max(Doubt::AnswerLost),
        false => attempt.doubt_unsent,
    };
    let failed = Failed { attempts, next_try, doubt };
    if !oauth_grant::fail(&mut tx, renewal(app, attempt), failed).await.or_failure()? {
        return Ok(Lost::Moved);
    }
    let change = StateChange::RefreshFailed { reason, at: app.now(), next_try };
    let id = attempt.credential.id;
    let changed = change_state(&mut tx, &vault.scope, id, &change, app.now()).await.or_failure()?;
    // Said once, not at every try of a day without a network.
    let news = changed
        .as_ref()
        .is_some_and(|changed| !matches!(changed.before, CredentialState::Degraded { .. }));
    if news {
        let code = json!(reason).as_str().map(str::to_owned);
        record_failed(host, vault, &mut tx, &attempt.credential, code).await?;
    }
    tx.commit().await.or_failure()?;
    Ok(Lost::Ended)
}

/// Whether the provider may have taken the refresh token although nothing usable came back.
fn may_have_arrived(error: &TokenFailure) -> bool {
    match error {
        TokenFailure::Transport { kind, .. } => !matches!(
            kind,
            TransportKind::Unreachable | TransportKind::Tls | TransportKind::RateLimited
        ),
        _ => false,
    }
}

async fn record_failed(
    host: &Acting,
    vault: &OpenVault,
    tx: &mut WriteTx,
    credential: &Credential,
    code: Option<String>,
) -> Result<(), Failure> {
    let detail = Detail { code, ..Detail::default() };
    let record = Record::of(host, OperationName::CredentialRefresh)
        .about(credential.id, &credential.name)
        .detail(detail);
    record.ended(tx, vault, Outcome::Failed).await
}

/// What a caller is told when a grant is over.
pub(super) fn lost_failure(credential: &Credential, reason: FailureCode) -> Failure {
    let text = match reason {
        FailureCode::RefreshInterrupted => {
            "A renewal was interrupted, and the provider no longer takes the token that it began with"
        }
        FailureCode::PermDenied => "The provider wants somebody to sign in again",
        FailureCode::AuthRejected => "The provider no longer accepts what it asks for tokens with",
        _ => "The provider has ended this sign-in",
    };
    let (hint, remedy) = match reason {
        FailureCode::AuthRejected => ("Enter the new secret.", "new_secret"),
        _ => ("Reconnect it.", "reconnect"),
    };
    Failure::new(ErrorCode::SignInRefused, format!("{}: {text}", credential.name))
        .hint(hint)
        .details(json!({"reason": reason, "credential": credential.id, "remedy": remedy}))
}
