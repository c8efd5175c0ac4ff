//! `Reference`: the name of an image, read as container runtimes read it (`reference/normalize.go` of `distribution`).

use std::str::FromStr;

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
        let (rest, digest) = text.split_once('@').unwrap_or((text, ""));
        let (host, rest) = match rest.split_once('/') {
            Some((host, rest))
                if host.contains(['.', ':'])
                    || host == "localhost"
                    || host.chars().any(|it| it.is_ascii_uppercase()) =>
            {
                (host.to_ascii_lowercase(), rest)
            }
            _ => (DOCKER.0.to_owned(), rest),
        };
        let (name, tag) = match rest.rsplit_once(':') {
            Some((_, "")) => return Err(NotAReference),
            Some((name, tag)) => (name, tag),
            None => (rest, ""),
        };
        let is_docker = host == DOCKER.0 || host == "index.docker.io";
        let repository = if is_docker && !name.contains('/') {
            format!("library/{name}")
        } else {
            name.to_owned()
        };
        let host = if is_docker { DOCKER.1.to_owned() } else { host };
        let is_right = is_host(&host)
            && repository.len() <= 255
            && repository.split('/').all(is_component)
            && (tag.is_empty() || is_tag(tag))
            && (!text.contains('@') || is_digest(digest));
        if !is_right {
            return Err(NotAReference);
        }
        Ok(Self {
            host,
            repository,
            tag: tag.to_owned(),
            digest: digest.to_owned(),
        })
    }
}

/// A name with, or without, a port.
fn is_host(host: &str) -> bool {
    let (name, port) = host.rsplit_once(':').unwrap_or((host, "1"));
    let is_part = |it: char| it.is_ascii_alphanumeric() || it == '-';
    let labels = name.split('.');
    port.parse::<u16>().is_ok()
        && labels
            .clone()
            .all(|it| !it.is_empty() && it.chars().all(is_part))
}

/// A part of a path: small letters and digits, with separators between them.
fn is_component(part: &str) -> bool {
    let is_inner = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    let is_any = |it: char| is_inner(it) || matches!(it, '.' | '_' | '-');
    part.starts_with(is_inner) && part.ends_with(is_inner) && part.chars().all(is_any)
}

fn is_tag(tag: &str) -> bool {
    let is_first = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let is_any = |it: char| is_first(it) || matches!(it, '.' | '-');
    tag.len() <= 128 && tag.starts_with(is_first) && tag.chars().all(is_any)
}

fn is_digest(digest: &str) -> bool {
    let Some((algorithm, digits)) = digest.split_once(':') else {
        return false;
    };
    let is_algorithm = |it: char| it.is_ascii_alphanumeric() || matches!(it, '+' | '.' | '_' | '-');
    !algorithm.is_empty()
        && algorithm.chars().all(is_algorithm)
        && digits.len() >= 32
        && digits.chars().all(|it| it.is_ascii_hexdigit())
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
