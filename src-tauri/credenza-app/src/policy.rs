//! Where a credential's secret may be sent, and what a person approved. Its digest is bound into the
//! sealed secret: whoever edits it in the database makes the secret unusable.

use credenza_connect::manifest::{AllowedHost, AuthScheme, Connector};
use credenza_model::HostPort;
use credenza_protocol::credential::Approvals;
use credenza_vault::Canonical;
use serde::{Deserialize, Serialize};

/// The destination of a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Policy {
    /// The connector.
    pub(crate) connector: String,
    /// Its authentication scheme.
    pub(crate) auth: String,
    /// Sorted: `https://api.example.com:443`, `postgresql://db.example.org:5432`.
    pub(crate) hosts: Vec<String>,
    /// Loopback and private addresses that a person approved; sorted.
    pub(crate) private: Vec<HostPort>,
    /// The pinned SSH host key.
    pub(crate) host_key: Option<String>,
}

impl Policy {
    /// The policy of a draft. What was approved for a stored credential stays approved for hosts
    /// that it still leads to.
    pub(crate) fn new(
        connector: &Connector,
        scheme: &AuthScheme,
        hosts: Vec<AllowedHost>,
        approvals: &Approvals,
        stored: Option<&Self>,
    ) -> Self {
        let addresses: Vec<&HostPort> = hosts.iter().map(|host| &host.address).collect();
        let known = stored.map(|policy| policy.private.as_slice()).unwrap_or_default();
        let mut private: Vec<HostPort> = approvals.private.iter().chain(known).cloned().collect();
        private.retain(|approved| addresses.contains(&approved));
        private.sort();
        private.dedup();
        let mut names: Vec<String> =
            hosts.iter().map(|host| format!("{}://{}", host.scheme, host.address)).collect();
        names.sort();
        names.dedup();
        let host_key =
            stored.filter(|policy| policy.hosts == names).and_then(|p| p.host_key.clone());
        Self {
            connector: connector.id.clone(),
            auth: scheme.id.clone(),
            hosts: names,
            private,
            host_key,
        }
    }

    /// The digest that is bound into the sealed secret (SECURITY 2.2).
    pub(crate) fn digest(&self) -> [u8; 32] {
        let private: Vec<String> = self.private.iter().map(ToString::to_string).collect();
        Canonical::new("policy/v1")
            .text(&self.connector)
            .text(&self.auth)
            .texts(self.hosts.iter().map(String::as_str))
            .texts(private.iter().map(String::as_str))
            .opt_text(self.host_key.as_deref())
            .digest()
    }

    /// The first host, as looks at it are counted; empty for a connector without one.
    pub(crate) fn first_host(&self) -> &str {
        let first = self.hosts.first().map(String::as_str).unwrap_or_default();
        first.split_once("://").map_or(first, |(_, address)| address)
    }

    /// The approvals in it, for a dry run and for the credential's page.
    pub(crate) fn approvals(&self) -> Approvals {
        Approvals { private: self.private.clone(), host_key: self.host_key.clone() }
    }
}
