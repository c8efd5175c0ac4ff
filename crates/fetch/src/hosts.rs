//! `HostPattern`: one host, or all below a name.

use std::fmt;
use std::str::FromStr;

/// A host that may be fetched from: `raw.githubusercontent.com`, or `*.example.com` for every name below that one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPattern {
    name: String,
    is_below: bool,
}

impl HostPattern {
    /// Whether it means all hosts below a name.
    pub(crate) const fn is_below(&self) -> bool {
        self.is_below
    }

    /// Whether it means this host, which is written in small letters.
    #[must_use]
    pub fn matches(&self, host: &str) -> bool {
        let host = host.strip_suffix('.').unwrap_or(host);
        if self.is_below {
            host.strip_suffix(&self.name)
                .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
        } else {
            host == self.name
        }
    }
}

impl FromStr for HostPattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, is_below) = match text.strip_prefix("*.") {
            Some(name) => (name, true),
            None => (text, false),
        };
        let is_label = |label: &str| {
            let bytes = label.as_bytes();
            !bytes.is_empty()
                && bytes
                    .iter()
                    .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        // The last part of a number is a number, that of a name is not.
        let last = name.rsplit('.').next().unwrap_or_default();
        let is_number = last.starts_with(|first: char| first.is_ascii_digit());
        if !name.contains('.') || !name.split('.').all(is_label) || is_number {
            return Err(format!(
                "`{text}` is neither a host name such as raw.githubusercontent.com nor all below one such as *.example.com"
            ));
        }
        Ok(Self {
            name: name.to_ascii_lowercase(),
            is_below,
        })
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let below = if self.is_below { "*." } else { "" };
        write!(formatter, "{below}{}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::HostPattern;

    #[test]
    fn a_pattern_means_one_host_or_all_below() {
        let one: HostPattern = "Raw.GitHubUserContent.com".parse().unwrap();
        assert!(one.matches("raw.githubusercontent.com"));
        assert!(one.matches("raw.githubusercontent.com."));
        assert!(!one.matches("evil-raw.githubusercontent.com"));
        assert!(!one.matches("a.raw.githubusercontent.com"));
        let below: HostPattern = "*.example.com".parse().unwrap();
        for (host, is_meant) in [
            ("a.example.com", true),
            ("a.b.example.com", true),
            ("example.com", false),
            (".example.com", false),
            ("evilexample.com", false),
            ("example.com.evil.org", false),
        ] {
            assert_eq!(below.matches(host), is_meant, "{host}");
        }
        assert_eq!(below.to_string(), "*.example.com");
    }

    #[test]
    fn what_is_no_public_name_is_no_pattern() {
        for text in [
            "",
            "*",
            "*.",
            "localhost",
            "10.0.0.1",
            "0x7f.1",
            "[::1]",
            "a..b",
            "-a.com",
            "a.com:8443",
            "https://a.com",
        ] {
            assert!(text.parse::<HostPattern>().is_err(), "{text}");
        }
    }
}
