//! `FieldPath`: the one name that every part of the product has for a place in a manifest.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::gather::Gather;

/// Fields whose entries are user's keys, not fields: Kubernetes prints those in brackets,
/// `limits[cpu]`, where it prints a field with a dot (`field.Path.Key` in apimachinery's
/// `pkg/util/validation/field/path.go`).
const MAP_FIELDS: [&str; 11] = [
    "annotations",
    "data",
    "labels",
    "limits",
    "matchLabels",
    "nodeSelector",
    "options",
    "overhead",
    "requests",
    "stringData",
    "volumeAttributes",
];

/// One step of a [`FieldPath`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment {
    /// The entry of a mapping under this key.
    Key(String),
    /// The item of a sequence at this position, counted from zero.
    Index(usize),
}

/// A place in a manifest, printed as Kubernetes prints it:
/// `spec.template.spec.containers[0].ports[1].hostPort`, `metadata.labels[app.kubernetes.io/name]`.
///
/// A list of segments and never a dotted string inside, because keys may hold dots and slashes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldPath(Vec<Segment>);

impl FieldPath {
    /// The whole document.
    #[must_use]
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// This path and one key more.
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Self {
        self.with(Segment::Key(key.into()))
    }

    /// This path and one list position more.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Segment::Index(index))
    }

    /// This path and one segment more.
    #[must_use]
    pub fn with(&self, segment: Segment) -> Self {
        let mut segments = Vec::with_capacity(self.0.len() + 1);
        segments.extend_from_slice(&self.0);
        segments.push(segment);
        Self(segments)
    }

    /// The same place in the object of this number among those of a text, as it is called from another one.
    #[must_use]
    pub fn within(&self, number: usize) -> Self {
        let mut segments = Vec::with_capacity(self.0.len() + 1);
        segments.push(Segment::Index(number));
        segments.extend_from_slice(&self.0);
        Self(segments)
    }

    /// The path one step up, or `None` at the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, parents) = self.0.split_last()?;
        Some(Self(parents.to_vec()))
    }

    /// The last step, or `None` at the root.
    #[must_use]
    pub fn last(&self) -> Option<&Segment> {
        self.0.last()
    }

    /// The steps from the root.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// Whether this is the whole document.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `self` is `ancestor` or a place below it.
    #[must_use]
    pub fn starts_with(&self, ancestor: &Self) -> bool {
        self.0.starts_with(&ancestor.0)
    }
}

impl FromIterator<Segment> for FieldPath {
    fn from_iter<I: IntoIterator<Item = Segment>>(segments: I) -> Self {
        Self(segments.into_iter().gather())
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut inside_map = false;
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => {
                    write!(formatter, "[{index}]")?;
                    inside_map = false;
                }
                Segment::Key(key) => {
                    let is_field = key
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
                    if inside_map || !is_field || key.is_empty() {
                        write!(formatter, "[{key}]")?;
                    } else if position == 0 {
                        formatter.write_str(key)?;
                    } else {
                        write!(formatter, ".{key}")?;
                    }
                    inside_map = !inside_map && MAP_FIELDS.contains(&key.as_str());
                }
            }
        }
        Ok(())
    }
}

/// Why a text is not a field path.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ParsePathError {
    /// A `[` has no `]` after it.
    #[error("the bracket that opens at byte {at} of a field path is never closed")]
    UnclosedBracket {
        /// Where the bracket opens, in bytes from the start.
        at: usize,
    },
    /// Two dots in a row, or one at the end.
    #[error("a field name is missing at byte {at} of a field path")]
    EmptyField {
        /// Where the name should stand, in bytes from the start.
        at: usize,
    },
}

impl FromStr for FieldPath {
    type Err = ParsePathError;

    /// Reads what `Display` and the API server print. A number in brackets is an index; looked up in
    /// a mapping it means the key of that name.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut segments = Vec::new();
        let mut rest = text;
        let mut expect_field = !text.is_empty() && !text.starts_with('[');
        while !rest.is_empty() || expect_field {
            let at = text.len() - rest.len();
            if expect_field {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                if end == 0 {
                    return Err(ParsePathError::EmptyField { at });
                }
                segments.push(Segment::Key(rest[..end].to_owned()));
                rest = &rest[end..];
                expect_field = false;
            } else if let Some(after) = rest.strip_prefix('.') {
                rest = after;
                expect_field = true;
            } else if let Some(after) = rest.strip_prefix('[') {
                let end = after
                    .find(']')
                    .ok_or(ParsePathError::UnclosedBracket { at })?;
                let inner = &after[..end];
                segments.push(match inner.parse() {
                    Ok(index) => Segment::Index(index),
                    Err(_) => Segment::Key(inner.to_owned()),
                });
                rest = &after[end + 1..];
            } else {
                expect_field = true;
            }
        }
        Ok(Self(segments))
    }
}

impl Serialize for FieldPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FieldPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldPath, ParsePathError};

    #[test]
    fn prints_and_reads_as_kubernetes_does() {
        for text in [
            "",
            "spec",
            "spec.template.spec.containers[0].ports[1].hostPort",
            "metadata.labels[app.kubernetes.io/name]",
            "spec.template.spec.containers[0].resources.limits[cpu]",
            "spec.template.spec.nodeSelector[kubernetes.io/os]",
            "[0].name",
        ] {
            let path: FieldPath = text.parse().unwrap();
            assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn a_map_key_may_be_called_like_a_map_field() {
        let path = FieldPath::root()
            .key("metadata")
            .key("labels")
            .key("labels")
            .key("x");
        assert_eq!(path.to_string(), "metadata.labels[labels].x");
    }

    #[test]
    fn refuses_what_is_no_path() {
        let parse = |text: &str| text.parse::<FieldPath>();
        assert_eq!(parse("a..b"), Err(ParsePathError::EmptyField { at: 2 }));
        assert_eq!(parse("a."), Err(ParsePathError::EmptyField { at: 2 }));
        assert_eq!(parse("a[0"), Err(ParsePathError::UnclosedBracket { at: 1 }));
    }

    #[test]
    fn knows_its_ancestors() {
        let path: FieldPath = "spec.template".parse().unwrap();
        assert!(path.key("spec").starts_with(&path));
        assert!(!path.starts_with(&path.key("spec")));
        assert_eq!(path.parent().unwrap().to_string(), "spec");
        assert_eq!(FieldPath::root().parent(), None);
    }
}
