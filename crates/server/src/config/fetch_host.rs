//! `FetchHost`: where manifests may be fetched from by their address.

use std::{fmt, str::FromStr};

use fetch::HostPattern;
use serde::{Deserialize, Serialize};

/// A host that manifests may be fetched from, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FetchHost(Option<HostPattern>);

impl FetchHost {
    /// Where published manifests lie: GitHub's files and releases, and GitLab's files.
    const USUAL: [&str; 5] = [
        "github.com",
        "gitlab.com",
        "objects.githubusercontent.com",
        "raw.githubusercontent.com",
        "release-assets.githubusercontent.com",
    ];

    /// The hosts where none is named.
    #[must_use]
    pub fn usual() -> Vec<HostPattern> {
        let hosts = Self::USUAL.iter();
        hosts.filter_map(|host| host.parse().ok()).collect()
    }

    /// Which hosts it means.
    #[must_use]
    pub fn pattern(&self) -> Option<HostPattern> {
        self.0.clone()
    }
}

impl FromStr for FetchHost {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "none" => Ok(Self(None)),
            _ => text.parse().map(|pattern| Self(Some(pattern))),
        }
    }
}

impl fmt::Display for FetchHost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(pattern) => pattern.fmt(formatter),
            None => formatter.write_str("none"),
        }
    }
}
