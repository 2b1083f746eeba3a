//! What follows from a change of a credential: since when it stands so, what the record says, and who has to be
//! told.

use super::row::{self, Health};
use crate::table::activity::{self, Detail, Entry, Outcome};
use crate::table::credential::{self, Credential, CredentialRow};
use crate::table::delivery;
use crate::{Scope, StoreError, WriteTx};
use credenza_model::{Actor, ActorKind, CredentialId, Standing, Timestamp, WebhookEvent};
use sqlx::SqliteConnection;

/// What is remembered of a credential that is about to be changed. Where nothing is, it stands as it
/// is stored now, and that is no news.
pub(crate) async fn remembered(
    connection: &mut SqliteConnection,
    scope: &Scope,
    id: CredentialId,
) -> Result<Option<Health>, StoreError> {
    if let Some(health) = row::find(connection, scope, id).await? {
        return Ok(Some(health));
    }
    Ok(match credential::find(connection, scope, id).await? {
        Some(CredentialRow::Readable(stored)) => Some(seed(&stored)),
        _ => None,
    })
}

fn seed(stored: &Credential) -> Health {
    let since = stored.state.trouble_since().unwrap_or(stored.updated_at);
    Health::of(stored, Standing::of(&stored.state), since)
}

/// After the insert of a credential: it stands so from now on, and webhooks are told.
pub(crate) async fn created(
    tx: &mut WriteTx,
    scope: &Scope,
    credential: &Credential,
) -> Result<(), StoreError> {
    let (standing, event) = Standing::new(&credential.state);
    let mut health = Health::of(credential, standing, credential.created_at);
    health.checked_at = credential.proof.as_ref().map(|(at, _)| *at);
    health.changes = 1;
    row::put(tx, scope, &health).await?;
    delivery::enqueue(tx, scope, credential, event, health.changes, credential.created_at).await
}

/// After a change of a credential, in its transaction. `before` is what was remembered.
pub(crate) async fn follow(
    tx: &mut WriteTx,
    scope: &Scope,
    before: Option<Health>,
    credential: &Credential,
    at: Timestamp,
) -> Result<(), StoreError> {
    let known = before.clone().unwrap_or_else(|| seed(credential));
    let (standing, event) = known.standing.after(&credential.state);
    let mut health = Health { standing, ..known };
    if health.state != credential.state.word() {
        health.state = credential.state.word().to_owned();
        health.since = at;
        // Another state, another rhythm: the schedule plans anew.
        health.next_check = None;
        health.attempts = 0;
    }
    health.changes += i64::from(event.is_some());
    health.repeat_ends(credential);
    if before.as_ref() != Some(&health) {
        row::put(tx, scope, &health).await?;
    }
    match event {
        Some(event) => {
            note(tx, scope, credential, event, at).await?;
            delivery::enqueue(tx, scope, credential, event, health.changes, at).await
        }
        None => Ok(()),
    }
}

/// Records a loss and its end under Credenza's own name: whatever was asked for has an entry of its own. That a
/// credential was made or removed is always such an entry.
async fn note(
    tx: &mut WriteTx,
    scope: &Scope,
    credential: &Credential,
    event: WebhookEvent,
    at: Timestamp,
) -> Result<(), StoreError> {
    let action = match event {
        WebhookEvent::ConnectionDisconnected => "credential.lost",
        WebhookEvent::ConnectionReconnected => "credential.recovered",
        WebhookEvent::ConnectionCreated | WebhookEvent::ConnectionDeleted => return Ok(()),
    };
    let code = match credential.state.failure_code() {
        Some(code) => serde_json::json!(code).as_str().map(str::to_owned),
        None => credential.state.is_lost().then(|| credential.state.word().to_owned()),
    };
    let entry = Entry {
        at,
        actor: &own_actor(),
        action,
        object: Some(credential.id.to_string()),
        object_name: Some(credential.name.clone()),
        outcome: Outcome::Done,
        detail: Detail { code, ..Detail::default() },
    };
    activity::append(tx, scope, &entry).await.map(|_| ())
}

fn own_actor() -> Actor {
    Actor {
        kind: ActorKind::Background,
        user: "Credenza".to_owned(),
        pid: std::process::id(),
        program: "credenza".to_owned(),
    }
}

/// Makes the rows of credentials that have none: those saved before there were any. How many.
///
/// # Errors
/// When the database cannot be written.
pub async fn seed_missing(tx: &mut WriteTx, scope: &Scope) -> Result<u64, StoreError> {
    let sql = "SELECT c.id FROM credential c WHERE c.org_id = $1 AND NOT EXISTS \
               (SELECT 1 FROM health h WHERE h.credential_id = c.id)";
    let ids: Vec<String> =
        sqlx::query_scalar(sql).bind(scope.org.to_string()).fetch_all(&mut **tx).await?;
    let mut made = 0;
    for id in ids.iter().filter_map(|id| id.parse().ok()) {
        if let Some(CredentialRow::Readable(stored)) = credential::find(tx, scope, id).await? {
            let mut health = seed(&stored);
            health.checked_at = stored.proof.as_ref().map(|(at, _)| *at);
            row::put(tx, scope, &health).await?;
            made += 1;
        }
    }
    Ok(made)
}
