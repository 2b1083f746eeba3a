//! A vault in a temporary folder, and raw SQL behind the store's back.

use credenza_model::{
    Actor, ActorKind, CredentialId, CredentialState, FlowDocument, FlowId, FlowStatus, OrgId,
    Outcome, Timestamp, VaultId, Verification,
};
use credenza_store::table::activity::{self, Detail, Entry};
use credenza_store::table::credential::{self, Credential, NewSecret};
use credenza_store::table::flow::{self, Flow, StepReference};
use credenza_store::table::vault::{self, Vault};
use credenza_store::{Scope, Store, StoreError};
use credenza_vault::{Canonical, DataKey, KeyRing, OsRandomness, Randomness, SecretDocument};
use secrecy::SecretString;
use serde_json::{Map, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);
pub(crate) const LIMIT: u32 = 50;
pub(crate) const POLICY: [u8; 32] = [7; 32];

pub(crate) struct Bench {
    pub(crate) folder: TempDir,
    pub(crate) store: Store,
    pub(crate) scope: Scope,
}

pub(crate) fn random_16() -> [u8; 16] {
    let mut bytes = [0; 16];
    OsRandomness.fill(&mut bytes).unwrap();
    bytes
}

pub(crate) fn new_scope() -> Scope {
    let key = DataKey::make(1, &mut OsRandomness).unwrap();
    Scope {
        vault: VaultId::from_random(random_16()),
        org: OrgId::from_random(random_16()),
        ring: Arc::new(KeyRing::new(key)),
    }
}

pub(crate) fn vault_row(scope: &Scope) -> Vault {
    Vault { id: scope.vault, org: scope.org, active_dek: 1, created_at: NOW }
}

pub(crate) async fn create_in(folder: &Path, scope: &Scope) -> Result<Store, StoreError> {
    let row = vault_row(scope);
    Store::create::<StoreError>(folder, async |tx| vault::insert(tx, &row, "Home").await).await
}

impl Bench {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let scope = new_scope();
        let store = create_in(folder.path(), &scope).await.unwrap();
        Self { folder, store, scope }
    }

    pub(crate) async fn add(&self, connector: &str, name: &str) -> Credential {
        let mut row = draft(&self.scope, connector, name);
        self.insert(&mut row).await.unwrap();
        row
    }

    pub(crate) async fn insert(
        &self,
        row: &mut Credential,
    ) -> Result<(), credential::InsertRefused> {
        insert_into(&self.store, &self.scope, row).await
    }

    pub(crate) async fn get(&self, id: CredentialId) -> Credential {
        let mut connection = self.store.read().await.unwrap();
        let found = credential::find(&mut connection, &self.scope, id).await.unwrap();
        found.unwrap().readable().unwrap()
    }

    pub(crate) async fn archive(&self, id: CredentialId) -> Result<(), credential::ArchiveRefused> {
        let mut row = self.get(id).await;
        let mut tx = self.store.write().await.unwrap();
        credential::archive(&mut tx, &self.scope, &mut row, NOW).await?;
        tx.commit().await.unwrap();
        Ok(())
    }

    /// A flow with one step per credential, not yet active.
    pub(crate) async fn flow(
        &self,
        name: &str,
        uses: &[CredentialId],
    ) -> (Flow, Vec<StepReference>) {
        let mut flow = new_flow();
        let references = references(uses);
        let mut tx = self.store.write().await.unwrap();
        flow::insert_version(
            &mut tx,
            &self.scope,
            &mut flow,
            &document(name, &references),
            &references,
            NOW,
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        (flow, references)
    }

    pub(crate) async fn activate(&self, flow: &mut Flow, references: &[StepReference]) {
        let mut tx = self.store.write().await.unwrap();
        flow::activate(&mut tx, &self.scope, flow, references, NOW).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn record(&self, action: &str, object_name: &str) -> i64 {
        let mut tx = self.store.write().await.unwrap();
        let actor = actor();
        let entry = Entry {
            at: NOW,
            actor: &actor,
            action,
            object: Some("o-1".to_owned()),
            object_name: Some(object_name.to_owned()),
            outcome: activity::Outcome::Done,
            detail: Detail { count: Some(1), ..Detail::default() },
        };
        let seq = activity::append(&mut tx, &self.scope, &entry).await.unwrap();
        tx.commit().await.unwrap();
        seq
    }

    /// A connection that is not the store's. `guarded` says whether it obeys foreign keys.
    pub(crate) async fn outside(&self, guarded: bool) -> SqliteConnection {
        SqliteConnectOptions::new()
            .filename(self.store.path())
            .foreign_keys(guarded)
            .connect()
            .await
            .unwrap()
    }

    /// Changes rows behind the store's back; how many.
    pub(crate) async fn raw(&self, sql: &str) -> u64 {
        let mut connection = self.outside(false).await;
        let done = sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await;
        done.unwrap_or_else(|error| panic!("{sql}: {error}")).rows_affected()
    }
}

pub(crate) async fn insert_into(
    store: &Store,
    scope: &Scope,
    row: &mut Credential,
) -> Result<(), credential::InsertRefused> {
    let document = secret(&row.name);
    let new = NewSecret { document: &document, policy_hash: POLICY };
    let mut tx = store.write().await?;
    credential::insert(&mut tx, scope, &mut OsRandomness, row, &new, LIMIT).await?;
    Ok(tx.commit().await?)
}

pub(crate) fn secret(text: &str) -> SecretDocument {
    let mut document = SecretDocument::new();
    document.set_text("token", &SecretString::from(format!("t-{text}")));
    document
}

pub(crate) fn draft(scope: &Scope, connector: &str, name: &str) -> Credential {
    let mut public = Map::new();
    public.insert("host".to_owned(), json!("api.example.com"));
    // Does not read back to the last bit with serde_json's fast float parser.
    public.insert("ratio".to_owned(), json!(64_f64 / 10_f64.powi(23)));
    Credential {
        id: CredentialId::from_random(random_16()),
        connector: connector.to_owned(),
        auth: "bearer".to_owned(),
        name: name.to_owned(),
        public,
        policy: r#"{"hosts":["api.example.com"]}"#.to_owned(),
        secret: Vec::new(),
        secret_version: 1,
        secret_fields: vec!["token".to_owned()],
        state: CredentialState::Connected,
        account: Some("ana@example.com".to_owned()),
        target: Some("api.example.com".to_owned()),
        fingerprint: scope.ring.fingerprint(&Canonical::new("test").text(name)),
        proof: Some((NOW, passed())),
        unverified_reason: None,
        created_at: NOW,
        updated_at: NOW,
        archived_at: None,
        version: 1,
    }
}

pub(crate) fn passed() -> Verification {
    verification(Outcome::Passed)
}

pub(crate) fn verification(outcome: Outcome) -> Verification {
    Verification {
        outcome,
        stages: Vec::new(),
        probe: "GET https://api.example.com/user".to_owned(),
        account: Some("ana@example.com".to_owned()),
        permissions: Vec::new(),
        expires_at: None,
        certificate_ends: None,
        host_key: None,
        field: None,
        address: None,
        retry_after: None,
    }
}

pub(crate) fn actor() -> Actor {
    Actor {
        kind: ActorKind::CommandLine,
        user: "Ana".to_owned(),
        pid: 1,
        program: "credenza".to_owned(),
    }
}

pub(crate) fn new_flow() -> Flow {
    Flow {
        id: FlowId::from_random(random_16()),
        name: String::new(),
        status: FlowStatus::Draft,
        version: 0,
        active_version: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn references(uses: &[CredentialId]) -> Vec<StepReference> {
    let step = |(index, id): (usize, &CredentialId)| StepReference {
        step: format!("s{index}"),
        credential: *id,
    };
    uses.iter().enumerate().map(step).collect()
}

/// A document whose steps refer to what `references` says.
pub(crate) fn document(name: &str, references: &[StepReference]) -> FlowDocument {
    let step = |reference: &StepReference| {
        let credential = reference.credential.to_string();
        json!({"id": reference.step, "connector": "sftp", "action": "read", "credential": credential})
    };
    let steps: Vec<_> = references.iter().map(step).collect();
    serde_json::from_value(json!({"name": name, "steps": steps})).unwrap()
}
