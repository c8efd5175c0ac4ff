//! `v1 Namespace`: its name, and its labels, which hold the levels of Pod Security.

use manifest::StringMap;
use serde::Deserialize;
use serde_json::Value;

use super::{Kind, Watchable, metadata::Metadata};

/// A Namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Namespace {
    pub(crate) name: String,
    /// Tells it from one of its name in another cluster: the beginning of its uid, and when it was made.
    pub(crate) identity: String,
    pub(crate) labels: StringMap<String>,
    /// Whether it is on its way out.
    pub(crate) is_terminating: bool,
}

#[derive(Deserialize)]
struct Object {
    metadata: Metadata,
}

/// A cluster that is made anew from the same script, as the simulated one is, may give out the same uids again.
fn identity(metadata: &Metadata) -> String {
    let uid = metadata.uid.split('-').next().unwrap_or_default();
    let made = metadata.created().map(jiff::Timestamp::as_second);
    format!("{uid}{:x}", made.unwrap_or_default())
}

impl Watchable for Namespace {
    const KIND: Kind = Kind::Namespace;

    fn read(object: &Value) -> Result<Self, serde_json::Error> {
        let Object { metadata } = Object::deserialize(object)?;
        Ok(Self {
            identity: identity(&metadata),
            name: metadata.name,
            labels: metadata.labels.into(),
            is_terminating: object["status"]["phase"] == "Terminating",
        })
    }
}
