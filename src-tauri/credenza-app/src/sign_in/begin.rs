//! The beginning: the door for the browser is opened, the row is stored, and only then is there an address to open.

use super::age::Begun;
use super::device;
use super::door::{Door, open_door};
use super::flow::{self, Waiting};
use super::plan::{Plan, Target, plan};
use super::registry::Shown;
use crate::acting::Acting;
use crate::failure::{OrFailure, randomness_failure};
use crate::oauth::random;
use crate::process;
use crate::record::Record;
use crate::session::OpenVault;
use crate::{App, Host};
use credenza_connect::oauth::{AuthorizationRequest, PendingSignIn};
use credenza_model::{ConnectorId, SignInId, Timestamp};
use credenza_protocol::credential::CredentialName;
use credenza_protocol::sign_in::{SignInGrant, SignInView, StartSignIn};
use credenza_protocol::{ErrorCode, Failure, OperationName};
use credenza_store::table::activity::Detail;
use credenza_store::table::sign_in::{self, PendingRow};
use credenza_vault::{OsRandomness, Randomness};
use url::Url;

/// How many sign-ins may wait at a time.
const MOST_OPEN: usize = 5;

/// Begins a sign-in.
pub(crate) async fn begin(host: &impl Host, request: StartSignIn) -> Result<SignInView, Failure> {
    let vault = host.app().vault().await?;
    let plan = plan(&vault, &request).await?;
    drop(request);
    match plan.grant {
        SignInGrant::AuthorizationCode => through_browser(host, &vault, plan).await,
        SignInGrant::DeviceCode => device::begin(host, &vault, plan).await,
    }
}

async fn through_browser(
    host: &impl Host,
    vault: &OpenVault,
    plan: Plan,
) -> Result<SignInView, Failure> {
    let app = host.app();
    let Door { listener, redirect_uri, port_taken } = open_door(&plan.access).await?;
    let begun = Begun::now(&*app.config().clock);
    let (url, pending) = address(app, &plan, &redirect_uri)?;
    let id = new_id()?;
    let row = PendingRow {
        id,
        state_hash: Some(pending.state_hash),
        issuer: pending.issuer.as_ref().map(|one| one.issuer.clone()),
        token_url: pending.token_url.clone(),
        client_id: pending.client_id.clone(),
        redirect_uri,
        owner: app.process_name().to_owned(),
        created_at: pending.created_at,
        expires_at: pending.expires_at,
    };
    store(host, vault, &plan, &row).await?;
    let shown = Shown {
        address: Some(url.to_string()),
        host: url.host_str().unwrap_or_default().to_owned(),
        comes_back: listener.is_some(),
        port_taken,
        ..shown(id, &plan, row.expires_at)
    };
    let waiting = Waiting::Browser { listener, pending: Box::new(pending), begun };
    Ok(flow::start(Acting::of(host), plan, shown, waiting))
}

/// What everybody may see of a sign-in, as far as it is the same for every grant.
pub(super) fn shown(id: SignInId, plan: &Plan, expires_at: Timestamp) -> Shown {
    let credential = match &plan.target {
        Target::New(_) => None,
        Target::Again(known) => {
            Some(CredentialName { id: known.row.id, name: known.row.name.clone() })
        }
    };
    Shown {
        id,
        connector: plan.access.connector.id.parse().unwrap_or_else(|_| ConnectorId::unknown()),
        credential,
        address: None,
        host: String::new(),
        device: None,
        comes_back: true,
        port_taken: None,
        expires_at,
    }
}

fn address(app: &App, plan: &Plan, redirect_uri: &str) -> Result<(Url, PendingSignIn), Failure> {
    let access = &plan.access;
    let hint = match &plan.target {
        // Most providers want an address here; a name would only confuse them.
        Target::Again(known) => known.row.account.as_deref().filter(|name| name.contains('@')),
        Target::New(_) => None,
    };
    let method = access.method()?;
    let request = AuthorizationRequest {
        method: &method,
        redirect_uri,
        private_approved: &access.private,
        login_hint: hint,
        extra_scopes: &[],
    };
    request.make(app.now(), &random).map_err(|error| {
        Failure::new(ErrorCode::DraftInvalid, format!("No sign-in address can be made: {error}"))
            .hint("Check the fields of the OAuth app.")
    })
}

/// Stores the row, unless too many wait, and records the beginning.
pub(super) async fn store(
    host: &impl Host,
    vault: &OpenVault,
    plan: &Plan,
    row: &PendingRow,
) -> Result<(), Failure> {
    let mut tx = vault.store.write().await.or_failure()?;
    let stored = sign_in::insert(&mut tx, &vault.scope, row, MOST_OPEN, &process::is_gone)
        .await
        .or_failure()?;
    if !stored {
        return Err(Failure::new(
            ErrorCode::SignInLimitReached,
            format!("{MOST_OPEN} sign-ins wait already"),
        )
        .hint("Finish or cancel one; each ends by itself after ten minutes."));
    }
    let access = &plan.access;
    let detail = Detail {
        connector: Some(access.connector.id.clone()),
        auth: Some(access.scheme().id.clone()),
        ..Detail::default()
    };
    let record = Record::of(host, OperationName::SignInStart).detail(detail);
    let record = match &plan.target {
        Target::Again(known) => record.about(known.row.id, &known.row.name),
        Target::New(_) => record,
    };
    record.done(&mut tx, vault).await?;
    tx.commit().await.or_failure()
}

pub(super) fn new_id() -> Result<SignInId, Failure> {
    let mut id = [0; 16];
    OsRandomness.fill(&mut id).map_err(|error| randomness_failure(&error))?;
    Ok(SignInId::from_random(id))
}
