//! Looking at a connector file somebody brought: what it is, where it would send secrets, what to think about.

use thiserror::Error;

use super::Catalogue;
use crate::manifest::{AuthScheme, Connector, Location, ManifestError};

/// What an import would add. Nothing has been added yet.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportPreview {
    /// The connector.
    pub connector: Connector,
    /// Every host a secret could be sent to, as written; `{field}` stands for what the person fills in.
    pub hosts: Vec<String>,
    /// Sentences a person should read before agreeing.
    pub warnings: Vec<String>,
    /// SHA-256 of the connector's meaning. An approval covers this and nothing else.
    pub manifest_hash: [u8; 32],
}

/// A file that cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImportError {
    /// The file breaks the rules of the format.
    #[error(transparent)]
    Invalid(#[from] ManifestError),
    /// The id belongs to a built-in connector.
    #[error("the id `{id}` belongs to a built-in connector; choose another id in the file")]
    IdTaken {
        /// The id.
        id: String,
    },
}

impl ImportError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "connector.invalid",
            Self::IdTaken { .. } => "connector.id_taken",
        }
    }
}

impl Catalogue {
    /// Reads a connector file without adding it. The file may have at most [`crate::manifest::MAX_FILE`] bytes.
    ///
    /// # Errors
    /// [`ImportError`]; its text names the key and what to do.
    pub fn import(text: &str) -> Result<ImportPreview, ImportError> {
        let connector = Connector::parse("imported file", text)?;
        if Self::builtin().get(&connector.id).is_some() {
            return Err(ImportError::IdTaken { id: connector.id });
        }
        let schemes = connector.auth.iter().flat_map(|scheme| &scheme.hosts);
        let mut hosts: Vec<String> =
            connector.hosts.iter().chain(schemes).map(ToString::to_string).collect();
        hosts.sort();
        hosts.dedup();
        Ok(ImportPreview {
            warnings: list_warnings(&connector),
            manifest_hash: connector.manifest_hash(),
            hosts,
            connector,
        })
    }
}

fn list_warnings(connector: &Connector) -> Vec<String> {
    let mut warnings = Vec::new();
    if connector.self_hosted {
        warnings.push(
            "The host is whatever the person fills in. Check it for every credential.".to_owned(),
        );
    }
    if connector.auth.iter().any(puts_secret_in_address) {
        warnings.push(
            "A secret is sent as part of the address, where servers tend to log it.".to_owned(),
        );
    }
    if connector.auth.iter().any(|scheme| scheme.session.is_some()) {
        warnings.push("A password is exchanged for a token by a login request.".to_owned());
    }
    if let Some(elsewhere) = find_foreign_host(connector) {
        warnings.push(format!(
            "Secrets can go to {elsewhere}, which is not the domain of the documentation."
        ));
    }
    warnings
}

fn puts_secret_in_address(scheme: &AuthScheme) -> bool {
    let secret =
        |name: &str| scheme.fields.properties.get(name).is_some_and(|field| field.write_only);
    scheme.place.iter().any(|placement| {
        matches!(placement.location, Location::Query | Location::Path)
            && placement.value.names().any(secret)
    })
}

/// The first host whose last two labels differ from the documentation's.
fn find_foreign_host(connector: &Connector) -> Option<String> {
    let documentation = url::Url::parse(&connector.docs_url).ok()?;
    let home = domain(documentation.host_str()?);
    let schemes = connector.auth.iter().flat_map(|scheme| &scheme.hosts);
    connector
        .hosts
        .iter()
        .chain(schemes)
        .map(|host| host.as_str())
        .find(|host| domain(host) != home)
        .map(str::to_owned)
}

fn domain(host: &str) -> String {
    let labels: Vec<&str> = host.rsplit('.').take(2).collect();
    labels.join(".").to_ascii_lowercase()
}
