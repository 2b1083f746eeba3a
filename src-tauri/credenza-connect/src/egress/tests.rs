//! The guard's judgement, spelling by spelling, and what it says.

use super::*;
use async_trait::async_trait;
use std::io;
use std::net::ToSocketAddrs as _;

/// Answers what it is told; panics when it must not be asked.
struct Told(Vec<&'static str>);

#[async_trait]
impl Resolver for Told {
    async fn lookup(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        assert!(!self.0.is_empty(), "{host} was looked up");
        Ok(self.0.iter().map(|text| SocketAddr::new(text.parse().unwrap(), port)).collect())
    }
}

const KINDS: &[(AddressKind, &[&str])] = &[
    (AddressKind::Unspecified, &["0.0.0.0", "0.1.2.3", "0.255.255.255", "::"]),
    (
        AddressKind::Loopback,
        &["127.0.0.1", "127.1.2.3", "127.255.255.255", "::1", "0:0:0:0:0:0:0:1"],
    ),
    (
        AddressKind::Private,
        &[
            "10.0.0.0",
            "10.255.255.255",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "192.168.255.255",
        ],
    ),
    (
        AddressKind::LinkLocal,
        &[
            "169.254.0.1",
            "169.254.169.253",
            "169.254.255.255",
            "fe80::1",
            "fe80::1:2:3:4",
            "febf::1",
        ],
    ),
    (AddressKind::CarrierNat, &["100.64.0.0", "100.100.0.1", "100.127.255.255"]),
    (AddressKind::UniqueLocal, &["fc00::1", "fd00::1", "fdff:ffff::1", "fec0::1", "feff::1"]),
    (
        AddressKind::Multicast,
        &["224.0.0.1", "239.255.255.255", "255.255.255.255", "ff02::1", "ff0e::1"],
    ),
    (
        AddressKind::Documentation,
        &["192.0.2.1", "198.51.100.7", "203.0.113.9", "2001:db8::1", "3fff::1"],
    ),
    (
        AddressKind::Embedded,
        &[
            "::ffff:127.0.0.1",
            "::ffff:7f00:1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "::7f00:1",
            "::8.8.8.8",
            "::ffff:0:127.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::10.0.0.1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "2002:808:808::1",
            "2001::1",
        ],
    ),
    (
        AddressKind::Reserved,
        &[
            "192.0.0.1",
            "192.88.99.1",
            "198.18.0.1",
            "198.19.255.255",
            "240.0.0.1",
            "254.1.2.3",
            "100::1",
            "2001:10::1",
            "2001:20::1",
            "4000::1",
            "1::1",
            "5f00::1",
        ],
    ),
    (
        AddressKind::Metadata,
        &[
            "169.254.169.254",
            "169.254.170.2",
            "169.254.170.23",
            "168.63.129.16",
            "100.100.100.200",
            "192.0.0.192",
            "fd00:ec2::254",
            "fd00:ec2::23",
            "fd20:ce::254",
            "::ffff:169.254.169.254",
            "::169.254.169.254",
            "64:ff9b::169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:a9fe:a9fe::1",
        ],
    ),
    (
        AddressKind::Global,
        &[
            "8.8.8.8",
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "100.63.255.255",
            "100.128.0.0",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:4860:4860::8888",
            "2400::1",
        ],
    ),
];

#[test]
fn every_kind_of_address_is_told_from_the_others() {
    let mut count = 0;
    for (kind, spellings) in KINDS {
        for spelling in *spellings {
            let address: IpAddr = spelling.parse().unwrap();
            assert_eq!(classify(address), *kind, "{spelling}");
            count += 1;
        }
    }
    assert!(count >= 60, "{count}");
}

#[test]
fn the_systems_spellings_of_loopback_are_loopback() {
    let mut resolved = 0;
    for spelling in
        ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "0x7f.1"]
    {
        // Which of these a system understands is its own business; none may get past the guard.
        for address in (spelling, 80).to_socket_addrs().into_iter().flatten() {
            assert_eq!(classify(address.ip()), AddressKind::Loopback, "{spelling}");
            resolved += 1;
        }
    }
    assert!(resolved >= 2, "nothing was resolved");
}

#[tokio::test]
async fn only_a_public_address_passes_unasked() {
    for (kind, spellings) in KINDS {
        for spelling in *spellings {
            let policy = EgressPolicy::only("api.example.org", 443);
            let result = resolve(&policy, &Told(vec![spelling]), "api.example.org", 443).await;
            assert_eq!(result.is_ok(), *kind == AddressKind::Global, "{spelling}");
            let approved = policy.approving("api.example.org", 443);
            let result = resolve(&approved, &Told(vec![spelling]), "api.example.org", 443).await;
            assert_eq!(result.is_ok(), *kind != AddressKind::Metadata, "{spelling} approved");
            // The same as a literal, which nobody looks up.
            let literal =
                resolve(&EgressPolicy::only(spelling, 443), &Told(vec![]), spelling, 443).await;
            assert_eq!(literal.is_ok(), *kind == AddressKind::Global, "{spelling} as a literal");
        }
    }
}

#[tokio::test]
async fn one_bad_address_among_good_ones_is_enough() {
    let policy = EgressPolicy::only("api.example.org", 443);
    let mixed = Told(vec!["8.8.8.8", "10.0.0.1"]);
    let failure = resolve(&policy, &mixed, "api.example.org", 443).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::EgressPrivateAddress);
    assert!(
        failure.message.contains("api.example.org:443 leads to 10.0.0.1, a private address"),
        "{}",
        failure.message
    );
    assert_eq!(failure.address.unwrap().to_string(), "api.example.org:443");
}

#[tokio::test]
async fn a_host_is_the_connectors_exactly_or_not_at_all() {
    let policy = EgressPolicy::only("api.example.org", 443);
    for same in ["api.example.org", "API.Example.ORG", "api.example.org."] {
        assert!(resolve(&policy, &Told(vec!["8.8.8.8"]), same, 443).await.is_ok(), "{same}");
    }
    let others = [
        ("example.org", 443),
        ("x.api.example.org", 443),
        ("api.example.org.evil.example", 443),
        ("api.example.org", 80),
        ("", 443),
    ];
    for (host, port) in others {
        let failure = resolve(&policy, &Told(vec![]), host, port).await.unwrap_err();
        assert_eq!(failure.code, FailureCode::EgressHostNotAllowed, "{host}:{port}");
    }
}

#[tokio::test]
async fn a_name_without_addresses_is_a_dns_failure() {
    struct Empty;
    #[async_trait]
    impl Resolver for Empty {
        async fn lookup(&self, _: &str, _: u16) -> io::Result<Vec<SocketAddr>> {
            Ok(Vec::new())
        }
    }
    let failure =
        resolve(&EgressPolicy::only("a.example", 1), &Empty, "a.example", 1).await.unwrap_err();
    assert_eq!((failure.code, failure.field.as_deref()), (FailureCode::NetDns, Some("host")));
}

#[tokio::test]
async fn the_first_address_that_answers_is_used() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let there = listener.local_addr().unwrap();
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let passed = connect(&[gone, there]).await.unwrap();
    assert_eq!(passed.value.peer_addr().unwrap(), there);
    let failure = connect(&[gone]).await.unwrap_err();
    assert_eq!((failure.code, failure.field.as_deref()), (FailureCode::NetRefused, Some("port")));
    assert_eq!(connect(&[]).await.unwrap_err().code, FailureCode::NetDns);
}

#[tokio::test]
async fn hanging_up_ends_the_connection_for_every_holder() {
    use tokio::io::AsyncReadExt as _;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let stream = connect(&[listener.local_addr().unwrap()]).await.unwrap().value;
    let (mut peer, _) = listener.accept().await.unwrap();
    let (held, hang_up) = HangUp::on(stream).unwrap();
    drop(hang_up);
    let read =
        tokio::time::timeout(std::time::Duration::from_secs(5), peer.read_u8()).await.unwrap();
    assert_eq!(read.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    drop(held);
}
