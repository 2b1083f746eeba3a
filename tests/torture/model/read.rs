//! The real store's content as the model's, everything checked on the way: rows, secrets, record.

use super::{Item, POLICY, State, ids, perform};
use anyhow::{Result, bail, ensure};
use credenza_model::FlowId;
use credenza_store::table::credential::{Credential, Filter, list, open_secret};
use credenza_store::table::{activity, flow, verification};
use credenza_store::{Connection, Scope, Store};
use credenza_vault::Canonical;

/// Reads everything.
pub(crate) async fn read(store: &Store, scope: &Scope) -> Result<State> {
    if let Some(damage) = store.find_damage().await? {
        bail!("damaged: {damage}");
    }
    let mut connection = store.read().await?;
    let chain = activity::verify(&mut connection, scope).await?;
    if let Some((seq, why)) = chain.broken {
        bail!("the record is broken at {seq}: {why}");
    }
    let mut state = State { entries: chain.entries, ..State::default() };
    for archived in [false, true] {
        let filter = Filter { archived, limit: 1_000, ..Filter::default() };
        let listed = list(&mut connection, scope, &filter).await?;
        ensure!(listed.total == listed.rows.len() as u64, "the index and the table differ");
        for row in listed.rows {
            let row = row.readable()?;
            let item = item(&mut connection, scope, &row).await?;
            state.credentials.insert(ids::number(row.id.as_bytes()), item);
        }
    }
    read_flows(&mut connection, scope, &mut state).await?;
    Ok(state)
}

async fn item(connection: &mut Connection, scope: &Scope, row: &Credential) -> Result<Item> {
    let number = ids::number(row.id.as_bytes());
    let tag = row.name.rsplit('-').next().unwrap_or_default().parse()?;
    let opened = open_secret(scope, row, POLICY)?;
    ensure!(
        opened.expose_text("token") == perform::secret(number, tag).expose_text("token"),
        "credential {number} opens to another secret"
    );
    ensure!(
        row.fingerprint == scope.ring.fingerprint(&Canonical::new("torture").u64(number.into())),
        "credential {number} has another fingerprint"
    );
    let reports = verification::list(connection, scope, row.id, 1_000).await?.len();
    let (version, secret_version) = (row.version, row.secret_version);
    Ok(Item { tag, version, secret_version, archived: !row.is_live(), reports })
}

async fn read_flows(connection: &mut Connection, scope: &Scope, state: &mut State) -> Result<()> {
    flow::check_guard(connection, scope).await?;
    let guarding: Vec<(String, String)> =
        sqlx::query_as("SELECT flow_id, credential_id FROM active_flow_credential")
            .fetch_all(&mut *connection)
            .await?;
    for row in flow::list(connection, scope, "").await? {
        flow::get_document(connection, scope, row.id, row.version).await?;
        let versions = flow::list_versions(connection, row.id).await?;
        ensure!(versions.len() as i64 == row.version, "a version of a flow is missing");
        let mine = guarding.iter().find(|(flow, _)| flow.parse() == Ok::<FlowId, _>(row.id));
        let used: Option<credenza_model::CredentialId> =
            mine.map(|(_, id)| id.parse()).transpose()?;
        ensure!(used.is_some() == row.status.is_active(), "status and guard of a flow differ");
        let number = ids::number(row.id.as_bytes());
        state.flows.insert(number, (row.version, used.map(|id| ids::number(id.as_bytes()))));
    }
    Ok(())
}
