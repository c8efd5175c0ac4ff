//! IP addresses, as read by Kubernetes' old sloppy parser and as judged since 1.36.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An IP address as the sloppy parser reads it.
pub(crate) struct SloppyIp {
    /// What it means. An IPv4-mapped IPv6 address stays an IPv6 address.
    pub(crate) address: IpAddr,
    /// Whether a strict parser reads the same text.
    pub(crate) is_strict: bool,
}

impl SloppyIp {
    /// Whether the text is an IPv4 address in IPv6 form. False for what a strict parser refuses.
    pub(crate) fn is_mapped(&self) -> bool {
        match self.address {
            IpAddr::V6(address) => self.is_strict && address.to_ipv4_mapped().is_some(),
            IpAddr::V4(_) => false,
        }
    }

    /// The text that Go's `net.IP` prints, in which IPv4-mapped addresses are IPv4.
    pub(crate) fn legacy_text(&self) -> String {
        self.address.to_canonical().to_string()
    }
}

/// Reads an address; leading zeros are taken as decimal (`ParseIPSloppy` of k8s.io/utils/net).
pub(crate) fn parse(text: &str) -> Option<SloppyIp> {
    let address = match text.bytes().find(|byte| matches!(byte, b'.' | b':'))? {
        b'.' => IpAddr::V4(parse_v4(text)?),
        _ => IpAddr::V6(parse_v6(text)?),
    };
    Some(SloppyIp {
        address,
        is_strict: text.parse() == Ok(address),
    })
}

fn parse_v4(text: &str) -> Option<Ipv4Addr> {
    let mut octets = [0; 4];
    let mut parts = text.split('.');
    for octet in &mut octets {
        let part = parts.next()?;
        if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = part.trim_start_matches('0');
        *octet = if digits.is_empty() {
            0
        } else {
            digits.parse().ok()?
        };
    }
    parts.next().is_none().then(|| Ipv4Addr::from(octets))
}

fn parse_v6(text: &str) -> Option<Ipv6Addr> {
    let mut plain = String::with_capacity(text.len());
    for (position, group) in text.split(':').enumerate() {
        if position > 0 {
            plain.push(':');
        }
        if group.contains('.') {
            plain.push_str(&parse_v4(group)?.to_string());
        } else if !group.is_empty() {
            let digits = group.trim_start_matches('0');
            plain.push_str(if digits.is_empty() { "0" } else { digits });
        }
    }
    plain.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reads_leading_zeros_and_says_so() {
        for (text, legacy, is_strict, is_mapped) in [
            ("10.0.0.1", "10.0.0.1", true, false),
            ("010.000.0.01", "10.0.0.1", false, false),
            ("::1", "::1", true, false),
            ("2001:DB8::00001", "2001:db8::1", false, false),
            ("::ffff:1.2.3.4", "1.2.3.4", true, true),
            ("::ffff:01.2.3.4", "1.2.3.4", false, false),
        ] {
            let ip = parse(text).unwrap();
            assert_eq!(ip.legacy_text(), legacy);
            assert_eq!(
                (ip.is_strict, ip.is_mapped()),
                (is_strict, is_mapped),
                "{text}"
            );
        }
        for text in [
            "",
            "1",
            "1.2.3",
            "1.2.3.4.5",
            "1.2.3.256",
            "a.b.c.d",
            "::g",
            "1:2",
            "1::2::3",
            "fe80::1%eth0",
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
