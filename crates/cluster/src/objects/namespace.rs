//! `v1 Namespace`: its name, and its labels, which hold the levels of Pod Security.

use manifest::StringMap;
use serde::Deserialize;
use serde_json::Value;

use super::{Kind, Watchable, metadata::Metadata};

/// A Namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Namespace {
    pub(crate) name: String,
    pub(crate) labels: StringMap<String>,
    /// Whether it is on its way out.
    pub(crate) is_terminating: bool,
}

#[derive(Deserialize)]
struct Object {
    metadata: Metadata,
}

impl Watchable for Namespace {
    const KIND: Kind = Kind::Namespace;

    fn read(object: &Value) -> Result<Self, serde_json::Error> {
        let Object { metadata } = Object::deserialize(object)?;
        Ok(Self {
            name: metadata.name,
            labels: metadata.labels.into(),
            is_terminating: object["status"]["phase"] == "Terminating",
        })
    }
}
