//! What registries answer with: lists of tags, manifests, configurations. Whatever is in them may be anything.

use http::{HeaderMap, header};
use serde_json::Value;

use super::RegistryError;

/// The longest list of tags that is read from one page, and of platforms.
const MOST: usize = 10_000;

/// What a reference names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Manifest {
    /// One image for each platform.
    Several(Vec<String>),
    /// An image for one platform, which its configuration tells.
    One {
        /// The digest of the configuration.
        configuration: String,
    },
}

/// The tags of a page (`tags` is null where there are none).
pub(super) fn tags(body: &Value) -> Result<Vec<String>, RegistryError> {
    if !body.is_object() || body.get("tags").is_none() {
        return Err(RegistryError::NotARegistry);
    }
    let tags = body["tags"].as_array().into_iter().flatten();
    let tags = tags
        .filter_map(Value::as_str)
        .filter(|tag| tag.len() <= 128);
    Ok(tags.take(MOST).map(str::to_owned).collect())
}

/// Where the next page is (RFC 8288, `rel="next"`).
pub(super) fn next_page(headers: &HeaderMap) -> Option<&str> {
    let link = headers.get(header::LINK)?.to_str().ok()?;
    let (target, rest) = link.trim().strip_prefix('<')?.split_once('>')?;
    (rest.contains("rel=\"next\"") || rest.contains("rel=next")).then_some(target)
}

/// What a reference names.
pub(super) fn manifest(body: &Value) -> Result<Manifest, RegistryError> {
    if let Some(list) = body["manifests"].as_array() {
        let platforms = list.iter().filter_map(|one| words(&one["platform"]));
        let mut platforms: Vec<_> = platforms.take(MOST).collect();
        platforms.sort();
        platforms.dedup();
        return Ok(Manifest::Several(platforms));
    }
    match body["config"]["digest"].as_str() {
        Some(digest) => Ok(Manifest::One {
            configuration: digest.to_owned(),
        }),
        None => Err(RegistryError::NotARegistry),
    }
}

/// The platform that a configuration is of.
pub(super) fn platform(body: &Value) -> Option<String> {
    words(body)
}

/// `linux/arm/v7`. What is no image, such as an attestation, says `unknown`.
fn words(platform: &Value) -> Option<String> {
    let part = |name: &str| platform[name].as_str().filter(|part| !part.is_empty());
    let (os, architecture) = (part("os")?, part("architecture")?);
    if os == "unknown" || os.len() + architecture.len() > 64 {
        return None;
    }
    Some(
        match part("variant").filter(|variant| variant.len() <= 16) {
            Some(variant) => format!("{os}/{architecture}/{variant}"),
            None => format!("{os}/{architecture}"),
        },
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Manifest, manifest, platform, tags};

    #[test]
    fn platforms_are_read_and_attestations_are_none() {
        let list = json!({"manifests": [
            {"platform": {"os": "linux", "architecture": "arm", "variant": "v7"}},
            {"platform": {"os": "linux", "architecture": "amd64"}},
            {"platform": {"os": "unknown", "architecture": "unknown"}},
            {"platform": {"os": "linux", "architecture": "amd64"}},
            {},
        ]});
        let expected = ["linux/amd64", "linux/arm/v7"].map(str::to_owned);
        assert_eq!(manifest(&list).unwrap(), Manifest::Several(expected.into()));
        let one = json!({"config": {"digest": "sha256:1"}});
        assert!(matches!(manifest(&one).unwrap(), Manifest::One { .. }));
        let configuration = json!({"os": "linux", "architecture": "arm64", "config": {}});
        assert_eq!(platform(&configuration).as_deref(), Some("linux/arm64"));
        for strange in [json!([]), json!("x"), json!({}), json!({"manifests": 1})] {
            assert!(
                manifest(&strange).is_err() && tags(&strange).is_err(),
                "{strange}"
            );
        }
        assert_eq!(tags(&json!({"tags": null})).unwrap(), Vec::<String>::new());
        assert_eq!(tags(&json!({"tags": ["a", 1, "b"]})).unwrap(), ["a", "b"]);
    }
}
