//! What kind of address an address is: only public ones may be reached without asking.
//!
//! Works on resolved addresses, never on spellings: `0x7f.1`, `2130706433` and `localhost` all
//! arrive here as 127.0.0.1. The ranges are those of the `ip_network` crate (IANA's special-purpose
//! registries), plus the ones that carry an IPv4 address inside an IPv6 one.

use ip_network::{Ipv4Network, Ipv6Network};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddressKind {
    /// Reachable from anywhere.
    Global,
    /// 0.0.0.0/8 and `::`: "this host".
    Unspecified,
    /// This computer.
    Loopback,
    /// RFC 1918.
    Private,
    /// This network segment only.
    LinkLocal,
    /// RFC 6598, behind a carrier's NAT.
    CarrierNat,
    /// RFC 4193 (and the older site-local).
    UniqueLocal,
    /// Many receivers, or all of them.
    Multicast,
    /// For examples in texts.
    Documentation,
    /// An IPv4 address inside an IPv6 one: mapped, compatible, NAT64, 6to4, Teredo.
    Embedded,
    /// Set aside for benchmarks, protocols and the future.
    Reserved,
    /// A cloud provider's metadata service, which hands out credentials. Never approvable.
    Metadata,
}

impl AddressKind {
    /// The kind in a person's words, to stand before "address".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Global => "public",
            Self::Unspecified => "unspecified",
            Self::Loopback => "loopback",
            Self::Private => "private",
            Self::LinkLocal => "link-local",
            Self::CarrierNat => "carrier-grade NAT",
            Self::UniqueLocal => "unique local",
            Self::Multicast => "multicast",
            Self::Documentation => "documentation",
            Self::Embedded => "translated IPv4",
            Self::Reserved => "reserved",
            Self::Metadata => "metadata",
        }
    }
}

/// The kind of an address.
#[must_use]
pub fn classify(address: IpAddr) -> AddressKind {
    if is_metadata(address) {
        return AddressKind::Metadata;
    }
    match address {
        IpAddr::V4(address) => classify_v4(address),
        IpAddr::V6(address) => classify_v6(address),
    }
}

/// AWS (also ECS and EKS agents), Google, Azure, Alibaba and Oracle.
fn is_metadata(address: IpAddr) -> bool {
    const V4: [[u8; 4]; 6] = [
        [169, 254, 169, 254],
        [169, 254, 170, 2],
        [169, 254, 170, 23],
        [168, 63, 129, 16],
        [100, 100, 100, 200],
        [192, 0, 0, 192],
    ];
    const V6: [[u16; 8]; 3] = [
        [0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x254],
        [0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x23],
        [0xfd20, 0x00ce, 0, 0, 0, 0, 0, 0x254],
    ];
    match address {
        IpAddr::V4(address) => V4.contains(&address.octets()),
        IpAddr::V6(address) => {
            V6.contains(&address.segments())
                || embedded_v4(address).is_some_and(|inner| V4.contains(&inner.octets()))
        }
    }
}

fn classify_v4(address: Ipv4Addr) -> AddressKind {
    let Ok(single) = Ipv4Network::new(address, 32) else {
        return AddressKind::Reserved;
    };
    if address.octets()[0] == 0 {
        AddressKind::Unspecified
    } else if single.is_loopback() {
        AddressKind::Loopback
    } else if single.is_private() {
        AddressKind::Private
    } else if single.is_link_local() {
        AddressKind::LinkLocal
    } else if single.is_shared_address_space() {
        AddressKind::CarrierNat
    } else if single.is_multicast() || single.is_broadcast() {
        AddressKind::Multicast
    } else if single.is_documentation() {
        AddressKind::Documentation
    } else if single.is_global() && !is_relay_anycast(address) {
        AddressKind::Global
    } else {
        AddressKind::Reserved
    }
}

/// 192.88.99.0/24, the retired 6to4 relays (RFC 7526).
fn is_relay_anycast(address: Ipv4Addr) -> bool {
    address.octets()[..3] == [192, 88, 99]
}

fn classify_v6(address: Ipv6Addr) -> AddressKind {
    let Ok(single) = Ipv6Network::new(address, 128) else {
        return AddressKind::Reserved;
    };
    if single.is_unspecified() {
        AddressKind::Unspecified
    } else if single.is_loopback() {
        AddressKind::Loopback
    } else if single.is_multicast() {
        AddressKind::Multicast
    } else if single.is_unicast_link_local() {
        AddressKind::LinkLocal
    } else if single.is_unique_local() || single.is_unicast_site_local() {
        AddressKind::UniqueLocal
    } else if single.is_documentation() || address.segments()[..1] == [0x3fff] {
        AddressKind::Documentation
    } else if embedded_v4(address).is_some() {
        AddressKind::Embedded
    } else if is_global_unicast(address) && single.is_global() {
        AddressKind::Global
    } else {
        AddressKind::Reserved
    }
}

/// 2000::/3 is all IANA has given out; within it 2001::/23 is for protocols, not for hosts.
fn is_global_unicast(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    first & 0xe000 == 0x2000 && !(first == 0x2001 && second < 0x0200)
}

/// The IPv4 address that a translator or tunnel would reach through this IPv6 address.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let join = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match segments {
        // v4-compatible (RFC 4291), v4-mapped, v4-translated (RFC 2765), NAT64 (RFC 6052).
        [0, 0, 0, 0, 0, 0, high, low]
        | [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        // NAT64 of one's own network (RFC 8215).
        | [0x64, 0xff9b, 1, _, _, _, high, low] => Some(join(high, low)),
        // 6to4 (RFC 3056).
        [0x2002, high, low, ..] => Some(join(high, low)),
        // Teredo (RFC 4380): the client's address stands inverted at the end.
        [0x2001, 0, _, _, _, _, high, low] => Some(join(!high, !low)),
        _ => None,
    }
}
