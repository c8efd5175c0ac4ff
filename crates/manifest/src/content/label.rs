//! Keys and values of labels.

use std::borrow::Cow;

use super::dns::{self, SUBDOMAIN};
use super::{Messages, SUBDOMAIN_MAX, matches_edged};

/// The longest label value and the longest name part of a key, in bytes.
const LABEL_MAX: usize = 63;

fn alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn extended(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

fn is_name(text: &str) -> bool {
    matches_edged(text, alphanumeric, extended)
}

/// `prefix/name` or `name` (`IsLabelKey`, also known as `IsQualifiedName`).
#[must_use]
pub fn label_key(text: &str) -> Messages {
    let mut messages = Messages::new();
    let name = match text.split_once('/') {
        None => text,
        Some((_, name)) if name.contains('/') => {
            messages.push(Cow::Borrowed(
                "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and \
                 must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  \
                 or '123-abc', regex used for validation is \
                 '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix \
                 and '/' (e.g. 'example.com/MyName')",
            ));
            return messages;
        }
        Some((prefix, name)) => {
            check_prefix(prefix, &mut messages);
            name
        }
    };
    if name.is_empty() {
        messages.push(Cow::Borrowed("name part must be non-empty"));
    } else if name.len() > LABEL_MAX {
        messages.push(Cow::Borrowed("name part must be no more than 63 bytes"));
    }
    if !is_name(name) {
        messages.push(Cow::Borrowed(
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start \
             and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', \
             regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        ));
    }
    messages
}

fn check_prefix(prefix: &str, messages: &mut Messages) {
    if prefix.is_empty() {
        messages.push(Cow::Borrowed("prefix part must be non-empty"));
        return;
    }
    if prefix.len() > SUBDOMAIN_MAX {
        messages.push(Cow::Borrowed("prefix part must be no more than 253 bytes"));
    }
    if !prefix.split('.').all(dns::dns_label_shape) {
        messages.push(Cow::Owned(format!("prefix part {SUBDOMAIN}")));
    }
}

/// Whether a text is a key that Kubernetes takes.
#[must_use]
pub fn is_label_key(text: &str) -> bool {
    let (prefix, name) = match text.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, text),
    };
    prefix.is_none_or(dns::is_dns_subdomain) && name.len() <= LABEL_MAX && is_name(name)
}

/// The value of a label (`IsLabelValue`).
#[must_use]
pub fn label_value(text: &str) -> Messages {
    let mut messages = Messages::new();
    if text.len() > LABEL_MAX {
        messages.push(Cow::Borrowed("must be no more than 63 bytes"));
    }
    if !text.is_empty() && !is_name(text) {
        messages.push(Cow::Borrowed(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' \
             or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or \
             'my_value',  or '12345', regex used for validation is \
             '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        ));
    }
    messages
}

/// Whether a text may be the value of a label.
#[must_use]
pub fn is_label_value(text: &str) -> bool {
    text.len() <= LABEL_MAX && (text.is_empty() || is_name(text))
}

#[cfg(test)]
mod tests {
    use super::{is_label_key, is_label_value, label_key, label_value};

    #[test]
    fn label_keys() {
        for good in [
            "a",
            "A_b.c-1",
            "example.com/x",
            &format!("{}/a", "a".repeat(253)),
        ] {
            assert!(label_key(good).is_empty() && is_label_key(good), "{good}");
        }
        for (bad, count) in [
            ("", 2),
            ("-a", 1),
            ("/a", 1),
            ("a/", 2),
            ("a/b/c", 1),
            ("A/b", 1),
            ("/", 3),
            (&"a".repeat(64), 1),
        ] {
            assert_eq!(label_key(bad).len(), count, "{bad}");
            assert!(!is_label_key(bad), "{bad}");
        }
    }

    #[test]
    fn label_values() {
        for good in ["", "a", "A.b_c-1", &"a".repeat(63)] {
            assert!(
                label_value(good).is_empty() && is_label_value(good),
                "{good}"
            );
        }
        for bad in ["-", "a b", "a/b", "é", &"a".repeat(64)] {
            assert!(
                !label_value(bad).is_empty() && !is_label_value(bad),
                "{bad}"
            );
        }
    }
}
