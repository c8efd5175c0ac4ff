//! DNS labels and subdomains of RFC 1123, and the relaxed form with underscores.

use std::borrow::Cow;

use super::{Messages, SUBDOMAIN_MAX, matches_edged};

/// The longest DNS label, in bytes.
const LABEL_MAX: usize = 63;

fn lower_or_digit(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

fn lower_digit_or_dash(byte: u8) -> bool {
    lower_or_digit(byte) || byte == b'-'
}

pub(super) fn dns_label_shape(text: &str) -> bool {
    matches_edged(text, lower_or_digit, lower_digit_or_dash)
}

/// Labels joined by dots. The length of a single label is not looked at, as in Kubernetes.
fn is_subdomain(text: &str) -> bool {
    text.split('.').all(dns_label_shape)
}

fn is_label_with_underscore(text: &str) -> bool {
    let text = text.strip_prefix('_').unwrap_or(text);
    matches_edged(text, lower_or_digit, |byte| {
        lower_digit_or_dash(byte) || byte == b'_'
    })
}

/// A name such as that of a container or a namespace (`IsDNS1123Label`).
#[must_use]
pub fn dns_label(text: &str) -> Messages {
    let mut messages = Messages::new();
    if text.len() > LABEL_MAX {
        messages.push(Cow::Borrowed("must be no more than 63 characters"));
    }
    if !dns_label_shape(text) {
        messages.push(Cow::Borrowed(if is_subdomain(text) {
            "must not contain dots"
        } else {
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', \
             and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', \
             regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
        }));
    }
    messages
}

pub(super) const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case \
     alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character \
     (e.g. 'example.com', regex used for validation is \
     '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/// A name such as that of a DaemonSet or a Secret (`IsDNS1123Subdomain`).
#[must_use]
pub fn dns_subdomain(text: &str) -> Messages {
    let mut messages = Messages::new();
    if text.len() > SUBDOMAIN_MAX {
        messages.push(Cow::Borrowed("must be no more than 253 characters"));
    }
    if !is_subdomain(text) {
        messages.push(Cow::Borrowed(SUBDOMAIN));
    }
    messages
}

/// Whether a text is a DNS subdomain of a length that Kubernetes takes.
#[must_use]
pub fn is_dns_subdomain(text: &str) -> bool {
    text.len() <= SUBDOMAIN_MAX && is_subdomain(text)
}

/// A DNS search domain (`IsDNS1123SubdomainWithUnderscore`).
#[must_use]
pub fn dns_subdomain_with_underscore(text: &str) -> Messages {
    let mut messages = Messages::new();
    if text.len() > SUBDOMAIN_MAX {
        messages.push(Cow::Borrowed("must be no more than 253 characters"));
    }
    if !text.split('.').all(is_label_with_underscore) {
        messages.push(Cow::Borrowed(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, \
             '_', '-' or '.', and must start and end with an alphanumeric character \
             (e.g. 'example.com', regex used for validation is \
             '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')",
        ));
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::{dns_label, dns_subdomain, dns_subdomain_with_underscore};

    #[test]
    fn labels() {
        for good in ["a", "0", "a-b", "a--b", &"a".repeat(63)] {
            assert!(dns_label(good).is_empty(), "{good}");
        }
        assert_eq!(dns_label("a.b"), ["must not contain dots"]);
        for bad in ["", "-a", "a-", "A", "a_b", "a..b", "é"] {
            assert!(
                dns_label(bad)[0].starts_with("a lowercase RFC 1123 label"),
                "{bad}"
            );
        }
        assert_eq!(dns_label(&"A".repeat(64)).len(), 2);
    }

    #[test]
    fn subdomains() {
        for good in ["a", "a.b", &"a".repeat(253)] {
            assert!(dns_subdomain(good).is_empty(), "{good}");
        }
        for bad in ["", ".", "a.", ".a", "a..b", "A.b", "a_b.c"] {
            assert_eq!(dns_subdomain(bad).len(), 1, "{bad}");
        }
        assert_eq!(dns_subdomain(&".".repeat(254)).len(), 2);
    }

    #[test]
    fn search_domains_may_have_underscores() {
        for good in ["_tcp.example.com", "a_b", "_a"] {
            assert!(dns_subdomain_with_underscore(good).is_empty(), "{good}");
        }
        for bad in ["", "_", "a_", "__a", "a._", "A"] {
            assert_eq!(dns_subdomain_with_underscore(bad).len(), 1, "{bad}");
        }
    }
}
