//! What a sign-in is about, settled before the browser opens: connector, scheme, OAuth app, fields, and the
//! credential that is reconnected.

use crate::failure::OrFailure;
use crate::lookup::{choose_oauth_app, get_connector, get_credential, get_oauth_app_of};
use crate::oauth::{Access, app_only, open_app, prepare_fields, signs_in};
use crate::policy::Policy;
use crate::session::OpenVault;
use crate::stored::{OpenedCredential, read_policy};
use credenza_connect::manifest::{AuthScheme, Connector};
use credenza_connect::verify::Fields;
use credenza_model::{HostPort, Name, OAuthAppId};
use credenza_protocol::sign_in::{SignInGrant, StartSignIn};
use credenza_protocol::{ErrorCode, Failure, Reference};
use credenza_store::table::credential::Credential;
use credenza_store::table::oauth_grant::{self, GrantRow};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// A sign-in before it begins.
pub(crate) struct Plan {
    pub(crate) access: Access,
    /// All fields, the secret ones among them.
    pub(crate) fields: Map<String, Value>,
    pub(crate) scopes: Vec<String>,
    pub(crate) target: Target,
    pub(crate) grant: SignInGrant,
    pub(crate) allow_duplicate: bool,
}

/// Where the result goes.
pub(crate) enum Target {
    /// Into a new credential.
    New(Option<Name>),
    /// Into this one, which keeps its id, its name and every link.
    Again(Box<Known>),
}

/// A credential that is reconnected.
pub(crate) struct Known {
    pub(crate) row: Credential,
    pub(crate) policy: Policy,
    pub(crate) grant: Option<GrantRow>,
}

impl Known {
    /// The OAuth app that it was signed in with.
    fn oauth_app(&self) -> Option<OAuthAppId> {
        self.grant.as_ref()?.grant.oauth_app
    }
}

impl Drop for Plan {
    fn drop(&mut self) {
        self.fields.values_mut().for_each(credenza_model::draft::zeroize_strings);
    }
}

/// Settles a sign-in.
pub(super) async fn plan(vault: &OpenVault, request: &StartSignIn) -> Result<Plan, Failure> {
    let known = match &request.credential {
        Some(reference) => Some(find_known(vault, reference).await?),
        None => None,
    };
    let (connector, auth) = find_scheme(vault, request, known.as_ref())?;
    let scheme = &connector.auth[auth];
    let row = match (&request.oauth_app, &known) {
        (Some(reference), _) => get_oauth_app_of(vault, reference, &connector.id).await?,
        (None, known) => match known.as_ref().and_then(Known::oauth_app) {
            Some(app) => {
                get_oauth_app_of(vault, &Reference(app.to_string()), &connector.id).await?
            }
            None => choose_oauth_app(vault, &connector, &scheme.id).await?,
        },
    };
    let client = open_app(vault, &connector, scheme, row)?;
    let given = merge(request, known.as_ref(), &client.row.fields, vault, (&connector, scheme))?;
    let fields = prepare_fields(&connector, scheme, &given, &client.row.client_id)?;
    let private = approved(request, known.as_ref(), &client.private);
    let split = Fields::from_prepared(scheme, &Value::Object(fields.clone()));
    let access = Access { connector: connector.clone(), auth, client, fields: split, private };
    let mut access = access;
    if let Some(scopes) = &request.scopes {
        access.client.client.scopes.clone_from(scopes);
    }
    let scopes = access.method()?.scopes(&[]);
    Ok(Plan {
        fields,
        scopes,
        target: known.map_or_else(
            || Target::New(request.name.clone()),
            |known| Target::Again(Box::new(known)),
        ),
        grant: request.grant,
        allow_duplicate: request.allow_duplicate,
        access,
    })
}

async fn find_known(vault: &OpenVault, reference: &Reference) -> Result<Known, Failure> {
    let row = get_credential(vault, reference).await?;
    if !row.is_live() {
        let text = format!("{} is in the archive", row.name);
        return Err(Failure::new(ErrorCode::CredentialWrongState, text).hint("Restore it first."));
    }
    let mut connection = vault.store.read().await.or_failure()?;
    let grant = oauth_grant::find(&mut connection, &vault.scope, row.id).await.or_failure()?;
    let policy = read_policy(&row)?;
    Ok(Known { row, policy, grant })
}

/// The connector, and the one scheme of it that signs in and was meant.
fn find_scheme(
    vault: &OpenVault,
    request: &StartSignIn,
    known: Option<&Known>,
) -> Result<(Arc<Connector>, usize), Failure> {
    let id = match (known, &request.connector) {
        (Some(known), _) => known.row.connector.parse().map_err(|_| {
            Failure::new(ErrorCode::ConnectorNotFound, "The connector's id is damaged")
        })?,
        (None, Some(id)) => id.clone(),
        (None, None) => {
            return Err(Failure::new(
                ErrorCode::RequestInvalid,
                "Name a connector, or a credential to reconnect",
            ));
        }
    };
    let connector = get_connector(vault, &id)?;
    let wanted = request.auth.as_deref().or(known.map(|known| known.row.auth.as_str()));
    let auth = sign_in_scheme(&connector, wanted)?;
    Ok((connector, auth))
}

/// The scheme called `wanted`, or the only one that signs in.
pub(crate) fn sign_in_scheme(
    connector: &Connector,
    wanted: Option<&str>,
) -> Result<usize, Failure> {
    let fits =
        |scheme: &AuthScheme| signs_in(scheme) && wanted.is_none_or(|wanted| wanted == scheme.id);
    let found: Vec<usize> =
        (0..connector.auth.len()).filter(|index| fits(&connector.auth[*index])).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(unsupported(connector, wanted)),
        several => {
            let ids: Vec<&str> =
                several.iter().map(|index| connector.auth[*index].id.as_str()).collect();
            let text = format!("{} has several ways to sign in", connector.name);
            Err(Failure::new(ErrorCode::RequestInvalid, text)
                .hint(format!("Choose one of: {}.", ids.join(", ")))
                .details(json!({ "choices": ids })))
        }
    }
}

fn unsupported(connector: &Connector, wanted: Option<&str>) -> Failure {
    let text = match wanted {
        Some(wanted) => {
            format!("'{wanted}' of {} does not sign in through a browser", connector.name)
        }
        None => format!("{} has no sign-in through a browser", connector.name),
    };
    Failure::new(ErrorCode::SignInUnsupported, text)
        .hint("Fill in its form instead.")
        .details(json!({ "connector": connector.id }))
}

/// Fields of the request, over those of the credential; the OAuth app's are fixed, for its client secret
/// goes where they say.
fn merge(
    request: &StartSignIn,
    known: Option<&Known>,
    of_app: &Map<String, Value>,
    vault: &OpenVault,
    (connector, scheme): (&Connector, &AuthScheme),
) -> Result<Map<String, Value>, Failure> {
    let mut fields = Map::new();
    if let Some(known) = known {
        let opened = OpenedCredential::open(vault, &known.row)?;
        fields.extend(opened.form_fields(vault, &known.row)?);
    }
    for (name, value) in request.fields.expose() {
        fields.insert(name.clone(), value.clone());
    }
    for name in app_only(connector, scheme).filter(|name| !of_app.contains_key(*name)) {
        if request.fields.expose().contains_key(name) {
            return Err(not_here(name));
        }
        fields.shift_remove(name);
    }
    for (name, value) in of_app {
        if request.fields.expose().get(name).is_some_and(|asked| asked != value) {
            return Err(not_here(name));
        }
        fields.insert(name.clone(), value.clone());
    }
    Ok(fields)
}

fn not_here(name: &str) -> Failure {
    let message = "belongs to the OAuth app, which says otherwise";
    Failure::new(ErrorCode::DraftInvalid, format!("{name} {message}"))
        .hint("Leave it out, or register another OAuth app for it.")
        .details(json!({"errors": [{"field": format!("/{name}"), "message": message}]}))
}

fn approved(request: &StartSignIn, known: Option<&Known>, of_app: &[HostPort]) -> Vec<HostPort> {
    let before = known.map(|known| known.policy.private.as_slice()).unwrap_or_default();
    let mut all: Vec<HostPort> =
        request.approvals.private.iter().chain(of_app).chain(before).cloned().collect();
    all.sort();
    all.dedup();
    all
}
