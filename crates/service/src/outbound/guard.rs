//! Which addresses a postback may go to (`allow_private_targets`).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use platform::config::AllowPrivateTargets;

/// Judges hosts and resolved addresses.
#[derive(Clone, Debug)]
pub struct TargetPolicy {
    allowed: AllowPrivateTargets,
}

/// A target that the configuration does not allow; names the key that would.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{host}` is a private address, and `allow_private_targets` does not allow it")]
pub struct Blocked {
    /// The host as the URL spells it.
    pub host: String,
}

impl TargetPolicy {
    /// The policy of the configuration key `allow_private_targets`.
    #[must_use]
    pub fn new(allowed: AllowPrivateTargets) -> Self {
        Self { allowed }
    }

    /// Whether `address`, to which `host` resolved (or which it literally is), may be spoken to.
    ///
    /// # Errors
    /// [`Blocked`] for a private, loopback, link-local or otherwise special address that is not allowed.
    pub fn judge(&self, host: &str, address: IpAddr) -> Result<(), Blocked> {
        if is_public(address) || self.allowed.allows(host, address) {
            return Ok(());
        }
        Err(Blocked { host: host.to_owned() })
    }
}

/// Whether an address is reachable for everybody, so that speaking to it reveals nothing of our network.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => match embedded_v4(v6) {
            Some(v4) => is_public_v4(v4),
            None => is_public_v6(v6),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b)) // shared address space, RFC 6598
        || (a == 192 && b == 0 && c == 0) // protocol assignments, RFC 6890
        || (a == 198 && (18..20).contains(&b))) // benchmarking, RFC 2544
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let first = address.segments()[0];
    // Only global unicast (2000::/3) is public; documentation ranges lie inside it.
    first & 0xe000 == 0x2000
        && !(first == 0x2001 && address.segments()[1] == 0x0db8)
        && !(first == 0x3fff && address.segments()[1] < 0x1000)
}

/// IPv4 in IPv6 clothes: mapped, compatible, NAT64 (RFC 6052, 8215), 6to4 and Teredo's obfuscated client.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let s = address.segments();
    let join = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        Ipv4Addr::new(a, b, c, d)
    };
    match s {
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] if high != 0 || low > 1 => Some(join(high, low)),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(join(high, low)),
        [0x64, 0xff9b, 1, _, _, _, high, low] => Some(join(high, low)),
        [0x2002, high, low, ..] => Some(join(high, low)),
        [0x2001, 0, _, _, _, _, high, low] => Some(join(!high, !low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use test_case::test_case;

    use super::*;

    #[test_case("8.8.8.8", true)]
    #[test_case("127.0.0.1", false)]
    #[test_case("10.1.2.3", false)]
    #[test_case("172.31.0.1", false; "end of the private block")]
    #[test_case("172.32.0.1", true; "after the private block")]
    #[test_case("192.168.1.1", false)]
    #[test_case("169.254.169.254", false; "cloud metadata")]
    #[test_case("100.64.0.1", false; "carrier grade nat")]
    #[test_case("0.0.0.0", false)]
    #[test_case("255.255.255.255", false)]
    #[test_case("224.0.0.1", false)]
    #[test_case("::1", false)]
    #[test_case("::", false)]
    #[test_case("fe80::1", false)]
    #[test_case("fd00::1", false)]
    #[test_case("2606:4700::1111", true)]
    #[test_case("::ffff:127.0.0.1", false; "mapped loopback")]
    #[test_case("::ffff:8.8.8.8", true; "mapped public")]
    #[test_case("64:ff9b::7f00:1", false; "nat64 loopback")]
    #[test_case("2002:7f00:1::", false; "6to4 loopback")]
    #[test_case("2001:db8::1", false; "documentation")]
    fn only_public_addresses_pass(address: &str, public: bool) {
        let policy = TargetPolicy::new(AllowPrivateTargets::No);
        assert_eq!(policy.judge("host", address.parse().unwrap()).is_ok(), public);
    }
}
