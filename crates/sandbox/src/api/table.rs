//! Tables: objects as the rows that `kubectl get` prints. Mirrors `pkg/printers/internalversion/printers.go`.

mod age;
mod cells;
mod pod;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::kind::Kind;

/// Which part of an object goes with its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Include {
    /// Nothing.
    None,
    /// Its metadata.
    Metadata,
    /// The whole object.
    Object,
}

/// A column: name, type, format, and whether only the wide form shows it.
struct Column(&'static str, &'static str, &'static str, bool);

const fn text(name: &'static str) -> Column {
    Column(name, "string", "", false)
}

const fn wide(name: &'static str) -> Column {
    Column(name, "string", "", true)
}

const fn integer(name: &'static str) -> Column {
    Column(name, "integer", "", false)
}

const NAME: Column = Column("Name", "string", "name", false);
const AGE: Column = text("Age");

/// The columns of a kind. Kinds without a form of their own show name and creation.
fn columns(kind: Kind) -> Vec<Column> {
    match kind {
        Kind::Pod => vec![
            NAME,
            text("Ready"),
            text("Status"),
            text("Restarts"),
            AGE,
            wide("IP"),
            wide("Node"),
            wide("Nominated Node"),
            wide("Readiness Gates"),
        ],
        Kind::Node => vec![
            NAME,
            text("Status"),
            text("Roles"),
            AGE,
            text("Version"),
            wide("Internal-IP"),
            wide("External-IP"),
            wide("OS-Image"),
            wide("Kernel-Version"),
            wide("Container-Runtime"),
        ],
        Kind::DaemonSet => vec![
            NAME,
            integer("Desired"),
            integer("Current"),
            integer("Ready"),
            integer("Up-to-date"),
            integer("Available"),
            text("Node Selector"),
            AGE,
            wide("Containers"),
            wide("Images"),
            wide("Selector"),
        ],
        Kind::Namespace => vec![NAME, text("Status"), AGE],
        Kind::Service => vec![
            NAME,
            text("Type"),
            text("Cluster-IP"),
            text("External-IP"),
            text("Port(s)"),
            AGE,
            wide("Selector"),
        ],
        Kind::Event => vec![
            text("Last Seen"),
            text("Type"),
            text("Reason"),
            text("Object"),
            wide("Subobject"),
            wide("Source"),
            text("Message"),
            wide("First Seen"),
            wide("Count"),
            Column("Name", "string", "name", true),
        ],
        Kind::ResourceClaim => vec![NAME, text("State"), AGE],
        Kind::ConfigMap => vec![NAME, text("Data"), AGE],
        Kind::Secret => vec![NAME, text("Type"), text("Data"), AGE],
        Kind::ResourceQuota => vec![NAME, text("Request"), text("Limit"), AGE],
        Kind::PersistentVolumeClaim => vec![
            NAME,
            text("Status"),
            text("Volume"),
            text("Capacity"),
            text("Access Modes"),
            text("StorageClass"),
            text("VolumeAttributesClass"),
            AGE,
            wide("VolumeMode"),
        ],
        Kind::ControllerRevision => vec![NAME, text("Controller"), text("Revision"), AGE],
        Kind::PriorityClass => vec![
            NAME,
            integer("Value"),
            Column("Global-Default", "boolean", "", false),
            AGE,
            text("PreemptionPolicy"),
        ],
        Kind::RuntimeClass => vec![NAME, text("Handler"), AGE],
        Kind::StorageClass => vec![
            NAME,
            text("Provisioner"),
            text("ReclaimPolicy"),
            text("VolumeBindingMode"),
            text("AllowVolumeExpansion"),
            AGE,
        ],
        Kind::Lease => vec![NAME, text("Holder"), AGE],
        Kind::LimitRange | Kind::PersistentVolume => {
            vec![NAME, Column("Created At", "date", "", false)]
        }
        _ => vec![NAME, AGE],
    }
}

/// The row of one object.
pub(super) fn row(kind: Kind, object: &Value, include: Include, now: Timestamp) -> Value {
    let mut row = json!({"cells": cells::cells(kind, object, now)});
    match include {
        Include::None => {}
        Include::Metadata => row["object"] = super::read::partial(object),
        Include::Object => row["object"] = object.clone(),
    }
    row
}

/// A table of these rows.
pub(super) fn table(kind: Kind, metadata: &Value, rows: &[Value], with_columns: bool) -> Value {
    let columns: Value = if with_columns {
        columns(kind)
            .into_iter()
            .map(|Column(name, of_type, format, wide)| {
                json!({
                    "name": name, "type": of_type, "format": format, "description": "",
                    "priority": i32::from(wide),
                })
            })
            .collect()
    } else {
        Value::Null
    };
    json!({
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": metadata,
        "columnDefinitions": columns,
        "rows": rows,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_cell_for_every_column() {
        let object =
            json!({"metadata": {"name": "x", "creationTimestamp": "2026-01-01T00:00:00Z"}});
        for &kind in Kind::ALL {
            let row = row(kind, &object, Include::Metadata, Timestamp::UNIX_EPOCH);
            let cells = row["cells"].as_array().unwrap();
            assert_eq!(cells.len(), columns(kind).len(), "{kind:?}");
        }
    }
}
