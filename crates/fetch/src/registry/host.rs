//! `RegistryHost`: a registry that may be asked, or all below a name.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use crate::{HostPattern, is_public};

/// The port of HTTPS.
const HTTPS: u16 = 443;

/// A registry that may be asked: `harbor.example.com`, `registry.example.com:5000`, or `*.example.com` for every name below
/// that one. One that is named in full may be inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryHost {
    pattern: HostPattern,
    port: u16,
    may_be_inside: bool,
}

impl RegistryHost {
    /// Registries of the internet that many images come from, with the hosts that their tokens and blobs come from.
    #[must_use]
    pub fn usual() -> Vec<Self> {
        const USUAL: [&str; 14] = [
            "*.docker.com",
            "*.docker.io",
            "*.gcr.io",
            "*.pkg.dev",
            "*.quay.io",
            "*.data.mcr.microsoft.com",
            "cr.fluentbit.io",
            "gcr.io",
            "ghcr.io",
            "mcr.microsoft.com",
            "public.ecr.aws",
            "quay.io",
            "registry.gitlab.com",
            "registry.k8s.io",
        ];
        let known = USUAL.iter().filter_map(|host| host.parse().ok());
        known
            .map(|host: Self| Self {
                may_be_inside: false,
                ..host
            })
            .collect()
    }

    /// Whether it means this host and port.
    pub(super) fn matches(&self, host: &str, port: u16) -> bool {
        self.port == port && self.pattern.matches(host)
    }
}

/// Whether an address of a host may be connected to.
pub(crate) fn may_connect(known: &[RegistryHost], host: &str, address: IpAddr) -> bool {
    is_public(address)
        || !is_here(address)
            && known
                .iter()
                .any(|known| known.may_be_inside && known.pattern.matches(host))
}

/// Whether only this machine or its link has the address: nobody's registry is there, and much that trusts who asks from
/// there.
fn is_here(address: IpAddr) -> bool {
    /// Where the metadata of machines are at Amazon.
    const METADATA: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
    let is_here_v4 = |address: Ipv4Addr| {
        address.is_loopback()
            || address.is_link_local()
            || address.is_multicast()
            || address.is_broadcast()
            || address.octets()[0] == 0
            // Where they are at Alibaba.
            || address == Ipv4Addr::new(100, 100, 100, 200)
    };
    match address {
        IpAddr::V4(address) => is_here_v4(address),
        IpAddr::V6(address) => match address.to_ipv4() {
            // Mapped or compatible, `::` and `::1` among them.
            Some(_) => true,
            None => {
                address.is_unicast_link_local() || address.is_multicast() || address == METADATA
            }
        },
    }
}

impl FromStr for RegistryHost {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, port) = match text.rsplit_once(':') {
            Some((name, port)) => {
                let port = port.parse().ok().filter(|port| *port > 0);
                (
                    name,
                    port.ok_or_else(|| format!("`{text}` has no port behind its colon"))?,
                )
            }
            None => (text, HTTPS),
        };
        let pattern: HostPattern = name.parse()?;
        Ok(Self {
            may_be_inside: !pattern.is_below(),
            pattern,
            port,
        })
    }
}

impl fmt::Display for RegistryHost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pattern.fmt(formatter)?;
        match self.port {
            HTTPS => Ok(()),
            port => write!(formatter, ":{port}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{RegistryHost, may_connect};

    #[test]
    fn one_that_is_named_may_be_inside_and_none_is_here() {
        let known: Vec<RegistryHost> = ["harbor.corp.example:5000", "*.cloud.example"]
            .iter()
            .map(|host| host.parse().unwrap())
            .collect();
        for (host, address, may) in [
            ("harbor.corp.example", "10.0.0.7", true),
            ("harbor.corp.example", "fd00::7", true),
            ("harbor.corp.example", "1.1.1.1", true),
            ("harbor.corp.example", "127.0.0.1", false),
            ("harbor.corp.example", "169.254.169.254", false),
            ("harbor.corp.example", "100.100.100.200", false),
            ("harbor.corp.example", "0.0.0.0", false),
            ("harbor.corp.example", "::1", false),
            ("harbor.corp.example", "::ffff:10.0.0.7", false),
            ("harbor.corp.example", "fe80::1", false),
            ("harbor.corp.example", "fd00:ec2::254", false),
            ("a.cloud.example", "10.0.0.7", false),
            ("a.cloud.example", "1.1.1.1", true),
        ] {
            assert_eq!(
                may_connect(&known, host, address.parse().unwrap()),
                may,
                "{host} {address}"
            );
        }
        let usual = RegistryHost::usual();
        assert_eq!(usual.len(), 14);
        assert!(!may_connect(&usual, "quay.io", "10.0.0.7".parse().unwrap()));
        assert!(
            known[0].matches("harbor.corp.example", 5000)
                && !known[0].matches("harbor.corp.example", 443)
        );
        assert_eq!(known[0].to_string(), "harbor.corp.example:5000");
        assert!("harbor.corp.example:".parse::<RegistryHost>().is_err());
    }
}
