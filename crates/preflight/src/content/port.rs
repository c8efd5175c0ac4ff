//! Names of ports.

use std::borrow::Cow;

use manifest::texts;

use super::Messages;

/// The name of a port (`IsValidPortName`).
pub(crate) fn port_name(text: &str) -> Messages {
    let bytes = text.as_bytes();
    let is_allowed =
        |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
    let mut messages = Messages::new();
    if bytes.len() > 15 {
        messages.push(Cow::Borrowed("must be no more than 15 characters"));
    }
    if bytes.is_empty() || !bytes.iter().all(is_allowed) {
        messages.push(Cow::Borrowed(
            "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
        ));
    }
    if !bytes.iter().any(u8::is_ascii_lowercase) {
        messages.push(Cow::Borrowed("must contain at least one letter (a-z)"));
    }
    if texts::contains(text, "--") {
        messages.push(Cow::Borrowed("must not contain consecutive hyphens"));
    }
    if text.starts_with('-') || text.ends_with('-') {
        messages.push(Cow::Borrowed("must not begin or end with a hyphen"));
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::port_name;

    #[test]
    fn counts_every_fault() {
        assert!(port_name("http-8080").is_empty());
        assert_eq!(port_name("").len(), 2);
        assert_eq!(port_name("80").len(), 1);
        assert_eq!(port_name("-").len(), 2);
        assert_eq!(port_name("a--b-").len(), 2);
        assert_eq!(port_name(&"A".repeat(16)).len(), 3);
    }
}
