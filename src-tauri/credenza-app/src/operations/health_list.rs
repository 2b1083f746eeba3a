//! How credentials stand, those that need attention first.

use crate::Host;
use crate::calendar::settle_ends;
use crate::failure::OrFailure;
use crate::session::OpenVault;
use crate::view::HealthViews;
use credenza_protocol::Failure;
use credenza_protocol::credential::StateWord;
use credenza_protocol::health::{HealthView, ListHealth, StateCount};
use credenza_store::table::health::{HealthFilter, StateTally, count_states, list, seed_missing};
use serde_json::{Value, json};

const DEFAULT_LIMIT: u32 = 200;
const LIMIT: u32 = 1_000;

pub(crate) async fn run(host: &impl Host, request: ListHealth) -> Result<HealthView, Failure> {
    let vault = host.app().vault().await?;
    let tallies = tally(&vault).await?;
    let filter = HealthFilter {
        states: request.states.iter().map(|state| word_of(*state)).collect(),
        needs_attention: request.needs_attention,
        paused: request.paused,
        now: vault.clock.now(),
        search: request.search,
        cursor: request.cursor,
        limit: request.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, LIMIT),
        ..HealthFilter::default()
    };
    let mut connection = vault.store.read().await.or_failure()?;
    let listed = list(&mut connection, &vault.scope, &filter).await.or_failure()?;
    drop(connection);
    let views = HealthViews::read(&vault).await?;
    Ok(HealthView {
        items: listed.rows.iter().map(|(row, health)| views.row(row, health.as_ref())).collect(),
        total: listed.total,
        cursor: listed.cursor,
        counts: tallies
            .iter()
            .map(|tally| StateCount { state: state_of(&tally.state), count: tally.count })
            .collect(),
        needs_attention: tallies.iter().map(|tally| tally.needs_attention).sum(),
        paused: tallies.iter().map(|tally| tally.paused).sum(),
    })
}

/// How many credentials need attention.
pub(crate) async fn count_attention(vault: &OpenVault) -> Result<u64, Failure> {
    Ok(tally(vault).await?.iter().map(|tally| tally.needs_attention).sum())
}

/// Counts the states. Credentials of which nothing is remembered were saved by an older version (or
/// cannot be read): the first look makes up for it.
pub(super) async fn tally(vault: &OpenVault) -> Result<Vec<StateTally>, Failure> {
    settle_ends(vault).await?;
    let mut connection = vault.store.read().await.or_failure()?;
    let tallies =
        count_states(&mut connection, &vault.scope, vault.clock.now()).await.or_failure()?;
    if !tallies.iter().any(|tally| tally.state.is_empty()) {
        return Ok(tallies);
    }
    drop(connection);
    let mut tx = vault.store.write().await.or_failure()?;
    let made = seed_missing(&mut tx, &vault.scope).await.or_failure()?;
    if made == 0 {
        return Ok(tallies);
    }
    tx.commit().await.or_failure()?;
    let mut connection = vault.store.read().await.or_failure()?;
    count_states(&mut connection, &vault.scope, vault.clock.now()).await.or_failure()
}

fn word_of(state: StateWord) -> String {
    json!(state).as_str().unwrap_or_default().to_owned()
}

fn state_of(word: &str) -> StateWord {
    serde_json::from_value(Value::String(word.to_owned())).unwrap_or(StateWord::Unreadable)
}
