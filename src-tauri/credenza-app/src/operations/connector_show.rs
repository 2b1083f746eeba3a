//! One connector: authentication schemes, credential schema, hosts, probe.

use super::connector_list::{category_word, connector_id, is_built_in};
use crate::Host;
use crate::failure::OrFailure;
use crate::lookup::{catalogue_of, free_name, get_connector_in, vault_if_open};
use crate::oauth::{CLIENT_ID, CLIENT_SECRET, signs_in};
use crate::session::OpenVault;
use crate::view::registration_view;
use credenza_connect::manifest::{AuthScheme, Connector, Kind, ProbeBy};
use credenza_protocol::Failure;
use credenza_protocol::connector::{AuthSchemeView, ConnectorDetail, ShowConnector};
use credenza_store::table::credential::count_by_connector;
use serde_json::{Value, json};

pub(crate) async fn run(
    host: &impl Host,
    request: ShowConnector,
) -> Result<ConnectorDetail, Failure> {
    let vault = vault_if_open(host.app()).await?;
    let connector = get_connector_in(catalogue_of(vault.as_ref()), &request.id)?;
    let (credentials, limit, suggested_name) = match &vault {
        Some(vault) => {
            let limit = vault.settings.credentials_per_connector;
            let name = free_name(vault, &connector).await?;
            (Some(count(vault, &connector).await?), Some(limit), name)
        }
        None => (None, None, connector.name.clone()),
    };
    let mut hosts: Vec<String> = connector
        .hosts
        .iter()
        .chain(connector.auth.iter().flat_map(|scheme| &scheme.hosts))
        .map(ToString::to_string)
        .collect();
    hosts.sort();
    hosts.dedup();
    Ok(ConnectorDetail {
        id: connector_id(&connector),
        name: connector.name.clone(),
        category: category_word(&connector),
        description: connector.description.clone(),
        docs_url: Some(connector.docs_url.clone()),
        hosts,
        built_in: is_built_in(&connector),
        auth: connector.auth.iter().map(|scheme| scheme_view(&connector, scheme)).collect(),
        credentials,
        limit,
        suggested_name,
    })
}

async fn count(vault: &OpenVault, connector: &Connector) -> Result<u64, Failure> {
    let mut connection = vault.store.read().await.or_failure()?;
    let counts = count_by_connector(&mut connection, &vault.scope).await.or_failure()?;
    let own = counts.iter().find(|count| count.connector == connector.id);
    Ok(own.map_or(0, |count| count.credentials))
}

fn scheme_view(connector: &Connector, scheme: &AuthScheme) -> AuthSchemeView {
    AuthSchemeView {
        id: scheme.id.clone(),
        title: scheme.title.clone(),
        kind: json!(scheme.kind).as_str().unwrap_or_default().to_owned(),
        schema: form_schema(connector, scheme),
        probe: probe_text(connector, scheme),
        device_fields: device_fields(scheme),
        registration: registration_view(scheme),
    }
}

/// What the device endpoint's address is made from.
fn device_fields(scheme: &AuthScheme) -> Option<Vec<String>> {
    let url = scheme.oauth.as_ref().filter(|_| signs_in(scheme))?.device_url.as_ref()?;
    let mut names: Vec<String> = url.names().map(str::to_owned).collect();
    names.dedup();
    Some(names)
}

/// The form of a scheme. Where one signs in, the client's id and secret are the OAuth app's.
fn form_schema(connector: &Connector, scheme: &AuthScheme) -> Value {
    let mut schema = connector.schema_for(&scheme.id).unwrap_or_default();
    if signs_in(scheme) {
        for name in [CLIENT_ID, CLIENT_SECRET] {
            if let Some(properties) = schema["properties"].as_object_mut() {
                properties.shift_remove(name);
            }
            if let Some(required) = schema["required"].as_array_mut() {
                required.retain(|one| one != name);
            }
        }
    }
    schema
}

/// What the dry run asks, in short.
fn probe_text(connector: &Connector, scheme: &AuthScheme) -> String {
    match (connector.kind, scheme.probe.by) {
        (Kind::Postgresql, _) => "SELECT 1".to_owned(),
        (Kind::Sftp, _) => "a directory listing".to_owned(),
        (Kind::Smtp, _) => "NOOP".to_owned(),
        (Kind::AwsSes, _) => "GET /v2/email/account".to_owned(),
        (Kind::Http, ProbeBy::Exchange) => "the token exchange".to_owned(),
        (Kind::Http, _) => {
            let url = scheme.probe.url.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{} {url}", scheme.probe.method.as_str())
        }
    }
}
