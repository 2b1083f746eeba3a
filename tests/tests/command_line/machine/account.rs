//! A program's account at the authorization server, and the command that stores its credential.

use crate::harness::Vault;
use credenza_testing::servers::AuthorizationServer;
use serde_json::Value;

/// The connector of both ways to sign in.
pub const CONNECTOR: &str = "http-oauth2";

/// The grant type of a service account (RFC 7523, section 2.1).
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// The words that add a service account's credential, with these fields beside the address and the key file.
pub fn add_service_account(
    vault: &Vault,
    server: &AuthorizationServer,
    key_file: &str,
    set: &[(&str, &str)],
) -> Vec<String> {
    add(vault, server, "service_account", set, ("key_file", key_file))
}

/// The words that add a credential of one of the connector's ways to sign in.
pub fn add(
    vault: &Vault,
    server: &AuthorizationServer,
    auth: &str,
    set: &[(&str, &str)],
    secret: (&str, &str),
) -> Vec<String> {
    let issuer = server.issuer();
    let token_url = format!("{issuer}/token");
    let at = [("base_url", issuer.as_str()), ("probe_path", "/api/me"), ("token_url", &token_url)];
    let mut words = vault.add(CONNECTOR, &[&at, set].concat(), &[secret]);
    let private = format!("127.0.0.1:{}", server.port());
    words.extend(["--auth", auth, "--allow-private", &private].map(str::to_owned));
    words
}

/// The stored credential, as it is shown.
pub fn show(vault: &Vault, name: &str) -> Value {
    vault.json(&["credential", "show", name])["credential"].clone()
}
