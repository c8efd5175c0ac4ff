//! `PublicUrl`: the address that people type, where it is another one than the console's own.

use std::{fmt, str::FromStr};

use contract::path::PAGES;
use serde::{Deserialize, Serialize};

use super::Host;

/// What paths of the console begin with beside those of its [`PAGES`].
const OWN: [&str; 9] = [
    "api", "assets", "healthz", "licences", "metrics", "problems", "readyz", "sign-in", "sign-out",
];

/// The address that people type: scheme, authority and perhaps a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicUrl {
    /// Whether the scheme is `https`.
    pub is_secure: bool,
    /// The host without its port.
    pub host: Host,
    /// `https://console.example.com:8443`, as browsers write an `Origin`.
    pub origin: String,
    /// Under which path the console is served: empty, or such as `/everynode`.
    pub path: String,
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || {
            format!(
                "`{text}` is not a URL of scheme, host and perhaps a path, such as https://console.example.com or \
                 https://example.com/everynode"
            )
        };
        let url: http::Uri = text.parse().map_err(|_| refuse())?;
        let is_secure = match url.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(refuse()),
        };
        let authority = url.authority().ok_or_else(refuse)?;
        if url.query().is_some() || authority.as_str().contains('@') {
            return Err(refuse());
        }
        let path = url.path().trim_end_matches('/');
        if !path.split('/').skip(1).all(is_segment) {
            return Err(refuse());
        }
        if let Some(first) = path.split('/').nth(1)
            && PAGES.iter().chain(&OWN).any(|own| *own == first)
        {
            // Nobody could tell whether a proxy had taken the path away already.
            return Err(format!(
                "`{text}` begins with `/{first}`, as addresses of the console itself do; take another path, such as /everynode"
            ));
        }
        let scheme = if is_secure { "https" } else { "http" };
        Ok(Self {
            is_secure,
            host: authority.host().parse().map_err(|_| refuse())?,
            origin: format!("{scheme}://{}", authority.as_str().to_ascii_lowercase()),
            path: path.to_owned(),
        })
    }
}

/// Whether browsers, proxies and cookies all take a segment as it is written.
fn is_segment(segment: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    !matches!(segment, "" | "." | "..") && segment.bytes().all(is_plain)
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.origin, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::PublicUrl;

    #[test]
    fn a_path_is_kept_without_its_last_slash() {
        for (text, printed) in [
            ("https://C.example", "https://c.example"),
            ("https://c.example/", "https://c.example"),
            ("http://c.example:8080/", "http://c.example:8080"),
            ("https://c.example/everynode", "https://c.example/everynode"),
            (
                "https://c.example/Tools/every-node_1/",
                "https://c.example/Tools/every-node_1",
            ),
        ] {
            let url = text.parse::<PublicUrl>().unwrap();
            assert_eq!(url.to_string(), printed, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_told_from_our_own_paths_is_refused() {
        for text in [
            "console.example.com",
            "ftp://c.example",
            "https://me@c.example",
            "https://c.example/?x",
            "https://c.example//x",
            "https://c.example/a/../b",
            "https://c.example/a%2Fb",
            "https://c.example/a;b",
            "https://c.example/api",
            "https://c.example/clusters/a",
            "https://c.example/sign-in",
        ] {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }
}
