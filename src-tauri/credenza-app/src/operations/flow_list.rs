//! Flows, with their problems.

use crate::Host;
use crate::failure::OrFailure;
use crate::view::{flow_summary, step_views};
use credenza_protocol::flow::{FlowSummary, ListFlows};
use credenza_protocol::{Failure, Page};
use credenza_store::table::flow::{get_document, list};

const DEFAULT_LIMIT: u32 = 200;
const LIMIT: u32 = 1_000;

pub(crate) async fn run(
    host: &impl Host,
    request: ListFlows,
) -> Result<Page<FlowSummary>, Failure> {
    let vault = host.app().vault().await?;
    let mut connection = vault.store.read().await.or_failure()?;
    let search = request.search.unwrap_or_default();
    let flows = list(&mut connection, &vault.scope, &search).await.or_failure()?;
    let begin = request.cursor.and_then(|cursor| cursor.parse::<usize>().ok()).unwrap_or(0);
    let limit = request.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, LIMIT) as usize;
    let mut items = Vec::new();
    for flow in flows.iter().skip(begin).take(limit) {
        let document = get_document(&mut connection, &vault.scope, flow.id, flow.version)
            .await
            .or_failure()?;
        let steps = step_views(&vault, &mut connection, &document).await?;
        items.push(flow_summary(flow, &document, &steps));
    }
    let end = begin + items.len();
    let cursor = (end < flows.len()).then(|| end.to_string());
    Ok(Page { items, total: flows.len() as u64, cursor })
}
