//! Where the console may ask outside of clusters: hosts of manifests, and registries of images.

use std::{fmt, str::FromStr};

use fetch::{HostPattern, registry::RegistryHost};
use serde::{Deserialize, Serialize};

/// A host that may be asked, or none of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    try_from = "String",
    into = "String",
    bound = "T: Clone + fmt::Display + FromStr<Err = String>"
)]
pub struct OrNone<T>(Option<T>);

/// A host that manifests may be fetched from.
pub type FetchHost = OrNone<HostPattern>;

/// A registry that may be asked of images.
pub type ImageRegistry = OrNone<RegistryHost>;

/// Where published manifests lie: GitHub's files and releases, and GitLab's files.
const USUAL: [&str; 5] = [
    "github.com",
    "gitlab.com",
    "objects.githubusercontent.com",
    "raw.githubusercontent.com",
    "release-assets.githubusercontent.com",
];

/// The hosts of manifests where none is named.
#[must_use]
pub fn usual_fetch_hosts() -> Vec<HostPattern> {
    let hosts = USUAL.iter();
    hosts.filter_map(|host| host.parse().ok()).collect()
}

impl<T: Clone> OrNone<T> {
    /// The hosts that several of these mean.
    pub fn all(named: &[Self]) -> Vec<T> {
        named.iter().filter_map(|host| host.0.clone()).collect()
    }
}

impl<T: FromStr<Err = String>> FromStr for OrNone<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "none" => Ok(Self(None)),
            _ => text.parse().map(|host| Self(Some(host))),
        }
    }
}

impl<T: fmt::Display> fmt::Display for OrNone<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(host) => host.fmt(formatter),
            None => formatter.write_str("none"),
        }
    }
}

impl<T: FromStr<Err = String>> TryFrom<String> for OrNone<T> {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl<T: fmt::Display> From<OrNone<T>> for String {
    fn from(value: OrNone<T>) -> Self {
        value.to_string()
    }
}
