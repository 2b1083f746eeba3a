//! Identity pinning of credentials that nobody signs in to: another role or database is stopped.

use crate::harness::{Vault, and};
use crate::story::database;
use credenza_testing::servers::Postgres;

#[test]
fn another_role_or_database_on_update_is_stopped_until_somebody_says_so() {
    let (vault, server) = (Vault::new(), Postgres::start());
    let words = database(&vault, server.port(), Postgres::APP_USER.password);
    vault.run(&and(&words, &["--name", "Warehouse"])).succeeds();

    let [option, secret] = vault.secret("password", "limited-password");
    let other =
        ["credential", "update", "Warehouse", "--set", "username=limited", &option, &secret];
    let error = vault.refused(&other);
    assert_eq!(error["code"], "sign_in.account_changed", "{error}");
    assert_eq!(error["details"]["was"], "app_user", "{error}");
    assert_eq!(error["details"]["now"], "limited", "{error}");
    let kept = vault.json(&["credential", "show", "Warehouse"]);
    assert_eq!(kept["credential"]["account"], "app_user", "nothing was changed: {kept}");

    let moved = ["credential", "update", "Warehouse", "--set", "database=postgres"];
    let error = vault.refused(&moved);
    assert_eq!(error["details"]["now"], "app_user at postgres", "{error}");
    let wrong = vault.refused(&and(&other.map(str::to_owned), &["--accept-account", "somebody"]));
    assert_eq!(
        wrong["code"], "sign_in.account_changed",
        "only the account that was shown: {wrong}"
    );
    let accepted = vault.json(&and(&other.map(str::to_owned), &["--accept-account", "limited"]));
    assert_eq!(accepted["credential"]["account"], "limited", "{accepted}");

    let again = ["connect", "--connectionId", "Warehouse", "--set", "username=app_user"];
    let [option, secret] = vault.secret("password", Postgres::APP_USER.password);
    let again = [again.as_slice(), &[&option, &secret, "--accept-account", "app_user"]].concat();
    let back = vault.json(&again);
    assert_eq!(
        back["credential"]["id"], accepted["credential"]["id"],
        "reconnected in place: {back}"
    );
}
