//! Files of objects that a manifest is judged by: nodes, and what a namespace holds.

use std::path::{Path, PathBuf};

use manifest::Document;
use serde_json::Value;
use thiserror::Error;

use super::files;

/// Why the objects cannot be used.
#[derive(Debug, Error)]
pub(super) enum ObjectsError {
    /// The file cannot be read.
    #[error("the objects cannot be read")]
    File(#[source] files::FileError),
    /// The file is broken JSON.
    #[error("{}: the objects are no JSON", path.display())]
    Json {
        path: PathBuf,
        #[source]
        source: serde_json::Error,
    },
    /// The file is broken YAML.
    #[error("{}:{line}:{column}: {message}", path.display())]
    Yaml {
        path: PathBuf,
        line: u32,
        column: u32,
        message: String,
    },
    /// The file of nodes holds something else.
    #[error("{}: a Node is expected, and this is {found}", path.display())]
    NoNode { path: PathBuf, found: String },
    /// The file of what is stored holds no DaemonSet.
    #[error("{}: no DaemonSet is in it", path.display())]
    NoDaemonSet { path: PathBuf },
    /// A DaemonSet in the file of what is stored is none that an API server could have stored.
    #[error("{}: the stored DaemonSet cannot be read: {problem}", path.display())]
    NotStored { path: PathBuf, problem: String },
    /// The file holds something that is no object.
    #[error("{}: an object with a kind is expected, or a list of such", path.display())]
    NoObject { path: PathBuf },
}

/// Reads Nodes: one, a list or array of them, or several as documents.
pub(super) fn read_nodes(path: &Path) -> Result<Vec<Value>, ObjectsError> {
    let mut nodes = Vec::new();
    for value in read(path)? {
        collect_nodes(path, value, &mut nodes)?;
    }
    Ok(nodes)
}

/// Reads objects of any kind: one, a list or array of them, or several as documents.
pub(super) fn read_objects(path: &Path) -> Result<Vec<Value>, ObjectsError> {
    let values = read(path)?;
    let is_object = |value: &Value| {
        value.is_array() || value.is_null() || value.get("kind").is_some_and(Value::is_string)
    };
    if values.iter().all(is_object) {
        Ok(values)
    } else {
        Err(ObjectsError::NoObject {
            path: path.to_owned(),
        })
    }
}

fn read(path: &Path) -> Result<Vec<Value>, ObjectsError> {
    let text = files::read(path).map_err(ObjectsError::File)?;
    if !text.trim_start().starts_with(['{', '[']) {
        return read_yaml(path, &text);
    }
    // `kubectl get nodes -o json` of a large cluster is longer than any manifest may be.
    let reader = serde_json::Deserializer::from_str(&text).into_iter();
    reader
        .collect::<Result<Vec<Value>, _>>()
        .map_err(|source| ObjectsError::Json {
            path: path.to_owned(),
            source,
        })
}

fn read_yaml(path: &Path, text: &str) -> Result<Vec<Value>, ObjectsError> {
    let document = Document::parse_objects(text);
    if let Some(problem) = document.problems().iter().find(|_| !document.is_intact()) {
        return Err(ObjectsError::Yaml {
            path: path.to_owned(),
            line: problem.line,
            column: problem.column,
            message: problem.message.to_string(),
        });
    }
    Ok(document.document_values())
}

fn collect_nodes(path: &Path, value: Value, nodes: &mut Vec<Value>) -> Result<(), ObjectsError> {
    let value = match value {
        Value::Array(items) => {
            let mut items = items.into_iter();
            return items.try_for_each(|item| collect_nodes(path, item, nodes));
        }
        mut value => match value.get_mut("items").map(Value::take) {
            Some(items @ Value::Array(_)) => return collect_nodes(path, items, nodes),
            _ => value,
        },
    };
    let kind = value.get("kind").and_then(Value::as_str);
    let is_nameless_kind = kind.is_none() && value.pointer("/metadata/name").is_some();
    if kind != Some("Node") && !is_nameless_kind {
        let found = kind.map_or_else(
            || "something without a kind".to_owned(),
            |kind| format!("a {kind}"),
        );
        return Err(ObjectsError::NoNode {
            path: path.to_owned(),
            found,
        });
    }
    let mut value = value;
    // The items of a list that kubectl printed may go without a kind.
    if let Some(node) = value.as_object_mut() {
        node.insert("kind".to_owned(), "Node".into());
    }
    nodes.push(value);
    Ok(())
}
