//! Finds connectors by name, category or intent, and says why. Never picks between equals.

use super::connector_list::{category_word, connector_id};
use crate::Host;
use crate::lookup::{catalogue_of, vault_if_open};
use credenza_connect::catalogue::{Best, MatchedIn, Reason, best};
use credenza_protocol::Failure;
use credenza_protocol::connector::{SearchCandidate, SearchConnectors, SearchView};

pub(crate) async fn run(
    host: &impl Host,
    request: SearchConnectors,
) -> Result<SearchView, Failure> {
    let vault = vault_if_open(host.app()).await?;
    let catalogue = catalogue_of(vault.as_ref());
    let hits = catalogue.search(&request.intent);
    let only = match best(&hits) {
        Best::One(hit) => catalogue.get(&hit.connector).map(connector_id),
        _ => None,
    };
    let items = hits
        .iter()
        .filter_map(|hit| Some((hit, catalogue.get(&hit.connector)?)))
        .map(|(hit, connector)| SearchCandidate {
            id: connector_id(connector),
            name: connector.name.clone(),
            category: category_word(connector),
            score: hit.score,
            reasons: hit.reasons.iter().map(reason_text).collect(),
        })
        .collect();
    Ok(SearchView { items, best: only })
}

fn reason_text(reason: &Reason) -> String {
    let place = match reason.matched_in {
        MatchedIn::Name => "name",
        MatchedIn::Alias => "also called",
        MatchedIn::Category => "category",
        MatchedIn::Keyword => "for",
    };
    format!("{place} '{}'", reason.text)
}
