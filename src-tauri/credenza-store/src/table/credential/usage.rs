//! Which flows use a credential.

use crate::StoreError;
use credenza_model::{CredentialId, FlowId};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// A flow that uses a credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowUse {
    /// The flow.
    pub flow: FlowId,
    /// Its name.
    pub name: String,
    /// Whether its active version uses it, and so guards it.
    pub active: bool,
    /// The steps, in order.
    pub steps: Vec<String>,
}

/// By how many flows a credential is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UseCount {
    /// By active versions.
    pub active: u64,
    /// By any flow.
    pub all: u64,
}

const USES: &str = "SELECT f.id, f.name, MAX(u.active), u.step, MIN(u.position) FROM (\
    SELECT flow_id, step, position, credential_id, 0 AS active FROM flow_credential UNION ALL \
    SELECT flow_id, step, position, credential_id, 1 AS active FROM active_flow_credential) u \
    JOIN flow f ON f.id = u.flow_id WHERE u.credential_id = $1 \
    GROUP BY f.id, f.name, u.step ORDER BY f.name, MIN(u.position)";

/// The flows that use a credential, with their steps.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_uses(
    connection: &mut SqliteConnection,
    id: CredentialId,
) -> Result<Vec<FlowUse>, StoreError> {
    let rows: Vec<(String, String, i64, String, i64)> =
        sqlx::query_as(USES).bind(id.to_string()).fetch_all(connection).await?;
    let mut uses: Vec<FlowUse> = Vec::new();
    for (flow, name, active, step, _) in rows {
        let flow = flow.parse().map_err(|_| StoreError::tampered("flow", &flow))?;
        match uses.iter_mut().find(|known| known.flow == flow) {
            Some(known) => {
                known.steps.push(step);
                known.active |= active == 1;
            }
            None => uses.push(FlowUse { flow, name, active: active == 1, steps: vec![step] }),
        }
    }
    Ok(uses)
}

const COUNTS: &str = "SELECT credential_id, COUNT(DISTINCT CASE WHEN active = 1 THEN flow_id END), COUNT(DISTINCT flow_id) FROM (\
    SELECT flow_id, credential_id, 0 AS active FROM flow_credential UNION ALL \
    SELECT flow_id, credential_id, 1 AS active FROM active_flow_credential) u GROUP BY credential_id";

/// By how many flows each credential is used; one that none uses is absent.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_uses(
    connection: &mut SqliteConnection,
) -> Result<HashMap<CredentialId, UseCount>, StoreError> {
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(COUNTS).fetch_all(connection).await?;
    rows.into_iter()
        .map(|(id, active, all)| {
            let key = id.parse().map_err(|_| StoreError::tampered("flow_credential", &id))?;
            let count = |number: i64| u64::try_from(number).unwrap_or(0);
            Ok((key, UseCount { active: count(active), all: count(all) }))
        })
        .collect()
}
