//! Which IP addresses are public, after the IANA special-purpose registries. All others belong to a
//! private machine or network, or are not used for web pages.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use ipnet::{Ipv4Net, Ipv6Net};

const SPECIAL_V4: &[&str] = &[
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
];

/// Networks within IPv6's global unicast range (`2000::/3`) that are not public; nothing outside
/// that range is.
const SPECIAL_V6: &[&str] =
    &["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"];

static V4: LazyLock<Vec<Ipv4Net>> =
    LazyLock::new(|| SPECIAL_V4.iter().filter_map(|n| n.parse().ok()).collect());
static V6: LazyLock<Vec<Ipv6Net>> =
    LazyLock::new(|| SPECIAL_V6.iter().filter_map(|n| n.parse().ok()).collect());

/// Whether `address` may be that of a public web page.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !V4.iter().any(|net| net.contains(&address))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    address.segments()[0] & 0xE000 == 0x2000 && !V6.iter().any(|net| net.contains(&address))
}

/// Whether a host name can only be in a private network, whatever it resolves to.
pub(crate) fn is_private_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let local = [
        "localhost",
        "local",
        "lan",
        "internal",
        "home.arpa",
        "intranet",
        "corp",
        "home",
        "localdomain",
    ];
    !host.contains('.') || local.iter().any(|l| host == *l || host.ends_with(&format!(".{l}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_special_network_is_in_force() {
        assert_eq!((V4.len(), V6.len()), (SPECIAL_V4.len(), SPECIAL_V6.len()));
    }

    #[test]
    fn own_networks_are_private_in_every_spelling() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.1.1",
            "169.254.169.254",
            "::1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "fe80::1",
            "fd00::1",
            "2002:7f00:1::",
        ] {
            assert!(address.parse().is_ok_and(|a| !is_public(a)), "{address}");
        }
        for address in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111"] {
            assert!(address.parse().is_ok_and(is_public), "{address}");
        }
    }

    #[test]
    fn names_without_a_dot_are_private() {
        for name in
            ["localhost", "printer", "nas.lan", "foo.localhost.", "metadata.google.internal"]
        {
            assert!(is_private_name(name), "{name}");
        }
        assert!(!is_private_name("example.com"));
    }
}
