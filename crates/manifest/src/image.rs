//! `ImageRef`: a container image's name taken apart as the container runtimes do.
//!
//! Mirrors `ParseNormalizedNamed` of github.com/distribution/reference, with which Kubernetes
//! decides the default of `imagePullPolicy` (`pkg/util/parsers/parsers.go`).

use thiserror::Error;

/// The registry of names that name none.
const DEFAULT_REGISTRY: &str = "docker.io";

/// Where that registry keeps names without a slash.
const OFFICIAL: &str = "library/";

/// Longest repository path, in bytes.
const LONGEST_REPOSITORY: usize = 255;

/// An image's name: `registry/repository:tag@digest`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageRef {
    /// The registry, `docker.io` where none is named: a host with an optional port.
    pub registry: String,
    /// The path in the registry, `library/nginx` for `nginx`.
    pub repository: String,
    /// The tag as written.
    pub tag: Option<String>,
    /// The digest as written, `sha256:…`.
    pub digest: Option<String>,
}

/// Why a text is not the name of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ParseImageError {
    /// 64 hexadecimal digits are an image's identifier, which no registry serves.
    #[error("64 hexadecimal digits are an identifier, not the name of an image")]
    Identifier,
    /// The repository has upper-case letters.
    #[error("the repository of an image must be lower case")]
    Uppercase,
    /// The repository is longer than 255 bytes.
    #[error("the repository of an image must not be longer than 255 bytes")]
    TooLong,
    /// The digest's algorithm is unknown, or its length or letters are wrong for it.
    #[error(
        "the digest is not of a known form such as sha256: and 64 lower-case hexadecimal digits"
    )]
    Digest,
    /// Anything else.
    #[error("an image is named registry/repository:tag or registry/repository@digest")]
    Form,
}

impl ImageRef {
    /// Takes an image's name apart.
    ///
    /// # Errors
    /// The text is not the name of an image.
    pub fn parse(text: &str) -> Result<Self, ParseImageError> {
        if text.len() == 64 && is_all(text, |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(ParseImageError::Identifier);
        }
        let (domain, remainder) = split_domain(text);
        let named = remainder.split(':').next().unwrap_or_default();
        if has_uppercase(named) {
            return Err(ParseImageError::Uppercase);
        }
        let (name, digest) = match remainder.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (remainder.as_str(), None),
        };
        // A colon can only stand before the tag: the registry with its port is already off.
        let (path, tag) = match name.split_once(':') {
            Some((path, tag)) => (path, Some(tag)),
            None => (name, None),
        };
        let is_domain = is_domain(domain);
        // What looks like a host but is none may still be the first part of a path.
        let valid = (is_domain || is_path_component(domain))
            && path.split('/').all(is_path_component)
            && tag.is_none_or(is_tag)
            && digest.is_none_or(has_digest_form);
        if !valid {
            return Err(ParseImageError::Form);
        }
        let repository = if is_domain {
            path.to_owned()
        } else {
            format!("{domain}/{path}")
        };
        if repository.len() > LONGEST_REPOSITORY {
            return Err(ParseImageError::TooLong);
        }
        if digest.is_some_and(|digest| !is_known_digest(digest)) {
            return Err(ParseImageError::Digest);
        }
        Ok(Self {
            registry: if is_domain {
                domain.to_owned()
            } else {
                String::new()
            },
            repository,
            tag: tag.map(str::to_owned),
            digest: digest.map(str::to_owned),
        })
    }
}

/// The `imagePullPolicy` of a container that names none: `Always` for the tag `latest`, written or
/// meant, and `IfNotPresent` for anything else, even for what is no image.
#[must_use]
pub fn default_pull_policy(image: &str) -> &'static str {
    let latest = ImageRef::parse(image).is_ok_and(|image| match &image.tag {
        Some(tag) => tag == "latest",
        None => image.digest.is_none(),
    });
    if latest { "Always" } else { "IfNotPresent" }
}

/// The registry and the rest (`splitDockerDomain`).
fn split_domain(text: &str) -> (&str, String) {
    let Some((first, rest)) = text.split_once('/') else {
        return (DEFAULT_REGISTRY, format!("{OFFICIAL}{text}"));
    };
    let (domain, remainder) = match first {
        "index.docker.io" => (DEFAULT_REGISTRY, rest),
        "localhost" => (first, rest),
        _ if first.contains(['.', ':']) || has_uppercase(first) => (first, rest),
        _ => (DEFAULT_REGISTRY, text),
    };
    if domain == DEFAULT_REGISTRY && !remainder.contains('/') {
        return (domain, format!("{OFFICIAL}{remainder}"));
    }
    (domain, remainder.to_owned())
}

/// Letters beyond ASCII are no part of any name, upper case or not.
fn has_uppercase(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn is_all(text: &str, allowed: fn(u8) -> bool) -> bool {
    text.bytes().all(allowed)
}

/// A host name or an IPv6 address in brackets, with an optional port.
fn is_domain(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !text.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    if port.is_some_and(|port| port.is_empty() || !is_all(port, |byte| byte.is_ascii_digit())) {
        return false;
    }
    if let Some(address) = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        return !address.is_empty()
            && is_all(address, |byte| byte.is_ascii_hexdigit() || byte == b':');
    }
    host.split('.').all(|label| {
        !label.is_empty()
            && is_all(label, |byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    })
}

/// Lower-case letters and digits, between them one dot, one or two underscores or any number of dashes.
fn is_path_component(text: &str) -> bool {
    let alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let mut rest = text;
    loop {
        let end = rest.bytes().position(|byte| !alphanumeric(byte));
        if end == Some(0) || rest.is_empty() {
            return false;
        }
        let Some(end) = end else { return true };
        rest = &rest[end..];
        let dashes = rest.trim_start_matches('-');
        rest = if dashes.len() < rest.len() {
            dashes
        } else if let Some(after) = rest.strip_prefix("__") {
            after
        } else if let Some(after) = rest.strip_prefix(['.', '_']) {
            after
        } else {
            return false;
        };
    }
}

fn is_tag(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (1..=128).contains(&text.len())
        && text.bytes().next().is_some_and(word)
        && is_all(text, |byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
        })
}

/// `algorithm:hex`, the algorithm of parts that start with a letter.
fn has_digest_form(text: &str) -> bool {
    let Some((algorithm, hex)) = text.split_once(':') else {
        return false;
    };
    let part = |part: &str| {
        part.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && is_all(part, |byte| byte.is_ascii_alphanumeric())
    };
    algorithm.split(['-', '_', '+', '.']).all(part)
        && hex.len() >= 32
        && is_all(hex, |byte| byte.is_ascii_hexdigit())
}

/// The algorithms of github.com/opencontainers/go-digest.
fn is_known_digest(text: &str) -> bool {
    let length = match text.split_once(':') {
        Some(("sha256", hex)) => (hex, 64),
        Some(("sha384", hex)) => (hex, 96),
        Some(("sha512", hex)) => (hex, 128),
        _ => return false,
    };
    let (hex, length) = length;
    hex.len() == length && is_all(hex, |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::{ImageRef, ParseImageError, default_pull_policy};

    const SHA256: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn parts(text: &str) -> (String, String, String, String) {
        let image = ImageRef::parse(text).unwrap();
        (
            image.registry,
            image.repository,
            image.tag.unwrap_or_default(),
            image.digest.unwrap_or_default(),
        )
    }

    #[test]
    fn takes_names_apart() {
        for (text, registry, repository, tag) in [
            ("nginx", "docker.io", "library/nginx", ""),
            ("nginx:1.27", "docker.io", "library/nginx", "1.27"),
            ("bitnami/nginx", "docker.io", "bitnami/nginx", ""),
            ("index.docker.io/nginx", "docker.io", "library/nginx", ""),
            ("localhost/a:b", "localhost", "a", "b"),
            ("Registry/a", "Registry", "a", ""),
            (
                "example:5000/a/b__c:latest",
                "example:5000",
                "a/b__c",
                "latest",
            ),
            ("[::1]:5000/a", "[::1]:5000", "a", ""),
            ("[::1]/a", "[::1]", "a", ""),
        ] {
            let expected = [registry, repository, tag, ""].map(str::to_owned);
            assert_eq!(<[String; 4]>::from(parts(text)), expected, "{text}");
        }
        let (_, _, tag, digest) = parts(&format!("a.b/c:1@{SHA256}"));
        assert_eq!((tag.as_str(), digest.as_str()), ("1", SHA256));
    }

    #[test]
    fn refuses_what_is_no_image() {
        let hex = &SHA256["sha256:".len()..];
        for (text, error) in [
            (hex, ParseImageError::Identifier),
            ("Nginx", ParseImageError::Uppercase),
            ("a.b/C", ParseImageError::Uppercase),
            ("", ParseImageError::Form),
            ("a ", ParseImageError::Form),
            ("a:", ParseImageError::Form),
            ("a/b:c:d", ParseImageError::Form),
            ("a___b", ParseImageError::Form),
            ("-a", ParseImageError::Form),
            ("a@sha256:12", ParseImageError::Form),
            (&format!("a@md5:{hex}"), ParseImageError::Digest),
            (
                &format!("a@sha256:{}", hex.to_uppercase()),
                ParseImageError::Digest,
            ),
            (&"a".repeat(300), ParseImageError::TooLong),
        ] {
            assert_eq!(ImageRef::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn pulls_always_only_what_may_change() {
        for (image, policy) in [
            ("a", "Always"),
            ("a:latest", "Always"),
            ("a:1", "IfNotPresent"),
            (&format!("a@{SHA256}") as &str, "IfNotPresent"),
            (&format!("a:latest@{SHA256}"), "Always"),
            ("not an image", "IfNotPresent"),
            ("", "IfNotPresent"),
        ] {
            assert_eq!(default_pull_policy(image), policy, "{image}");
        }
    }
}
