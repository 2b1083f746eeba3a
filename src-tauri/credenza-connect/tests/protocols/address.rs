//! The egress guard as a probe meets it: lies of a resolver, flips, and hosts that are not approved.

use crate::support::{Lies, Net, assert_failed};
use credenza_connect::egress::EgressPolicy;
use credenza_connect::protocols::postgresql::{GivenAs, PostgresTarget, TlsMode};
use credenza_model::{FailureCode, Stage};
use credenza_testing::servers::{Postgres, Silent};
use secrecy::SecretString;

fn target(host: &str, port: u16) -> PostgresTarget {
    PostgresTarget {
        host: host.to_owned(),
        port,
        database: Postgres::DATABASE.to_owned(),
        username: Postgres::APP_USER.username.to_owned(),
        password: Some(SecretString::from(Postgres::APP_USER.password)),
        tls_mode: TlsMode::Disable,
        ca_certificate: None,
        given_as: GivenAs::Fields,
    }
}

#[tokio::test]
async fn a_loopback_host_must_be_approved_by_host_and_port() {
    let silent = Silent::start();
    let mut net = Net::to("127.0.0.1", silent.port());
    net.policy = EgressPolicy::only("127.0.0.1", silent.port()).approving("127.0.0.1", 1);
    let verification = net.postgres(&target("127.0.0.1", silent.port())).await;
    assert_failed(&verification, Stage::Resolve, FailureCode::EgressPrivateAddress, "/host");
    let failure = verification.failure().unwrap();
    let named = format!("127.0.0.1:{}", silent.port());
    assert!(failure.message.contains(&named), "{failure:?}");
    assert_eq!(verification.address.as_ref().unwrap().to_string(), named);
    assert_eq!(silent.connections(), 0);
}

#[tokio::test]
async fn a_public_name_with_a_private_address_is_refused() {
    for lie in ["127.0.0.1:5432", "10.0.0.7:5432", "[fd00::7]:5432", "[::ffff:10.0.0.7]:5432"] {
        let mut net = Net::to("db.example.org", 5432);
        net.policy = EgressPolicy::only("db.example.org", 5432);
        net.resolver = Box::new(Lies::always(&["203.0.114.9:5432", lie]));
        let verification = net.postgres(&target("db.example.org", 5432)).await;
        assert_failed(&verification, Stage::Resolve, FailureCode::EgressPrivateAddress, "/host");
    }
}

#[tokio::test]
async fn a_metadata_address_is_refused_even_when_approved() {
    for lie in ["169.254.169.254:80", "[fd00:ec2::254]:80", "[::ffff:169.254.169.254]:80"] {
        let mut net = Net::to("db.example.org", 80);
        net.resolver = Box::new(Lies::always(&[lie]));
        let verification = net.postgres(&target("db.example.org", 80)).await;
        assert_failed(&verification, Stage::Resolve, FailureCode::EgressPrivateAddress, "/host");
        assert!(verification.failure().unwrap().message.contains("never allowed"));
    }
}

#[tokio::test]
async fn another_host_than_the_connectors_is_not_even_looked_up() {
    let net = Net::to("db.example.org", 5432);
    for (host, port) in
        [("evil.example.org", 5432), ("db.example.org", 22), ("db.example.org.evil.example", 5432)]
    {
        let verification = net.postgres(&target(host, port)).await;
        assert_failed(&verification, Stage::Resolve, FailureCode::EgressHostNotAllowed, "/host");
    }
}

#[tokio::test]
async fn a_name_that_flips_after_it_was_judged_changes_nothing() {
    let server = Postgres::start();
    let impostor = Silent::start();
    let mut net = Net::to("db.example.org", server.port());
    let mut lies = Lies::always(&[&format!("127.0.0.1:{}", server.port())]);
    lies.later = vec![format!("127.0.0.1:{}", impostor.port()).parse().unwrap()];
    net.resolver = Box::new(lies);
    let verification = net.postgres(&target("db.example.org", server.port())).await;
    crate::support::assert_passed(&verification);
    assert_eq!(impostor.connections(), 0);
}
