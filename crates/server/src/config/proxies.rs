//! `TrustedProxy`: whose word about where a request comes from counts.

use std::{fmt, net::IpAddr, str::FromStr};

use http::HeaderMap;
use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// What a proxy says in, the nearest last.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// An address, or a network of addresses, of proxies in front of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TrustedProxy(IpNet);

impl TrustedProxy {
    fn is(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }

    /// Where a request comes from whose connection comes from `peer`: the nearest address that is none of these proxies, as
    /// they tell it. What somebody else says of himself stands farther away and is not looked at.
    #[must_use]
    pub fn sender(proxies: &[Self], peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let is_proxy = |address| proxies.iter().any(|proxy| proxy.is(address));
        let told = headers.get_all(FORWARDED_FOR).into_iter();
        let told: Vec<&str> = told
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
            .collect();
        let mut nearest = peer;
        for text in told.iter().rev() {
            if !is_proxy(nearest) {
                break;
            }
            // What is no address ends it: the proxy that wrote it is the last that is known.
            let Ok(address) = text.trim().parse() else {
                break;
            };
            nearest = address;
        }
        nearest
    }
}

impl FromStr for TrustedProxy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let alone = || text.parse::<IpAddr>().map(IpNet::from);
        text.parse()
            .or_else(|_| alone())
            .map(|network: IpNet| Self(network.trunc()))
            .map_err(|_| format!("`{text}` is no address and no network, such as `10.0.0.0/8`"))
    }
}

impl fmt::Display for TrustedProxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl TryFrom<String> for TrustedProxy {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TrustedProxy> for String {
    fn from(proxy: TrustedProxy) -> Self {
        proxy.to_string()
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::{FORWARDED_FOR, TrustedProxy};

    #[test]
    fn only_what_trusted_proxies_say_counts() {
        let proxies: Vec<TrustedProxy> = ["10.0.0.0/8", "192.0.2.1", "fd00::/8"]
            .map(|text| text.parse().unwrap())
            .to_vec();
        for (peer, lines, expected) in [
            // Nobody else is believed, whatever is said.
            ("203.0.113.5", &["198.51.100.1"][..], "203.0.113.5"),
            ("10.1.2.3", &[], "10.1.2.3"),
            ("10.1.2.3", &["198.51.100.1"], "198.51.100.1"),
            ("::ffff:10.1.2.3", &["198.51.100.1"], "198.51.100.1"),
            // What somebody put there himself stands before what the proxy has added.
            ("10.1.2.3", &["127.0.0.1, 198.51.100.1"], "198.51.100.1"),
            ("10.1.2.3", &["127.0.0.1", "198.51.100.1"], "198.51.100.1"),
            // Over several proxies.
            ("10.1.2.3", &["198.51.100.1, 192.0.2.1"], "198.51.100.1"),
            ("fd00::1", &["2001:db8::7"], "2001:db8::7"),
            ("10.1.2.3", &["198.51.100.1, unknown"], "10.1.2.3"),
            ("10.1.2.3", &["10.9.9.9"], "10.9.9.9"),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(FORWARDED_FOR, HeaderValue::from_static(line));
            }
            let sender = TrustedProxy::sender(&proxies, peer.parse().unwrap(), &headers);
            assert_eq!(sender.to_string(), expected, "{peer} {lines:?}");
        }
        for text in ["", "everybody", "10.0.0.0/33", "proxy.example"] {
            assert!(text.parse::<TrustedProxy>().is_err(), "{text}");
        }
    }
}
