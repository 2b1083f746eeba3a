//! The connectors there are: built in, and imported by people.
//! Deliberately absent: approval. Importing shows what a file asks for; whether it may is decided elsewhere.

mod import;
mod search;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use rust_embed::RustEmbed;

use crate::manifest::{Category, Connector, ManifestError};
use search::Index;

pub use import::{ImportError, ImportPreview};
pub use search::{Best, MatchedIn, Reason, SearchHit, best};

#[derive(RustEmbed)]
#[folder = "catalogue"]
#[include = "*.toml"]
struct Files;

static BUILT_IN: LazyLock<Catalogue> = LazyLock::new(Catalogue::read_built_in);

/// A set of connectors with unique ids.
pub struct Catalogue {
    connectors: BTreeMap<String, Arc<Connector>>,
    index: Vec<Index>,
    problems: Vec<ManifestError>,
}

impl Catalogue {
    /// The connectors of this build, read once.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILT_IN
    }

    /// The connectors of this build together with imported ones. An imported connector never replaces a built-in
    /// one: a credential's secret must not find a new destination under an old name.
    #[must_use]
    pub fn with_imported(imported: impl IntoIterator<Item = Connector>) -> Self {
        let mut connectors = Self::builtin().connectors.clone();
        for connector in imported {
            connectors.entry(connector.id.clone()).or_insert_with(|| Arc::new(connector));
        }
        Self::from_connectors(connectors, Vec::new())
    }

    /// The connector with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Connector> {
        self.connectors.get(id).map(Arc::as_ref)
    }

    /// The connector with this id, to be kept beyond the catalogue.
    #[must_use]
    pub fn get_shared(&self, id: &str) -> Option<Arc<Connector>> {
        self.connectors.get(id).cloned()
    }

    /// The connectors of a category, or all, by name.
    #[must_use]
    pub fn list(&self, category: Option<Category>) -> Vec<&Connector> {
        let wanted =
            |connector: &&Connector| category.is_none_or(|category| connector.category == category);
        let mut listed: Vec<&Connector> =
            self.connectors.values().map(Arc::as_ref).filter(wanted).collect();
        listed.sort_by_key(|connector| (connector.name.to_lowercase(), connector.id.clone()));
        listed
    }

    /// Connectors that fit a name, a category or an intent ("CRM", "send email"), best first, and why. Equal
    /// scores are equals: see [`best`].
    #[must_use]
    pub fn search(&self, text: &str) -> Vec<SearchHit> {
        search::rank(&self.index, text)
    }

    /// Built-in files that could not be read; empty in a build that passed its tests.
    #[must_use]
    pub fn list_problems(&self) -> &[ManifestError] {
        &self.problems
    }

    fn read_built_in() -> Self {
        let mut connectors = BTreeMap::new();
        let mut problems = Vec::new();
        for name in Files::iter() {
            let Some(file) = Files::get(&name) else { continue };
            match Connector::parse(&name, &String::from_utf8_lossy(&file.data)) {
                Ok(connector) => {
                    connectors.insert(connector.id.clone(), Arc::new(connector));
                }
                Err(error) => problems.push(error),
            }
        }
        Self::from_connectors(connectors, problems)
    }

    fn from_connectors(
        connectors: BTreeMap<String, Arc<Connector>>,
        problems: Vec<ManifestError>,
    ) -> Self {
        let index = connectors.values().map(|connector| Index::new(connector)).collect();
        Self { connectors, index, problems }
    }
}
