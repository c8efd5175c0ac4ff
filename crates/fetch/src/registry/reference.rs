//! `Reference`: what of which registry the name of an image means.

use std::str::FromStr;

use manifest::ImageRef;
use thiserror::Error;

/// The registry of names that name none, and where it listens.
const DOCKER: (&str, &str) = ("docker.io", "registry-1.docker.io");

/// The name of an image.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The registry, as `host` or `host:port`.
    pub host: String,
    /// What is asked of it, as `library/nginx`.
    pub repository: String,
    /// The tag; empty where none is named.
    pub tag: String,
    /// The digest, as `sha256:…`; empty where none is named.
    pub digest: String,
}

/// A text that is not, or not yet, the name of an image.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("this is not the name of an image")]
pub struct NotAReference;

impl Reference {
    /// What of the image is named: its digest, else its tag.
    pub(super) fn wanted(&self) -> Option<&str> {
        let mut named = [&self.digest, &self.tag].into_iter();
        named.find(|it| !it.is_empty()).map(String::as_str)
    }

    /// The names that a pull secret may know its registry by, without scheme and path.
    #[must_use]
    pub fn names_of_registry(&self) -> Vec<&str> {
        if self.host == DOCKER.1 {
            vec![DOCKER.0, "index.docker.io", DOCKER.1]
        } else {
            vec![&self.host]
        }
    }
}

impl FromStr for Reference {
    type Err = NotAReference;

    fn from_str(text: &str) -> Result<Self, NotAReference> {
        let image = ImageRef::parse(text).map_err(|_| NotAReference)?;
        let host = if image.registry == DOCKER.0 {
            DOCKER.1.to_owned()
        } else {
            image.registry.to_ascii_lowercase()
        };
        Ok(Self {
            host,
            repository: image.repository,
            tag: image.tag.unwrap_or_default(),
            digest: image.digest.unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn names_are_read_as_runtimes_read_them() {
        let digest = format!("sha256:{}", "a".repeat(64));
        for (text, host, repository, wanted) in [
            ("nginx", "registry-1.docker.io", "library/nginx", ""),
            (
                "nginx:1.27",
                "registry-1.docker.io",
                "library/nginx",
                "1.27",
            ),
            ("docker.io/a/b:c", "registry-1.docker.io", "a/b", "c"),
            (
                "index.docker.io/nginx",
                "registry-1.docker.io",
                "library/nginx",
                "",
            ),
            ("grafana/agent", "registry-1.docker.io", "grafana/agent", ""),
            (
                "quay.io/prometheus/node-exporter:v1.8.0",
                "quay.io",
                "prometheus/node-exporter",
                "v1.8.0",
            ),
            ("localhost:5000/a", "localhost:5000", "a", ""),
            (
                "harbor.example:8443/team/x_y__z-a.b:1",
                "harbor.example:8443",
                "team/x_y__z-a.b",
                "1",
            ),
            (
                &format!("ghcr.io/a/b:1@{digest}"),
                "ghcr.io",
                "a/b",
                &digest,
            ),
        ] {
            let read: Reference = text.parse().unwrap();
            assert_eq!(
                (read.host.as_str(), read.repository.as_str()),
                (host, repository),
                "{text}"
            );
            assert_eq!(read.wanted().unwrap_or_default(), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_no_name_is_none() {
        for text in [
            "",
            " ",
            "nginx:",
            "Nginx",
            "a//b",
            "a/../b",
            "ghcr.io/",
            "a b",
            "a:b c",
            "a@sha256:12",
            "a@",
            "-a",
            "https://ghcr.io/a/b",
            "ghcr.io:x/a",
            "a/b?c",
            "a#b",
            "user:password@host/a",
        ] {
            assert!(text.parse::<Reference>().is_err(), "{text:?}");
        }
    }
}
