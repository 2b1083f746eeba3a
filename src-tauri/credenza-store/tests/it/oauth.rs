//! OAuth apps, grants and sign-ins: what is sealed, what is fenced, and what works once.

use crate::bench::{Bench, NOW, POLICY, random_16};
use credenza_model::{CredentialId, OAuthAppId, SignInId, StateChange, Timestamp};
use credenza_store::table::credential::{self, NewSecret};
use credenza_store::table::oauth_app::{self, OAuthApp, RemoveRefused};
use credenza_store::table::oauth_grant::{self, Doubt, Grant, Lease, Renewal};
use credenza_store::table::sign_in::{self, PendingRow};
use credenza_vault::{OsRandomness, SecretDocument};
use secrecy::SecretString;
use serde_json::Map;
use std::time::Duration;

fn secret(text: &str) -> SecretDocument {
    let mut document = SecretDocument::new();
    document.set_text("client_secret", &SecretString::from(text));
    document
}

async fn add_app(bench: &Bench, name: &str) -> OAuthApp {
    let mut app = OAuthApp {
        id: OAuthAppId::from_random(random_16()),
        connector: "gmail".to_owned(),
        auth: "oauth2".to_owned(),
        name: name.to_owned(),
        client_id: "id".to_owned(),
        secret: None,
        secret_version: 1,
        policy: "{}".to_owned(),
        scopes: Some(vec!["email".to_owned()]),
        redirect: "{\"kind\":\"loopback\"}".to_owned(),
        redirect_path: "00".to_owned(),
        fields: Map::new(),
        secret_expires_at: None,
        test_mode: false,
        created_at: NOW,
        updated_at: NOW,
        version: 1,
    };
    let document = secret("s3cret");
    let new = NewSecret { document: &document, policy_hash: POLICY };
    let mut tx = bench.store.write().await.unwrap();
    oauth_app::insert(&mut tx, &bench.scope, &mut OsRandomness, &mut app, Some(&new))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    app
}

async fn add_grant(bench: &Bench, credential: CredentialId, app: OAuthAppId) -> Grant {
    let mut grant = Grant {
        credential,
        oauth_app: Some(app),
        generation: 0,
        scopes: None,
        asked: vec!["email".to_owned()],
        identity: None,
        refreshable: true,
        signed_in_at: NOW,
        granted_at: NOW,
        expires_at: Some(NOW.plus(Duration::from_secs(3600))),
        refresh_expires_at: None,
        refreshed_at: None,
        revoked_at: None,
    };
    let mut tx = bench.store.write().await.unwrap();
    oauth_grant::put(&mut tx, &bench.scope, &mut grant, Some(NOW)).await.unwrap();
    tx.commit().await.unwrap();
    grant
}

fn lease(owner: &str) -> Lease {
    let until = NOW.plus(Duration::from_secs(60));
    Lease { owner: owner.to_owned(), until, until_uptime: None, intent_at: NOW }
}

#[tokio::test]
async fn a_client_secret_opens_only_for_the_policy_that_it_was_sealed_with() {
    let bench = Bench::new().await;
    let app = add_app(&bench, "one").await;
    let opened = oauth_app::open_client_secret(&bench.scope, &app, POLICY).unwrap().unwrap();
    assert_eq!(opened.expose_text("client_secret"), Some("s3cret"));
    assert!(oauth_app::open_client_secret(&bench.scope, &app, [8; 32]).is_err());
    bench.raw("UPDATE oauth_app SET client_id = 'other'").await;
    let mut connection = bench.store.read().await.unwrap();
    assert!(oauth_app::find(&mut connection, &bench.scope, app.id).await.is_err());
}

#[tokio::test]
async fn only_the_owner_of_the_lease_writes_back_and_only_to_its_generation() {
    let bench = Bench::new().await;
    let app = add_app(&bench, "one").await;
    let credential = bench.add("gmail", "Mail").await;
    let grant = add_grant(&bench, credential.id, app.id).await;
    assert_eq!(grant.generation, 1);
    let mut tx = bench.store.write().await.unwrap();
    assert!(
        oauth_grant::take_lease(&mut tx, credential.id, 1, &lease("a"), Doubt::None).await.unwrap()
    );
    assert!(
        !oauth_grant::take_lease(&mut tx, credential.id, 7, &lease("b"), Doubt::None)
            .await
            .unwrap()
    );
    let renewal = |owner, generation| Renewal { credential: credential.id, generation, owner };
    for (owner, generation) in [("b", 1), ("a", 0)] {
        let mut renewed = grant.clone();
        let stale = oauth_grant::write_back(
            &mut tx,
            &bench.scope,
            &mut renewed,
            renewal(owner, generation),
            None,
        );
        assert!(!stale.await.unwrap(), "{owner} {generation}");
    }
    let mut renewed = grant.clone();
    let ours = oauth_grant::write_back(&mut tx, &bench.scope, &mut renewed, renewal("a", 1), None);
    assert!(ours.await.unwrap());
    let mut again = grant.clone();
    let late = oauth_grant::write_back(&mut tx, &bench.scope, &mut again, renewal("a", 1), None);
    assert!(!late.await.unwrap(), "once is enough");
    tx.commit().await.unwrap();
    let mut connection = bench.store.read().await.unwrap();
    let row =
        oauth_grant::find(&mut connection, &bench.scope, credential.id).await.unwrap().unwrap();
    assert_eq!((row.grant.generation, row.lease), (2, None));
}

#[tokio::test]
async fn an_edit_that_began_before_a_renewal_does_not_bring_the_old_token_back() {
    let bench = Bench::new().await;
    let mut edited = bench.add("gmail", "Mail").await;
    let document = secret("new token");
    let new = NewSecret { document: &document, policy_hash: POLICY };
    let mut tx = bench.store.write().await.unwrap();
    let renewed = credential::renew_secret(
        &mut tx,
        &bench.scope,
        &mut OsRandomness,
        edited.id,
        &credential::RenewedSecret {
            secret_version: edited.secret_version,
            secret: &new,
            change: &StateChange::Refreshed,
            at: NOW,
        },
    )
    .await;
    let renewed = renewed.unwrap().unwrap().credential;
    tx.commit().await.unwrap();
    assert_eq!(renewed.version, edited.version, "a renewal spoils no edit of other rows");

    edited.name = "Renamed".to_owned();
    let mut tx = bench.store.write().await.unwrap();
    let expected = edited.version;
    let saved =
        credential::save(&mut tx, &bench.scope, &mut OsRandomness, &mut edited, None, expected)
            .await;
    assert!(matches!(saved, Err(credential::SaveRefused::ChangedElsewhere)));
    drop(tx);
    let stored = bench.get(renewed.id).await;
    let opened = credential::open_secret(&bench.scope, &stored, POLICY).unwrap();
    assert_eq!(opened.expose_text("client_secret"), Some("new token"));
}

#[tokio::test]
async fn an_app_in_use_stays_and_a_changed_grant_is_noticed() {
    let bench = Bench::new().await;
    let app = add_app(&bench, "one").await;
    let credential = bench.add("gmail", "Mail").await;
    add_grant(&bench, credential.id, app.id).await;
    let mut tx = bench.store.write().await.unwrap();
    let removed = oauth_app::remove(&mut tx, &bench.scope, app.id).await;
    assert!(matches!(removed, Err(RemoveRefused::InUse)), "{removed:?}");
    drop(tx);
    bench.raw("UPDATE oauth_grant SET expires_at = 9").await;
    let mut connection = bench.store.read().await.unwrap();
    assert!(oauth_grant::find(&mut connection, &bench.scope, credential.id).await.is_err());
    drop(connection);
    bench.archive(credential.id).await.unwrap();
    let mut tx = bench.store.write().await.unwrap();
    credential::erase(&mut tx, &bench.scope, credential.id).await.unwrap();
    assert!(oauth_app::remove(&mut tx, &bench.scope, app.id).await.unwrap(), "nobody uses it now");
}

#[tokio::test]
async fn a_sign_in_works_once_and_the_dead_make_room() {
    let bench = Bench::new().await;
    let row = |number: u8, owner: &str, expires_at: Timestamp| PendingRow {
        id: SignInId::from_random(random_16()),
        state_hash: Some([number; 32]),
        issuer: None,
        token_url: "https://id/token".to_owned(),
        client_id: "id".to_owned(),
        redirect_uri: "http://127.0.0.1/x".to_owned(),
        owner: owner.to_owned(),
        created_at: NOW,
        expires_at,
    };
    let later = NOW.plus(Duration::from_secs(600));
    let gone = |owner: &str| owner == "gone";
    let mut tx = bench.store.write().await.unwrap();
    for (number, owner, end) in [(1, "a", later), (2, "gone", later), (3, "a", NOW)] {
        let stored =
            sign_in::insert(&mut tx, &bench.scope, &row(number, owner, end), 2, &gone).await;
        assert!(stored.unwrap(), "{number}");
    }
    // The dead one and the one that is over have gone; one is left, and room for one.
    assert!(sign_in::insert(&mut tx, &bench.scope, &row(4, "a", later), 2, &gone).await.unwrap());
    assert!(!sign_in::insert(&mut tx, &bench.scope, &row(5, "a", later), 2, &gone).await.unwrap());
    assert!(sign_in::consume(&mut tx, &bench.scope, &[1; 32]).await.unwrap().is_some());
    assert!(sign_in::consume(&mut tx, &bench.scope, &[1; 32]).await.unwrap().is_none());
    tx.commit().await.unwrap();
}
