//! The nodes that pods are forecast for.

use std::path::{Path, PathBuf};

use manifest::Document;
use preflight::NodeFacts;
use serde_json::Value;
use thiserror::Error;

use super::{documents, files};

/// Why the nodes cannot be used.
#[derive(Debug, Error)]
pub(super) enum NodesError {
    /// The file cannot be read.
    #[error("the nodes cannot be read")]
    File(#[source] files::FileError),
    /// The file is broken JSON.
    #[error("{}: the nodes are no JSON", path.display())]
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
    /// The file holds something else.
    #[error("{}: a Node is expected, and this is {found}", path.display())]
    NoNode { path: PathBuf, found: String },
}

/// Reads a Node, a list or array of Nodes, or several of them as documents.
pub(super) fn read(path: &Path) -> Result<Vec<NodeFacts>, NodesError> {
    let text = files::read(path).map_err(NodesError::File)?;
    let values = if text.trim_start().starts_with(['{', '[']) {
        // `kubectl get nodes -o json` of a large cluster is longer than any manifest may be.
        let reader = serde_json::Deserializer::from_str(&text).into_iter();
        reader
            .collect::<Result<Vec<Value>, _>>()
            .map_err(|source| NodesError::Json {
                path: path.to_owned(),
                source,
            })?
    } else {
        read_yaml(path, &text)?
    };
    let mut nodes = Vec::new();
    for value in &values {
        collect(path, value, &mut nodes)?;
    }
    nodes.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(nodes)
}

fn read_yaml(path: &Path, text: &str) -> Result<Vec<Value>, NodesError> {
    let mut values = Vec::new();
    for part in documents::split(text) {
        let document = Document::parse(part);
        if let Some(problem) = document.problems().iter().find(|_| !document.is_intact()) {
            return Err(NodesError::Yaml {
                path: path.to_owned(),
                line: problem.line,
                column: problem.column,
                message: problem.message.clone(),
            });
        }
        values.push(document.value());
    }
    Ok(values)
}

fn collect(path: &Path, value: &Value, nodes: &mut Vec<NodeFacts>) -> Result<(), NodesError> {
    let items = value.as_array().or_else(|| value.get("items")?.as_array());
    if let Some(items) = items {
        return items.iter().try_for_each(|item| collect(path, item, nodes));
    }
    let kind = value.get("kind").and_then(Value::as_str);
    // The items of a list that kubectl printed may go without a kind.
    if kind == Some("Node") || (kind.is_none() && value.pointer("/metadata/name").is_some()) {
        nodes.push(NodeFacts::from_node(value));
        return Ok(());
    }
    let found = kind.map_or_else(
        || "something without a kind".to_owned(),
        |kind| format!("a {kind}"),
    );
    Err(NodesError::NoNode {
        path: path.to_owned(),
        found,
    })
}
