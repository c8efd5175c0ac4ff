//! IP addresses, as read by Kubernetes' old sloppy parser and as judged since 1.36.
//!
//! The standard library's parser and printer know more than is asked here, and weigh six kilobytes in the
//! browser's module.

use std::fmt::Write;

use manifest::texts;

/// An IP address as the sloppy parser reads it.
pub(crate) struct SloppyIp {
    /// The address in IPv6 form.
    groups: [u16; 8],
    /// Whether it is written as an IPv4 address.
    is_v4: bool,
    /// Whether a strict parser reads the same text.
    pub(crate) is_strict: bool,
}

impl SloppyIp {
    /// Whether it means an IPv4 address, written so or in IPv6 form.
    fn means_v4(&self) -> bool {
        self.groups.starts_with(&MAPPED)
    }

    /// Whether the text is an IPv4 address in IPv6 form. False for what a strict parser refuses.
    pub(crate) fn is_mapped(&self) -> bool {
        self.is_strict && !self.is_v4 && self.means_v4()
    }

    /// Whether it is written as an IPv6 address.
    pub(crate) fn is_v6(&self) -> bool {
        !self.is_v4
    }

    /// The text that Go's `net.IP` prints, in which IPv4-mapped addresses are IPv4.
    pub(crate) fn legacy_text(&self) -> String {
        if self.means_v4() {
            let [.., high, low] = self.groups.map(u16::to_be_bytes);
            return format!("{}.{}.{}.{}", high[0], high[1], low[0], low[1]);
        }
        // The longest run of zeros, the first of several, is left out; a single zero is not.
        let (mut longest, mut run) = (0..1, 0..0);
        for (position, group) in self.groups.iter().enumerate() {
            if *group != 0 {
                run = position + 1..position + 1;
                continue;
            }
            run.end = position + 1;
            if run.len() > longest.len() {
                longest = run.clone();
            }
        }
        let mut text = String::new();
        for (position, group) in self.groups.iter().enumerate() {
            if longest.len() > 1 && longest.contains(&position) {
                if position == longest.start {
                    text.push_str("::");
                }
                continue;
            }
            if !text.is_empty() && !text.ends_with(':') {
                text.push(':');
            }
            let written = write!(text, "{group:x}");
            debug_assert!(written.is_ok(), "writing to a String cannot fail");
        }
        text
    }
}

/// What comes before an IPv4 address in IPv6 form.
const MAPPED: [u16; 6] = [0, 0, 0, 0, 0, 0xFFFF];

/// Reads an address; leading zeros are taken as decimal (`ParseIPSloppy` of k8s.io/utils/net).
pub(crate) fn parse(text: &str) -> Option<SloppyIp> {
    let mut reader = Reader { is_strict: true };
    let is_v4 = matches!(text.find(['.', ':']).map(|at| &text[at..=at])?, ".");
    let mut groups = [0; 8];
    if is_v4 {
        groups[..6].copy_from_slice(&MAPPED);
        groups[6..].copy_from_slice(&reader.v4(text)?);
    } else if let Some((head, tail)) = texts::split_once(text, "::") {
        if head.contains('.') {
            return None;
        }
        let (head, tail) = (reader.groups(head)?, reader.groups(tail)?);
        // The colons stand for one group at least.
        if head.len() + tail.len() >= groups.len() {
            return None;
        }
        groups[..head.len()].copy_from_slice(&head);
        groups[8 - tail.len()..].copy_from_slice(&tail);
    } else {
        groups = reader.groups(text)?.try_into().ok()?;
    }
    Some(SloppyIp {
        groups,
        is_v4,
        is_strict: reader.is_strict,
    })
}

struct Reader {
    is_strict: bool,
}

impl Reader {
    fn v4(&mut self, text: &str) -> Option<[u16; 2]> {
        let mut octets = Vec::new();
        for part in text.split('.') {
            self.is_strict &= part.len() == 1 || !part.starts_with('0');
            octets.push(number(part, 10, 0xFF)?);
        }
        let [a, b, c, d] = octets.try_into().ok()?;
        Some([a << 8 | b, c << 8 | d])
    }

    /// Groups joined by colons, the last two of which may be an IPv4 address; none of an empty text.
    fn groups(&mut self, text: &str) -> Option<Vec<u16>> {
        let mut groups = Vec::new();
        if text.is_empty() {
            return Some(groups);
        }
        let mut parts = text.split(':').peekable();
        while let Some(part) = parts.next() {
            if parts.peek().is_none() && part.contains('.') {
                groups.extend(self.v4(part)?);
            } else {
                self.is_strict &= part.len() <= 4;
                groups.push(number(part, 16, 0xFFFF)?);
            }
        }
        Some(groups)
    }
}

/// A number without a sign, of as many digits as one likes.
fn number(text: &str, radix: u32, max: u32) -> Option<u16> {
    let digits = text.chars().try_fold(0, |number, digit| {
        let number = number * radix + digit.to_digit(radix)?;
        (number <= max).then_some(number)
    });
    digits.filter(|_| !text.is_empty())?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv6Addr};

    use proptest::prelude::*;

    use super::parse;

    proptest! {
        #[test]
        fn prints_as_the_standard_library_does(
            groups in prop::array::uniform8(prop_oneof![Just(0), Just(0xFFFF), any::<u16>()]),
        ) {
            let address = Ipv6Addr::from(groups);
            let ip = parse(&address.to_string()).unwrap();
            prop_assert!(ip.is_strict);
            prop_assert_eq!(ip.legacy_text(), address.to_canonical().to_string());
        }

        #[test]
        fn is_strict_where_the_standard_library_reads_it(
            text in "[0-9a-f.:]{0,16}|([0-9a-f]{0,5}:){2,8}[0-9a-f]{0,5}|:(:[0-9a-f]{1,5}){0,7}|[0-9a-f:]{0,9}:([0-9]{1,3}\\.){3}[0-9]{1,3}",
        ) {
            let strict = text.parse::<IpAddr>().ok();
            let ip = parse(&text);
            prop_assert_eq!(ip.as_ref().is_some_and(|ip| ip.is_strict), strict.is_some(), "{}", text);
            if let (Some(ip), Some(strict)) = (ip, strict) {
                prop_assert_eq!(ip.legacy_text(), strict.to_canonical().to_string());
            }
        }
    }

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
            "1:1.2.3.4::",
            "1:2:3:4:5:6:7:8::",
            ":1::2",
            "1:2",
            "1::2::3",
            "fe80::1%eth0",
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
