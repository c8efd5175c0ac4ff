//! [`Seen`]: how far somebody has been shown a cluster, as resource versions by kind.
//!
//! Resource versions of a kind are numbers that grow, whoever reads them (since Kubernetes 1.35 by promise:
//! `k8s.io/apimachinery/pkg/util/resourceversion`). So what one console has shown can be held against what another one has
//! read, and a stream that one has begun another one carries on.

use std::{
    fmt::{self, Write as _},
    str::FromStr,
};

use crate::objects::Kind;

/// The kinds that rows are made of; their versions are what is held against each other.
pub(crate) const KINDS: [Kind; 6] = [
    Kind::DaemonSet,
    Kind::Pod,
    Kind::Node,
    Kind::Namespace,
    Kind::Event,
    Kind::PodEvent,
];

/// How far somebody has been shown a cluster. Written as a mark and numbers with dots between them: `8c1c0b0e.412.498.-`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Which history the versions are of: those of two clusters have nothing to do with each other.
    mark: String,
    /// By kind; none of what may not be read.
    versions: Vec<Option<u64>>,
}

/// It is not written as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a mark and numbers with dots between them")]
pub struct NotSeen;

impl Seen {
    /// What was shown of the history that bears this mark.
    pub(crate) fn of(mark: impl Into<String>, versions: Vec<Option<u64>>) -> Self {
        Self {
            mark: mark.into(),
            versions,
        }
    }

    /// Whether both are of the same history.
    #[must_use]
    pub fn is_comparable(&self, other: &Self) -> bool {
        !self.mark.is_empty()
            && self.mark == other.mark
            && self.versions.len() == other.versions.len()
    }

    /// Whether who has been shown this has been shown all of the other.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let mut each = self.versions.iter().zip(&other.versions);
        self.is_comparable(other) && each.all(|(own, its)| own >= its)
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.mark)?;
        for version in &self.versions {
            formatter.write_char('.')?;
            match version {
                Some(version) => write!(formatter, "{version}")?,
                None => formatter.write_char('-')?,
            }
        }
        Ok(())
    }
}

impl FromStr for Seen {
    type Err = NotSeen;

    fn from_str(text: &str) -> Result<Self, NotSeen> {
        let mut parts = text.split('.');
        let mark = parts.next().unwrap_or_default();
        let versions = parts.map(|part| match part {
            "-" => Ok(None),
            number => number.parse().map(Some).map_err(|_| NotSeen),
        });
        let versions: Vec<_> = versions.collect::<Result<_, _>>()?;
        if mark.is_empty() || versions.is_empty() {
            return Err(NotSeen);
        }
        Ok(Self::of(mark, versions))
    }
}

/// What a reader wants to find read, because it was shown to it before or it did it itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AtLeast {
    /// What it was shown before.
    pub seen: Option<Seen>,
    /// The version of a DaemonSet.
    pub daemon_set: Option<u64>,
    /// The namespace of that; empty where it may be any.
    pub namespace: String,
}

impl AtLeast {
    /// Whether there is anything to wait for.
    #[must_use]
    pub const fn is_anything(&self) -> bool {
        self.seen.is_some() || self.daemon_set.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::Seen;

    fn seen(text: &str) -> Seen {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_written_is_read_and_what_is_not_is_refused() {
        for text in ["8c1c0b0e.412.498.-", "p1764.7", "a.-"] {
            assert_eq!(seen(text).to_string(), text);
        }
        for text in [
            "",
            "a",
            ".1",
            "a.",
            "a.x",
            "a.-1",
            "a.1..2",
            "1764542342342",
        ] {
            assert!(text.parse::<Seen>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_what_is_further_in_every_kind_covers() {
        for (one, other, covers) in [
            ("a.5.7", "a.5.7", true),
            ("a.6.7", "a.5.7", true),
            ("a.6.6", "a.5.7", false),
            // What may not be read is less than anything.
            ("a.5.-", "a.5.0", false),
            ("a.5.0", "a.5.-", true),
            // Another history.
            ("b.6.8", "a.5.7", false),
            ("a.6.8.9", "a.5.7", false),
        ] {
            assert_eq!(seen(one).covers(&seen(other)), covers, "{one} {other}");
        }
        assert!(!Seen::default().covers(&Seen::default()));
    }
}
