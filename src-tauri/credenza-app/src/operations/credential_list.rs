//! Credentials, filtered, sorted and paged.

use crate::Host;
use crate::failure::OrFailure;
use crate::view::CredentialViews;
use credenza_protocol::credential::{CredentialSort, CredentialView, ListCredentials};
use credenza_protocol::{Failure, Page};
use credenza_store::table::credential::{Filter, Sort, list};

const DEFAULT_LIMIT: u32 = 200;
const LIMIT: u32 = 1_000;

pub(crate) async fn run(
    host: &impl Host,
    request: ListCredentials,
) -> Result<Page<CredentialView>, Failure> {
    let vault = host.app().vault().await?;
    let filter = Filter {
        connector: request.connector.map(String::from),
        needs_attention: request.needs_attention,
        unused: request.unused,
        unverified: request.unverified,
        archived: request.archived,
        search: request.search,
        sort: match request.sort {
            CredentialSort::Name => Sort::Name,
            CredentialSort::Verified => Sort::Verified,
            CredentialSort::Created => Sort::Created,
        },
        cursor: request.cursor,
        limit: request.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, LIMIT),
    };
    let mut connection = vault.store.read().await.or_failure()?;
    let listed = list(&mut connection, &vault.scope, &filter).await.or_failure()?;
    drop(connection);
    let views = CredentialViews::read(&vault).await?;
    Ok(Page {
        items: listed.rows.iter().map(|row| views.row(row)).collect(),
        total: listed.total,
        cursor: listed.cursor,
    })
}
