//! The catalogue, with how many credentials each connector has.

use crate::Host;
use crate::failure::OrFailure;
use crate::lookup::{catalogue_of, vault_if_open};
use crate::session::OpenVault;
use credenza_connect::catalogue::Catalogue;
use credenza_connect::manifest::Connector;
use credenza_protocol::Failure;
use credenza_protocol::connector::{ConnectorListView, ConnectorSummary, ListConnectors};
use credenza_store::table::credential::{
    ConnectorCount, CredentialRow, Filter, count_by_connector, list,
};
use std::collections::HashMap;

/// How many matching accounts are named under a tile.
const NAMED: usize = 5;

pub(crate) async fn run(
    host: &impl Host,
    request: ListConnectors,
) -> Result<ConnectorListView, Failure> {
    let vault = vault_if_open(host.app()).await?;
    let counts = match &vault {
        Some(vault) => Some(count_all(vault).await?),
        // What is in use is not known; the refusal says why.
        None if request.in_use => Some(count_all(&host.app().vault().await?).await?),
        None => None,
    };
    let search = request.search.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let accounts = match (search, &vault) {
        (Some(text), Some(vault)) => matching_accounts(vault, text).await?,
        _ => HashMap::new(),
    };
    let mut items: Vec<ConnectorSummary> = catalogue_of(vault.as_ref())
        .list(None)
        .into_iter()
        .map(|connector| summary(connector, counts.as_ref(), &accounts))
        .filter(|item| request.category.as_ref().is_none_or(|wanted| is_category(item, wanted)))
        .filter(|item| !request.in_use || item.credentials.is_some_and(|count| count > 0))
        .filter(|item| search.is_none_or(|text| fits(item, text)))
        .collect();
    items.sort_by_key(|item| (item.category.clone(), item.name.to_lowercase()));
    Ok(ConnectorListView {
        total: items.len() as u64,
        counted: counts.is_some(),
        credentials: counts.as_ref().map(|all| all.values().map(|one| one.credentials).sum()),
        needs_attention: counts
            .as_ref()
            .map(|all| all.values().map(|one| one.needs_attention).sum()),
        unreadable: host.app().session().unreadable(),
        items,
    })
}

type Counts = HashMap<String, ConnectorCount>;

async fn count_all(vault: &OpenVault) -> Result<Counts, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let counts = count_by_connector(&mut connection, &vault.scope).await.or_failure()?;
    Ok(counts.into_iter().map(|count| (count.connector.clone(), count)).collect())
}

fn fits(item: &ConnectorSummary, text: &str) -> bool {
    let text = text.to_lowercase();
    item.name.to_lowercase().contains(&text)
        || item.id.as_str().contains(&text)
        || !item.matching_credentials.is_empty()
}

async fn matching_accounts(
    vault: &OpenVault,
    text: &str,
) -> Result<HashMap<String, Vec<String>>, Failure> {
    let filter = Filter { search: Some(text.to_owned()), limit: 1_000, ..Filter::default() };
    let mut connection = vault.store.read().await.or_failure()?;
    let listed = list(&mut connection, &vault.scope, &filter).await.or_failure()?;
    let mut accounts: HashMap<String, Vec<String>> = HashMap::new();
    for row in listed.rows {
        if let CredentialRow::Readable(credential) = row {
            accounts.entry(credential.connector).or_default().push(credential.name);
        }
    }
    Ok(accounts)
}

fn summary(
    connector: &Connector,
    counts: Option<&Counts>,
    accounts: &HashMap<String, Vec<String>>,
) -> ConnectorSummary {
    let own = counts.and_then(|counts| counts.get(&connector.id));
    let matching = accounts.get(&connector.id).map(Vec::as_slice).unwrap_or_default();
    ConnectorSummary {
        id: connector_id(connector),
        name: connector.name.clone(),
        category: category_word(connector),
        description: connector.description.clone(),
        built_in: is_built_in(connector),
        credentials: counts.map(|_| own.map_or(0, |count| count.credentials)),
        needs_attention: counts.map(|_| own.map_or(0, |count| count.needs_attention)),
        matching_credentials: matching.iter().take(NAMED).cloned().collect(),
    }
}

/// The category as people know it: "CRM", "Databases".
pub(super) fn category_word(connector: &Connector) -> String {
    connector.category.title().to_owned()
}

/// Whether a person's word names the category: "databases", "E-commerce", "ecommerce".
fn is_category(item: &ConnectorSummary, wanted: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace('-', "");
    plain(&item.category) == plain(wanted)
}

pub(super) fn connector_id(connector: &Connector) -> credenza_model::ConnectorId {
    connector.id.parse().unwrap_or_else(|_| credenza_model::ConnectorId::unknown())
}

/// Whether it came with Credenza.
pub(super) fn is_built_in(connector: &Connector) -> bool {
    Catalogue::builtin().get(&connector.id).is_some()
}
