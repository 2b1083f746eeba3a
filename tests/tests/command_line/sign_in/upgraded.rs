//! A vault of the version before programs kept their tokens.

use super::provider::Provider;
use crate::harness::Vault;
use serde_json::json;

/// Grants as they lay before, when each had an OAuth app.
const AS_BEFORE: &str = "ALTER TABLE oauth_grant RENAME TO newer; \
    CREATE TABLE oauth_grant AS SELECT * FROM newer; DROP TABLE newer; \
    DROP TABLE check_tally; DELETE FROM _sqlx_migrations WHERE version >= 5; PRAGMA user_version = 4;";

#[test]
fn the_grants_of_an_older_vault_are_renewed_as_before() {
    let vault = Vault::new();
    let provider = Provider::start(&vault, &json!({}));
    provider.sign_in(&vault, "ana", &["--name", "Files"]).succeeds();
    vault.sql(AS_BEFORE);
    let renewed = vault.json(&["credential", "refresh", "Files"]);
    assert_eq!(renewed["credential"]["state"], "connected", "{renewed}");
    assert_eq!(renewed["credential"]["grant"]["oauth_app"], "app", "{renewed}");
    assert_eq!(provider.server.token_requests("refresh_token"), 1);
    assert!(vault.sql("PRAGMA user_version").parse::<i64>().unwrap() >= 5);
    let indexes = "SELECT COUNT(*) FROM sqlite_master WHERE tbl_name = 'oauth_grant' AND sql LIKE 'CREATE INDEX%'";
    assert_eq!(vault.sql(indexes), "2");
    let error = vault.refused(&["oauth-app", "remove", "app"]);
    assert_eq!(error["code"], "oauth_app.in_use", "its foreign key still holds: {error}");
}
