//! A stored credential, opened for one use: its policy, and its secret for as long as it is needed.

use crate::draft::{self, PreparedDraft, Stored};
use crate::failure::open_failure;
use crate::lookup::get_connector;
use crate::oauth::{insert_kept, keeps_token};
use crate::policy::Policy;
use crate::session::OpenVault;
use credenza_model::DraftFields;
use credenza_protocol::credential::{Approvals, Draft};
use credenza_protocol::{ErrorCode, Failure};
use credenza_store::table::credential::{Credential, open_secret};
use credenza_vault::SecretDocument;
use serde_json::{Map, Value};

/// A stored credential with its secret opened.
pub(crate) struct OpenedCredential {
    pub(crate) policy: Policy,
    secret: SecretDocument,
}

impl OpenedCredential {
    /// Opens the secret; fails if the row, its policy or the secret is not what was sealed.
    pub(crate) fn open(vault: &OpenVault, credential: &Credential) -> Result<Self, Failure> {
        let policy = read_policy(credential)?;
        let secret = open_secret(&vault.scope, credential, policy.digest())
            .map_err(|error| open_failure(&error))?;
        Ok(Self { policy, secret })
    }

    /// The draft merged with what is stored.
    pub(crate) fn merge(
        &self,
        vault: &OpenVault,
        credential: &Credential,
        draft: &Draft,
    ) -> Result<PreparedDraft, Failure> {
        let id = credential.connector.parse().map_err(|_| damaged_connector())?;
        let connector = get_connector(vault, &id)?;
        let stored = Stored {
            auth: &credential.auth,
            public: &credential.public,
            secret: &self.secret,
            policy: &self.policy,
        };
        draft::prepare(connector, draft, Some(&stored))
    }

    /// The sealed secret, opened.
    pub(crate) fn secret(&self) -> &SecretDocument {
        &self.secret
    }

    /// The fields that a person filled in, secret ones included, without tokens and what came with them.
    pub(crate) fn form_fields(
        &self,
        vault: &OpenVault,
        credential: &Credential,
    ) -> Result<Map<String, Value>, Failure> {
        let id = credential.connector.parse().map_err(|_| damaged_connector())?;
        let connector = get_connector(vault, &id)?;
        let known = |name: &str| {
            let scheme = connector.find_auth(&credential.auth);
            scheme.is_some_and(|scheme| scheme.fields.properties.contains_key(name))
        };
        let mut fields = Map::new();
        for (name, value) in credential.public.iter().filter(|(name, _)| known(name)) {
            fields.insert(name.clone(), value.clone());
        }
        for name in self.secret.field_names().filter(|name| known(name)) {
            // Exposed into a form that is checked, sealed anew and wiped.
            if let Some(value) = self.secret.expose_value(name) {
                fields.insert(name.to_owned(), value.clone());
            }
        }
        Ok(fields)
    }

    /// What is stored, as it is: for a dry run of a stored credential.
    pub(crate) fn unchanged(
        &self,
        vault: &OpenVault,
        credential: &Credential,
    ) -> Result<PreparedDraft, Failure> {
        let mut prepared = self.without_kept_token(vault, credential)?;
        if keeps_token(prepared.scheme()) {
            insert_kept(&self.secret, &mut prepared.fields);
        }
        Ok(prepared)
    }

    /// What is stored, but for a program's kept token: whoever uses it asks for a new one.
    pub(crate) fn without_kept_token(
        &self,
        vault: &OpenVault,
        credential: &Credential,
    ) -> Result<PreparedDraft, Failure> {
        let draft = Draft {
            auth: Some(credential.auth.clone()),
            fields: DraftFields::default(),
            clear: Vec::new(),
            approvals: Approvals::default(),
        };
        self.merge(vault, credential, &draft)
    }
}

fn damaged_connector() -> Failure {
    Failure::new(ErrorCode::ConnectorNotFound, "The connector's id is damaged")
}

/// Where a stored secret may be sent.
pub(crate) fn read_policy(credential: &Credential) -> Result<Policy, Failure> {
    serde_json::from_str(&credential.policy).map_err(|_| {
        Failure::new(
            ErrorCode::CredentialUnreadable,
            format!("The policy of {} is damaged", credential.name),
        )
    })
}
