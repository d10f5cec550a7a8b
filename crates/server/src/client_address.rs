//! Who sent a request: the other end of the connection, or whom a trusted proxy names.

use std::net::IpAddr;

use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;

use listener::Peer;

/// The addresses of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClientAddress {
    /// The client as far as it can be known; absent in tests without sockets.
    pub(crate) client: Option<IpAddr>,
    /// Whether the connection comes from a proxy of `trusted_proxies`.
    pub(crate) is_proxied: bool,
}

impl ClientAddress {
    pub(crate) fn of(extensions: &Extensions, headers: &HeaderMap, trusted: &[IpNet]) -> Self {
        let peer = extensions.get::<Peer>().map(|peer| peer.0.ip().to_canonical());
        let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
        let Some(proxy) = peer.filter(|peer| is_trusted(*peer)) else {
            return Self { client: peer, is_proxied: false };
        };
        // Each proxy appends the address it heard: the last one that is not ours is the client, and what stands
        // before it is only the client's word.
        let hops = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let hops: Vec<&str> = hops.flat_map(|value| value.split(',')).collect();
        let mut client = proxy;
        for hop in hops.iter().rev() {
            let Some(address) = parse(hop.trim()) else { break };
            client = address;
            if !is_trusted(address) {
                break;
            }
        }
        Self { client: Some(client), is_proxied: true }
    }
}

/// An address, perhaps with a port or in brackets.
fn parse(text: &str) -> Option<IpAddr> {
    let plain = text.trim_start_matches('[').trim_end_matches(']');
    let address = plain.parse::<IpAddr>().ok();
    address
        .or_else(|| text.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip()))
        .map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use test_case::test_case;

    use super::*;

    #[test_case("203.0.113.9:4711", "1.2.3.4", "203.0.113.9"; "a stranger's word counts for nothing")]
    #[test_case("10.0.0.1:80", "", "10.0.0.1"; "a proxy that says nothing")]
    #[test_case("10.0.0.1:80", "198.51.100.7", "198.51.100.7"; "a proxy's client")]
    #[test_case("10.0.0.1:80", "6.6.6.6, 198.51.100.7, 10.0.0.2", "198.51.100.7"; "two proxies and a liar")]
    #[test_case("[::ffff:10.0.0.1]:80", "[2001:db8::1]:443", "2001:db8::1"; "version 6")]
    #[test_case("10.0.0.1:80", "unknown", "10.0.0.1"; "no address")]
    fn the_client(peer: &str, forwarded: &'static str, expected: &str) {
        let mut extensions = Extensions::new();
        extensions.insert(Peer(peer.parse().unwrap()));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let address = ClientAddress::of(&extensions, &headers, &trusted);
        assert_eq!(address.client, Some(expected.parse().unwrap()));
    }
}
