//! What is stored already, so that a manifest is judged as an update of it.

use std::path::Path;

use jiff::Timestamp;
use serde_json::Value;

use super::objects::{self, ObjectsError};

/// The DaemonSets of a file, as a cluster has printed them.
pub(super) struct Stored {
    file: String,
    at: i64,
    daemon_sets: Vec<Value>,
}

impl Stored {
    /// Reads them.
    ///
    /// # Errors
    /// The file cannot be read, or there is none in it that an API server could have stored.
    pub(super) fn read(path: &Path) -> Result<Self, ObjectsError> {
        let mut daemon_sets = Vec::new();
        for object in objects::read_objects(path)? {
            collect(object, "", &mut daemon_sets);
        }
        let mut decoded = Vec::with_capacity(daemon_sets.len());
        for daemon_set in daemon_sets {
            let read = manifest::decode_stored(daemon_set);
            let problem = read.problems.into_iter().next();
            match (read.object, problem) {
                (Some(object), None) => decoded.push(object),
                (_, problem) => {
                    let problem = problem.map(|it| format!("{} {}", it.field, it.message));
                    return Err(ObjectsError::NotStored {
                        path: path.to_owned(),
                        problem: problem.unwrap_or_default(),
                    });
                }
            }
        }
        if decoded.is_empty() {
            return Err(ObjectsError::NoDaemonSet {
                path: path.to_owned(),
            });
        }
        Ok(Self {
            file: path.display().to_string(),
            at: Timestamp::now().as_second(),
            daemon_sets: decoded,
        })
    }

    /// When it was read, in seconds since 1970.
    pub(super) fn at(&self) -> i64 {
        self.at
    }

    /// The file, as it was named.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The one that a manifest of this namespace and name replaces; the namespace may be empty. Where only
    /// one is stored it is that one: a manifest with another name is then told that names do not change.
    pub(super) fn find(&self, namespace: &str, name: &str) -> Option<&Value> {
        let text = |object: &Value, field: &str| {
            let text = object["metadata"][field].as_str();
            text.unwrap_or_default().to_owned()
        };
        let is_meant = |object: &&Value| {
            let own = text(object, "namespace");
            text(object, "name") == name && (namespace.is_empty() || own == namespace)
        };
        match self.daemon_sets.as_slice() {
            [only] => Some(only),
            several => several.iter().find(is_meant),
        }
    }
}

/// Takes the DaemonSets out of an object, a list or an array of such.
fn collect(object: Value, kind_of_item: &str, daemon_sets: &mut Vec<Value>) {
    match object {
        Value::Array(items) => {
            for item in items {
                collect(item, kind_of_item, daemon_sets);
            }
        }
        Value::Object(mut fields) => {
            let kind = fields.get("kind").and_then(Value::as_str);
            let kind = kind.unwrap_or(kind_of_item).to_owned();
            if kind == "DaemonSet" {
                // The items of a list that kubectl printed may go without.
                fields.insert("kind".to_owned(), kind.into());
                fields
                    .entry("apiVersion")
                    .or_insert_with(|| "apps/v1".into());
                daemon_sets.push(fields.into());
            } else if let Some(items) = fields.shift_remove("items") {
                let kind_of_item = kind.strip_suffix("List").unwrap_or_default();
                collect(items, kind_of_item, daemon_sets);
            }
        }
        _ => {}
    }
}
