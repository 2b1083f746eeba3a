//! Real commands that are killed while they renew, with the network away in between: only the provider can end a grant.

use super::cable::{Cable, Plugged};
use super::provider::{CONNECTOR, Provider};
use crate::harness::Vault;
use credenza_testing::servers::AuthorizationServer;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(30);

/// A provider whose token endpoint lies at the end of a cable, and `Files`, signed in there.
fn signed_in(vault: &Vault) -> (Provider, Cable) {
    let server = AuthorizationServer::start(&json!({}));
    let cable = Cable::to(server.port());
    let (issuer, port) = (server.issuer(), cable.port());
    let (base, page) = (format!("base_url={issuer}"), format!("authorization_url={issuer}/auth"));
    let token = format!("token_url=http://127.0.0.1:{port}/token");
    let private = [server.port(), port].map(|port| format!("127.0.0.1:{port}"));
    let secret = vault.file("client-secret", "credenza-test-secret");
    let mut words = vec!["oauth-app", "add", CONNECTOR, "--client-id", "credenza"];
    words.extend(["--name", "app", "--scopes", "openid,email", "--client-secret-file", &secret]);
    for set in [base.as_str(), &page, &token, "probe_path=/me"] {
        words.extend(["--set", set]);
    }
    private.iter().for_each(|one| words.extend(["--allow-private", one]));
    let saved = vault.json(&words);
    server.set(&json!({"redirect_addresses": [saved["oauth_app"]["redirect_address"]]}));
    let provider = Provider { server };
    provider.sign_in(vault, "ana", &["--name", "Files"]).succeeds();
    (provider, cable)
}

/// A command that renews, killed while its request is on the way into nothing.
fn killed(vault: &Vault, cable: &mut Cable) {
    cable.plug(Plugged::IntoNothing);
    let mut child = vault.spawn(&["credential", "refresh", "Files"]);
    let own = "SELECT COUNT(*) FROM oauth_grant WHERE lease_owner LIKE";
    let until = Instant::now() + LIMIT;
    // The command is the shell's own process, which replaced itself.
    while vault.sql(&format!("{own} '%/{}/%'", child.id())) != "1" {
        assert!(Instant::now() < until, "nobody renews it");
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

fn state(vault: &Vault) -> Value {
    let shown = vault.json(&["credential", "show", "Files"])["credential"].clone();
    json!([shown["state"], shown["state_reason"]])
}

#[test]
fn a_command_killed_twice_with_the_network_away_in_between_loses_no_grant() {
    let vault = Vault::new();
    let (provider, mut cable) = signed_in(&vault);
    killed(&vault, &mut cable);
    cable.pull();
    let error = vault.refused(&["credential", "refresh", "Files"]);
    assert_eq!(error["details"]["reason"], "token.transport", "{error}");
    assert_eq!(state(&vault), json!(["degraded", "net.unreachable"]));
    killed(&vault, &mut cable);
    assert_eq!(provider.server.token_requests("refresh_token"), 0, "nothing ever arrived");

    cable.plug(Plugged::In);
    let renewed = vault.json(&["credential", "refresh", "Files"]);
    assert_eq!(renewed["credential"]["state"], "connected", "{renewed}");
    assert_eq!(provider.server.token_requests("refresh_token"), 1);
}
