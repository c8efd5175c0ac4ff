//! `ControllerFacts`: what else has pods in the namespace, and `ImageUse`: what else runs which image.

use manifest::StringMap;
use manifest::json::items;

use serde_json::{Value, json};

/// A controller with pods in the namespace, or a pod that has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ControllerFacts {
    /// `DaemonSet`, `ReplicaSet` and so on; `Pod` for a pod that nothing controls.
    pub kind: String,
    /// The name of the controller, or of the pod.
    pub name: String,
    /// The labels of its pods.
    pub labels: StringMap<String>,
    /// `spec.selector` of the controller; `null` where it is not known or there is none.
    pub selector: Value,
}

impl ControllerFacts {
    /// Reads a controller with a pod template: a DaemonSet, Deployment, `StatefulSet` and so on.
    #[must_use]
    pub fn from_controller(kind: &str, controller: &Value) -> Self {
        let spec = &controller["spec"];
        Self {
            kind: kind.to_owned(),
            name: super::name_of(controller),
            labels: super::text_map(&spec["template"]["metadata"]["labels"]),
            selector: spec["selector"].clone(),
        }
    }

    /// Reads a Pod: the controller that owns it, as far as the pod tells of it. The pods of one
    /// controller need to be given once.
    #[must_use]
    pub fn from_pod(pod: &Value) -> Self {
        let metadata = &pod["metadata"];
        let owners = items(&metadata["ownerReferences"]).iter();
        let text = |owner: &Value, name: &str| owner[name].as_str().unwrap_or_default().to_owned();
        let mut controllers = owners.filter(|owner| owner["controller"] == true);
        let (kind, name) = controllers.next().map_or_else(
            || ("Pod".to_owned(), super::name_of(pod)),
            |owner| (text(owner, "kind"), text(owner, "name")),
        );
        Self {
            kind,
            name,
            labels: super::text_map(&metadata["labels"]),
            selector: Value::Null,
        }
    }

    pub(super) fn to_value(&self) -> Value {
        json!([self.kind, self.name, self.labels, self.selector])
    }

    pub(super) fn from_value(row: &Value) -> Self {
        let text = |column: usize| row[column].as_str().unwrap_or_default().to_owned();
        Self {
            kind: text(0),
            name: text(1),
            labels: super::text_map(&row[2]),
            selector: row[3].clone(),
        }
    }
}

/// The images of a DaemonSet, anywhere in the cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageUse {
    /// The DaemonSet, as `namespace/name`.
    pub daemon_set: String,
    /// The images of its containers, as written there.
    pub images: Vec<String>,
}

impl ImageUse {
    /// Reads a DaemonSet (`apps/v1`).
    #[must_use]
    pub fn from_daemon_set(daemon_set: &Value) -> Self {
        let metadata = &daemon_set["metadata"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let pod = &daemon_set["spec"]["template"]["spec"];
        let containers = items(&pod["containers"]).iter();
        Self {
            daemon_set: format!(
                "{}/{}",
                text(&metadata["namespace"]),
                text(&metadata["name"])
            ),
            images: containers
                .map(|container| text(&container["image"]))
                .collect(),
        }
    }

    pub(super) fn to_value(&self) -> Value {
        json!([self.daemon_set, self.images])
    }

    pub(super) fn from_value(row: &Value) -> Self {
        Self {
            daemon_set: row[0].as_str().unwrap_or_default().to_owned(),
            images: super::texts(&row[1]),
        }
    }
}
