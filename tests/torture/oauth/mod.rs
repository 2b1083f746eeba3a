//! OAuth under torture: a connector that leads to a server of faults, and the surroundings of its requests.

pub(crate) mod o1_callbacks;
pub(crate) mod o2_listener;
pub(crate) mod o3_sign_ins;
pub(crate) mod o4_strangers;
pub(crate) mod o5_faults;
pub(crate) mod o5_modes;
pub(crate) mod o8_device;
pub(crate) mod server;

use anyhow::{Context, Result};
use credenza_connect::catalogue::Catalogue;
use credenza_connect::egress::{SystemResolver, TlsRoots};
use credenza_connect::oauth::{OAuthApp, OAuthContext, OAuthMethod, TokenGrant};
use credenza_connect::stage::Limits;
use credenza_connect::verify::Fields;
use credenza_model::{HostPort, Timestamp};
use secrecy::SecretString;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub(crate) const NOW: Timestamp = crate::scratch::NOW;
/// Stands in every token that is sent or answered, and must stand in no message.
pub(crate) const CANARY: &str = "oauth-canary-5f2c9d";

/// Distinct in one process; what a sign-in must not guess is not asked here.
pub(crate) fn random() -> Option<[u8; 32]> {
    // Begins with letters in it: O2 writes a path in capitals, and wants another one.
    static NEXT: AtomicU64 = AtomicU64::new(0x9e37_79b9_7f4a_7c15);
    let number = NEXT.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst).to_le_bytes();
    Some(std::array::from_fn(|index| number[index % 8] ^ number[index / 8]))
}

/// The generic connector with everything at one base address, such as `http://127.0.0.1:9/m/17`.
pub(crate) struct Place {
    app: OAuthApp,
    fields: Fields,
    approved: Vec<HostPort>,
}

impl Place {
    pub(crate) fn new(base: &str, port: u16) -> Result<Self> {
        let public = json!({
            "base_url": base,
            "issuer": "https://issuer.example",
            "authorization_endpoint": base,
            "token_endpoint": base,
            "device_authorization_endpoint": base,
            "iss_parameter_supported": true,
            "scope": "files.read",
        });
        Ok(Self {
            app: OAuthApp {
                client_id: "torture".to_owned(),
                client_secret: Some(SecretString::from(format!("secret-{CANARY}"))),
                scopes: Vec::new(),
            },
            fields: Fields::new(public.as_object().context("an object")?.clone(), BTreeMap::new()),
            approved: vec![HostPort::new("127.0.0.1", port)],
        })
    }

    pub(crate) fn method(&self) -> Result<OAuthMethod<'_>> {
        let connector = Catalogue::builtin().get("http-oauth2").context("the connector")?;
        let auth = connector.find_auth("authorization_code").context("the method")?;
        Ok(OAuthMethod::new(connector, auth, &self.app, &self.fields)?)
    }

    pub(crate) fn approved(&self) -> &[HostPort] {
        &self.approved
    }

    pub(crate) fn context(&self, total: Duration) -> OAuthContext<'_> {
        OAuthContext {
            private_approved: &self.approved,
            resolver: &SystemResolver,
            roots: &TlsRoots::Platform,
            now: NOW,
            limits: Limits { stage: total / 2, total },
            random: &random,
        }
    }
}

/// The grant that must survive.
pub(crate) fn old_grant() -> TokenGrant {
    let mut grant = TokenGrant::new(SecretString::from(format!("old-access-{CANARY}")), NOW);
    grant.refresh_token = Some(SecretString::from(format!("old-refresh-{CANARY}")));
    grant
}
