//! The keys that manifests hold beside those of labels.

use std::borrow::Cow;

use super::{Messages, SUBDOMAIN_MAX};

fn is_config_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// A key of a ConfigMap or a Secret (`IsConfigMapKey`).
pub(crate) fn config_map_key(text: &str) -> Messages {
    let mut messages = Messages::new();
    if text.len() > SUBDOMAIN_MAX {
        messages.push(Cow::Borrowed("must be no more than 253 characters"));
    }
    if text.is_empty() || !text.bytes().all(is_config_key_byte) {
        messages.push(Cow::Borrowed(
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. \
             'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is \
             '[-._a-zA-Z0-9]+')",
        ));
    }
    match text {
        "." => messages.push(Cow::Borrowed("must not be '.'")),
        ".." => messages.push(Cow::Borrowed("must not be '..'")),
        _ if text.starts_with("..") => {
            messages.push(Cow::Borrowed("must not start with '..'"));
        }
        _ => {}
    }
    messages
}

/// The name of an environment variable (`IsRelaxedEnvVarName`, the only form since 1.34).
pub(crate) fn variable_name(text: &str) -> Messages {
    let mut messages = Messages::new();
    if text.is_empty() {
        messages.push(Cow::Borrowed("environment variable name must be non-empty"));
    }
    if !text
        .bytes()
        .all(|byte| matches!(byte, b' '..=b'~') && byte != b'=')
    {
        messages.push(Cow::Borrowed(
            "a valid environment variable name must consist only of printable ASCII characters \
             other than '='",
        ));
    }
    messages
}

/// The name of an HTTP header (`IsHTTPHeaderName`).
pub(crate) fn header_name(text: &str) -> Messages {
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !text.is_empty() && text.bytes().all(is_good) {
        return Messages::new();
    }
    vec![Cow::Borrowed(
        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', \
         regex used for validation is '[-A-Za-z0-9]+')",
    )]
}

#[cfg(test)]
mod tests {
    use super::{config_map_key, variable_name};

    #[test]
    fn other_keys() {
        assert_eq!(config_map_key("..a"), ["must not start with '..'"]);
        assert_eq!(config_map_key(".."), ["must not be '..'"]);
        assert!(config_map_key(".a").is_empty());
        assert!(variable_name("a b").is_empty());
        assert_eq!(variable_name("a=b").len(), 1);
        assert_eq!(variable_name("é").len(), 1);
    }
}
