//! Whether the links between flows and credentials say what the authenticated documents say.
//!
//! The links are copies, for foreign keys and indexes. A MAC on each row would not notice a row that was removed, and
//! the removed link is the one that lifts the guard of a credential: so they are compared with what they repeat.

use super::row::Flow;
use super::{list, row};
use crate::table::credential;
use crate::{Connection, Scope, StoreError};
use credenza_model::FlowDocument;
use std::collections::BTreeMap;

const GUARDING: &str = "active_flow_credential";
const LISTED: &str = "flow_credential";

/// A step, its place, and its credential.
type Link = (String, i64, String);

/// Compares every link of an active flow with its document: before anything relies on a credential not being guarded.
///
/// # Errors
/// [`StoreError::Tampered`] when a link was added, removed or changed outside Credenza, or a flow was.
pub async fn check_guard(connection: &mut Connection, scope: &Scope) -> Result<(), StoreError> {
    let flows = read_flows(connection, scope).await?;
    let mut guarding = read_links(connection, GUARDING).await?;
    for flow in &flows {
        let id = flow.id.to_string();
        let active = flow.active_version.filter(|_| flow.status.is_active());
        let expected = match active {
            Some(version) => expected(connection, scope, flow, version).await?,
            None => Vec::new(),
        };
        // A credential of an active version cannot go away: what is expected is all there.
        if guarding.remove(&id).unwrap_or_default() != expected {
            return Err(StoreError::tampered(GUARDING, &id));
        }
    }
    match guarding.into_keys().next() {
        Some(id) => Err(StoreError::tampered(GUARDING, &id)),
        None => Ok(()),
    }
}

/// As [`check_guard`], and the links that only say where a credential is used.
///
/// # Errors
/// As [`check_guard`].
pub async fn check_links(connection: &mut Connection, scope: &Scope) -> Result<(), StoreError> {
    check_guard(connection, scope).await?;
    let mut listed = read_links(connection, LISTED).await?;
    for flow in &read_flows(connection, scope).await? {
        let id = flow.id.to_string();
        let wanted = expected(connection, scope, flow, flow.version).await?;
        let found = listed.remove(&id).unwrap_or_default();
        if !is_part_of(connection, scope, &found, &wanted).await? {
            return Err(StoreError::tampered(LISTED, &id));
        }
    }
    match listed.into_keys().next() {
        Some(id) => Err(StoreError::tampered(LISTED, &id)),
        None => Ok(()),
    }
}

async fn read_flows(connection: &mut Connection, scope: &Scope) -> Result<Vec<Flow>, StoreError> {
    let rows = sqlx::query("SELECT * FROM flow WHERE org_id = $1 ORDER BY id")
        .bind(scope.org.to_string())
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| row::read(scope, row)).collect()
}

async fn read_links(
    connection: &mut Connection,
    table: &'static str,
) -> Result<BTreeMap<String, Vec<Link>>, StoreError> {
    let sql = format!(
        "SELECT flow_id, step, position, credential_id FROM {table} ORDER BY flow_id, position"
    );
    let rows: Vec<(String, String, i64, String)> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(connection).await?;
    let mut links: BTreeMap<String, Vec<Link>> = BTreeMap::new();
    for (flow, step, position, credential) in rows {
        links.entry(flow).or_default().push((step, position, credential));
    }
    Ok(links)
}

/// What the document of a version refers to.
async fn expected(
    connection: &mut Connection,
    scope: &Scope,
    flow: &Flow,
    version: i64,
) -> Result<Vec<Link>, StoreError> {
    let document = list::get_document(connection, scope, flow.id, version).await?;
    Ok(links_of(&document))
}

fn links_of(document: &FlowDocument) -> Vec<Link> {
    let ids = document.steps.iter().filter_map(|step| {
        let id: credenza_model::CredentialId = step.credential.as_deref()?.parse().ok()?;
        Some((step.id.clone(), id.to_string()))
    });
    ids.enumerate()
        .map(|(position, (step, id))| (step, i64::try_from(position).unwrap_or(i64::MAX), id))
        .collect()
}

/// A draft may name a credential that was never there or was erased; such a step has no link.
async fn is_part_of(
    connection: &mut Connection,
    scope: &Scope,
    found: &[Link],
    wanted: &[Link],
) -> Result<bool, StoreError> {
    let mut rest = found;
    for (step, _, id) in wanted {
        if let [(linked, _, to), more @ ..] = rest
            && (linked, to) == (step, id)
        {
            rest = more;
            continue;
        }
        let key = id.parse().map_err(|_| StoreError::tampered(LISTED, id))?;
        if credential::find(connection, scope, key).await?.is_some() {
            return Ok(false);
        }
    }
    Ok(rest.is_empty())
}
