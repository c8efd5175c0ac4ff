//! An object of a list or a watch, readable or not.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::{
    index::Index,
    objects::{Kind, Watchable},
};

/// An object of a list or a watch: what is kept of it, or why it could not be read. So one broken object does
/// not end the watch of all.
///
/// The whole object exists only while it is read.
#[derive(Debug)]
pub(super) struct Item<T> {
    /// `metadata.namespace`; empty for kinds that have none.
    pub(super) namespace: String,
    /// `metadata.name`; empty where it has none, as a bookmark.
    pub(super) name: String,
    /// `metadata.resourceVersion`; empty where it has none.
    pub(super) version: String,
    object: Result<T, String>,
}

impl<T: Watchable> Item<T> {
    /// Takes it in, or skips it: what was known of it before stays.
    pub(super) fn apply(self, index: &mut Index)
    where
        T: crate::index::apply::Indexed,
    {
        match self.object {
            Ok(object) => index.apply(object),
            Err(error) => skipped(T::KIND, &self.namespace, &self.name, &error),
        }
    }
}

fn skipped(kind: Kind, namespace: &str, name: &str, error: &str) {
    tracing::warn!(
        kind = kind.name(),
        namespace,
        name,
        error,
        "skipped an object that could not be read"
    );
}

/// What an error says without the value that it says it of: an object may hold what no log shall tell.
fn without_values(error: &str) -> String {
    match (error.find(['"', '`']), error.rfind(", expected ")) {
        (Some(start), Some(end)) if start < end => {
            format!("{}…{}", &error[..start], &error[end..])
        }
        (Some(start), _) => format!("{}…", &error[..start]),
        (None, _) => error.to_owned(),
    }
}

impl<'de, T: Watchable> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let object = Value::deserialize(deserializer)?;
        let text = |field: &str| {
            let text = object["metadata"][field].as_str();
            text.unwrap_or_default().to_owned()
        };
        Ok(Self {
            namespace: text("namespace"),
            name: text("name"),
            version: text("resourceVersion"),
            object: T::read(&object).map_err(|error| without_values(&error.to_string())),
        })
    }
}
