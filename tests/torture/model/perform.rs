//! An operation, carried out by the real store: with its entry in the record, in one transaction.

use super::{Op, POLICY, ids};
use crate::random::Seeded;
use crate::scratch::NOW;
use anyhow::{Result, bail};
use credenza_model::{
    Actor, ActorKind, CredentialId, CredentialState, FlowDocument, FlowId, FlowStatus, Outcome,
    Verification,
};
use credenza_store::table::activity::{self, Detail, Entry};
use credenza_store::table::credential::{
    self, ArchiveRefused, Credential, NewSecret, find, record_verification,
};
use credenza_store::table::flow::{self, ActivateRefused, Flow, StepReference};
use credenza_store::{Scope, Store, WriteTx};
use credenza_vault::{Canonical, SecretDocument};
use secrecy::SecretString;
use serde_json::{Map, json};

/// How an operation is carried out. All but the first are broken on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As the application does it.
    Sound,
    /// Says "done" before it is durable.
    AcksEarly,
    /// The change and its entry in two transactions.
    Splits,
}

/// Carries an operation out and calls `ack` when it is durable; whether the rules allowed it.
pub(crate) async fn perform(
    store: &Store,
    scope: &Scope,
    random: &mut Seeded,
    op: Op,
    manner: Manner,
    ack: impl Fn(),
) -> Result<bool> {
    let mut tx = store.write().await?;
    if !change(&mut tx, scope, random, op).await? {
        return Ok(false);
    }
    if manner == Manner::Splits {
        tx.commit().await?;
        tx = store.write().await?;
    }
    record(&mut tx, scope, op).await?;
    if manner == Manner::AcksEarly {
        ack();
    }
    tx.commit().await?;
    if manner != Manner::AcksEarly {
        ack();
    }
    Ok(true)
}

/// Does the change itself; whether the rules allow it.
pub(crate) async fn change(
    tx: &mut WriteTx,
    scope: &Scope,
    random: &mut Seeded,
    op: Op,
) -> Result<bool> {
    match op {
        Op::Create { id, tag } => create(tx, scope, random, id, tag).await,
        Op::Change { id, tag } => {
            let Some(mut row) = live(tx, scope, id).await? else { return Ok(false) };
            let expected = row.version;
            row.name = name(id, tag);
            let document = secret(id, tag);
            let new = NewSecret { document: &document, policy_hash: POLICY };
            credential::save(tx, scope, random, &mut row, Some(&new), expected).await?;
            Ok(true)
        }
        Op::Archive { id } => archive(tx, scope, id).await,
        Op::Verify { id } => {
            let Some(row) = live(tx, scope, id).await? else { return Ok(false) };
            Ok(record_verification(tx, scope, row.id, row.secret_version, &passed(), NOW)
                .await?
                .is_some())
        }
        Op::Attach { flow, id } => attach(tx, scope, flow, id).await,
        Op::Pause { flow } => pause(tx, scope, flow).await,
    }
}

async fn create(
    tx: &mut WriteTx,
    scope: &Scope,
    random: &mut Seeded,
    id: u32,
    tag: u32,
) -> Result<bool> {
    if find(tx, scope, ids::credential(id)).await?.is_some() {
        return Ok(false);
    }
    let mut row = draft(scope, ids::credential(id), id, tag);
    let document = secret(id, tag);
    let new = NewSecret { document: &document, policy_hash: POLICY };
    credential::insert(tx, scope, random, &mut row, &new, u32::MAX).await?;
    Ok(true)
}

async fn live(tx: &mut WriteTx, scope: &Scope, id: u32) -> Result<Option<Credential>> {
    let Some(row) = find(tx, scope, ids::credential(id)).await? else { return Ok(None) };
    Ok(Some(row.readable()?).filter(Credential::is_live))
}

async fn archive(tx: &mut WriteTx, scope: &Scope, id: u32) -> Result<bool> {
    let Some(mut row) = live(tx, scope, id).await? else { return Ok(false) };
    match credential::archive(tx, scope, &mut row, NOW).await {
        Ok(()) => Ok(true),
        Err(ArchiveRefused::InUse(_)) => Ok(false),
        Err(error) => bail!(error),
    }
}

async fn attach(tx: &mut WriteTx, scope: &Scope, number: u32, id: u32) -> Result<bool> {
    let credential = ids::credential(id);
    if find(tx, scope, credential).await?.is_none() {
        return Ok(false);
    }
    let found = flow::find(tx, scope, ids::flow(number)).await?;
    let mut flow = found.unwrap_or_else(|| new_flow(ids::flow(number)));
    let references = [StepReference { step: "s".to_owned(), credential }];
    flow::insert_version(
        tx,
        scope,
        &mut flow,
        &document(number, Some(credential))?,
        &references,
        NOW,
    )
    .await?;
    match flow::activate(tx, scope, &mut flow, &references, NOW).await {
        Ok(()) => Ok(true),
        Err(ActivateRefused::CredentialGone) => Ok(false),
        Err(error) => bail!(error),
    }
}

async fn pause(tx: &mut WriteTx, scope: &Scope, number: u32) -> Result<bool> {
    match flow::find(tx, scope, ids::flow(number)).await? {
        Some(mut flow) if flow.status == FlowStatus::Active => {
            flow::pause(tx, scope, &mut flow, NOW).await?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// The entry of an operation.
pub(crate) async fn record(tx: &mut WriteTx, scope: &Scope, op: Op) -> Result<()> {
    let actor = Actor {
        kind: ActorKind::Background,
        user: "torture".to_owned(),
        pid: 1,
        program: "torture".to_owned(),
    };
    let entry = Entry {
        at: NOW,
        actor: &actor,
        action: "torture",
        object: None,
        object_name: Some(format!("{op:?}")),
        outcome: activity::Outcome::Done,
        detail: Detail::default(),
    };
    activity::append(tx, scope, &entry).await?;
    Ok(())
}

pub(crate) fn name(id: u32, tag: u32) -> String {
    format!("n{id}-{tag}")
}

pub(crate) fn secret(id: u32, tag: u32) -> SecretDocument {
    let mut document = SecretDocument::new();
    document.set_text("token", &SecretString::from(format!("secret of n{id}-{tag}")));
    document
}

pub(crate) fn draft(scope: &Scope, id: CredentialId, number: u32, tag: u32) -> Credential {
    let mut public = Map::new();
    public.insert("host".to_owned(), json!("api.example.com"));
    Credential {
        id,
        connector: format!("c{}", number % 5),
        auth: "bearer".to_owned(),
        name: name(number, tag),
        public,
        policy: r#"{"hosts":["api.example.com"]}"#.to_owned(),
        secret: Vec::new(),
        secret_version: 1,
        secret_fields: vec!["token".to_owned()],
        state: CredentialState::Unverified,
        account: None,
        target: Some("api.example.com".to_owned()),
        fingerprint: scope.ring.fingerprint(&Canonical::new("torture").u64(number.into())),
        proof: None,
        unverified_reason: None,
        created_at: NOW,
        updated_at: NOW,
        archived_at: None,
        version: 1,
    }
}

pub(crate) fn new_flow(id: FlowId) -> Flow {
    Flow {
        id,
        name: String::new(),
        status: FlowStatus::Draft,
        version: 0,
        active_version: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn document(number: u32, credential: Option<CredentialId>) -> Result<FlowDocument> {
    let step = json!({"id": "s", "connector": "sftp", "action": "read", "credential": credential});
    Ok(serde_json::from_value(json!({"name": format!("flow {number}"), "steps": [step]}))?)
}

fn passed() -> Verification {
    Verification {
        outcome: Outcome::Passed,
        stages: Vec::new(),
        probe: "GET https://api.example.com/user".to_owned(),
        account: None,
        permissions: Vec::new(),
        expires_at: None,
        certificate_ends: None,
        host_key: None,
        field: None,
        address: None,
        retry_after: None,
    }
}
