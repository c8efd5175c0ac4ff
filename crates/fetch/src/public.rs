//! Which addresses are on the internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is one that everybody on the internet reaches alike: none of the blocks that IANA's registries of
/// special-purpose addresses (RFC 6890) keep for something else, also where an IPv6 address only carries such a one.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    /// Address and length of the prefix.
    const KEPT: [([u8; 4], u32); 15] = [
        ([0, 0, 0, 0], 8),
        ([10, 0, 0, 0], 8),
        ([100, 64, 0, 0], 10),
        ([127, 0, 0, 0], 8),
        ([169, 254, 0, 0], 16),
        ([172, 16, 0, 0], 12),
        ([192, 0, 0, 0], 24),
        ([192, 0, 2, 0], 24),
        ([192, 88, 99, 0], 24),
        ([192, 168, 0, 0], 16),
        ([198, 18, 0, 0], 15),
        ([198, 51, 100, 0], 24),
        ([203, 0, 113, 0], 24),
        ([224, 0, 0, 0], 4),
        ([240, 0, 0, 0], 4),
    ];
    let bits = address.to_bits();
    !KEPT.iter().any(|(prefix, length)| {
        let mask = u32::MAX << (32 - length);
        bits & mask == u32::from_be_bytes(*prefix)
    })
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, third, middle @ .., high, low] = address.segments();
    let carried = |high: u16, low: u16| {
        is_public_v4(Ipv4Addr::from_bits(
            (u32::from(high) << 16) | u32::from(low),
        ))
    };
    match (first, second) {
        // NAT64 (RFC 6052) carries an IPv4 address at its end.
        (0x64, 0xff9b) if third == 0 && middle == [0; 3] => carried(high, low),
        // 6to4 (RFC 3056) carries one after its prefix.
        (0x2002, _) => carried(second, third),
        // Protocol assignments, Teredo among them, and documentation.
        (0x2001, 0..=0x1ff | 0xdb8) | (0x3fff, 0..=0xfff) => false,
        // Everything that is given out is 2000::/3; IPv4-mapped, local, unique local and multicast are not.
        (0x2000..=0x3fff, _) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::is_public;

    #[test]
    fn what_is_inside_is_not_public() {
        for inside in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::169.254.169.254",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            let address: IpAddr = inside.parse().unwrap();
            assert!(!is_public(address), "{inside}");
        }
    }

    #[test]
    fn what_everybody_reaches_is() {
        for public in [
            "1.1.1.1",
            "100.63.255.255",
            "100.128.0.1",
            "140.82.121.3",
            "172.15.0.1",
            "172.32.0.1",
            "192.1.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:50c0:8000::154",
            "2a04:4e42::133",
            "64:ff9b::1.1.1.1",
            "2002:101:101::1",
        ] {
            let address: IpAddr = public.parse().unwrap();
            assert!(is_public(address), "{public}");
        }
    }
}
