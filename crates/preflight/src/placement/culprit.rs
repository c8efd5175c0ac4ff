//! Culprit: what of a pod a reason of the scheduler has to do with, and the field where one puts it right.

use manifest::FieldPath;
use manifest::json::items;
use serde_json::Value;

/// What of a pod it has to do with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Culprit {
    /// The pod as a whole, or nothing of it.
    #[default]
    Pod,
    /// What it requests of this resource.
    Request(String),
    /// Its ports on the node.
    HostPorts,
    /// This field of its spec, by its keys.
    Field(&'static [&'static str]),
}

impl Culprit {
    /// Its volumes.
    pub(crate) const VOLUMES: Self = Self::Field(&["volumes"]);
    /// The class of its container runtime, which may ask for nodes of its own.
    pub(crate) const RUNTIME_CLASS: Self = Self::Field(&["runtimeClassName"]);

    /// The field, for a pod template's spec as it is written, defaults filled in.
    pub(crate) fn field(&self, spec: &Value) -> FieldPath {
        let root = FieldPath::root().key("spec").key("template").key("spec");
        match self {
            Self::Pod => root,
            Self::Request(resource) => requests_of(resource, spec, &root),
            Self::HostPorts => host_port(spec, &root),
            Self::Field(keys) => keys.iter().fold(root, |path, key| path.key(*key)),
        }
    }
}

/// The first request of this resource: of the pod, else of a container.
fn requests_of(resource: &str, spec: &Value, root: &FieldPath) -> FieldPath {
    let at = |of: &FieldPath| of.key("resources").key("requests").key(resource);
    if !spec["resources"]["requests"][resource].is_null() {
        return at(root);
    }
    for list in ["containers", "initContainers"] {
        for (index, container) in items(&spec[list]).iter().enumerate() {
            if !container["resources"]["requests"][resource].is_null() {
                return at(&root.key(list).index(index));
            }
        }
    }
    root.key("containers")
}

/// The first port that is the node's own.
fn host_port(spec: &Value, root: &FieldPath) -> FieldPath {
    // With the node's network every port is, and the one that is written is the container's.
    let key = if spec["hostNetwork"] == true {
        "containerPort"
    } else {
        "hostPort"
    };
    for list in ["containers", "initContainers"] {
        for (index, container) in items(&spec[list]).iter().enumerate() {
            let mut ports = items(&container["ports"]).iter();
            let own = |port: &Value| port[key].as_u64().is_some_and(|number| number > 0);
            if let Some(place) = ports.position(own) {
                let ports = root.key(list).index(index).key("ports");
                return ports.index(place).key(key);
            }
        }
    }
    root.key("containers")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Culprit;

    #[test]
    fn a_reason_stands_at_the_field_that_causes_it() {
        let spec = json!({
            "containers": [
                {"ports": [{"containerPort": 1}], "resources": {"requests": {"cpu": "1"}}},
                {"ports": [{"containerPort": 2}, {"containerPort": 3, "hostPort": 3}],
                 "resources": {"requests": {"nvidia.com/gpu": "1"}}},
            ],
        });
        let mut on_the_node = spec.clone();
        on_the_node["hostNetwork"] = true.into();
        let mut of_pod = spec.clone();
        of_pod["resources"] = json!({"requests": {"cpu": "2"}});
        let request = |resource: &str| Culprit::Request(resource.to_owned());
        for (culprit, spec, field) in [
            (
                request("cpu"),
                &spec,
                ".containers[0].resources.requests[cpu]",
            ),
            (request("cpu"), &of_pod, ".resources.requests[cpu]"),
            (
                request("nvidia.com/gpu"),
                &spec,
                ".containers[1].resources.requests[nvidia.com/gpu]",
            ),
            // A default of the namespace's: nothing is written.
            (request("memory"), &spec, ".containers"),
            (
                Culprit::HostPorts,
                &spec,
                ".containers[1].ports[1].hostPort",
            ),
            (
                Culprit::HostPorts,
                &on_the_node,
                ".containers[0].ports[0].containerPort",
            ),
            (Culprit::VOLUMES, &spec, ".volumes"),
            (
                Culprit::Field(&["affinity", "podAffinity"]),
                &spec,
                ".affinity.podAffinity",
            ),
            (Culprit::Pod, &spec, ""),
        ] {
            let path = culprit.field(spec);
            assert_eq!(path.to_string(), format!("spec.template.spec{field}"));
        }
    }
}
