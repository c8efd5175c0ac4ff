//! The field that a reason of the scheduler has to do with: where one puts it right.

use manifest::FieldPath;
use manifest::json::items;
use manifest::texts;
use serde_json::Value;

/// The field, for a pod template's spec as it is written, defaults filled in.
pub(super) fn of(reason: &str, spec: &Value) -> FieldPath {
    let root = FieldPath::root().key("spec").key("template").key("spec");
    let tells = |part: &str| texts::contains(reason, part);
    if let Some(resource) = reason.strip_prefix("Insufficient ") {
        // Several reasons may stand in a row.
        let resource = resource.split(',').next().unwrap_or_default();
        return requests_of(resource, spec, &root);
    }
    if tells("free ports") {
        return host_port(spec, &root);
    }
    let keys: &[&str] = if tells("olume") {
        &["volumes"]
    } else if tells("topology spread") {
        &["topologySpreadConstraints"]
    } else if tells("pod affinity") {
        &["affinity", "podAffinity"]
    } else if tells("pod anti-affinity") {
        &["affinity", "podAntiAffinity"]
    } else if tells("pods anti-affinity") {
        // Others have it; only the labels can be changed here.
        &[]
    } else if tells("affinity") {
        &["runtimeClassName"]
    } else {
        &[]
    };
    keys.iter().fold(root, |path, key| path.key(*key))
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

    use super::of;

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
        let ports = "node(s) didn't have free ports for the requested pod ports";
        for (reason, spec, field) in [
            (
                "Insufficient cpu",
                &spec,
                "containers[0].resources.requests[cpu]",
            ),
            (
                "Insufficient cpu, Insufficient memory",
                &of_pod,
                "resources.requests[cpu]",
            ),
            (
                "Insufficient nvidia.com/gpu",
                &spec,
                "containers[1].resources.requests[nvidia.com/gpu]",
            ),
            // A default of the namespace's: nothing is written.
            ("Insufficient memory", &spec, "containers"),
            (ports, &spec, "containers[1].ports[1].hostPort"),
            (ports, &on_the_node, "containers[0].ports[0].containerPort"),
            (
                "node(s) had volume node affinity conflict",
                &spec,
                "volumes",
            ),
        ] {
            let path = of(reason, spec);
            assert_eq!(
                path.to_string(),
                format!("spec.template.spec.{field}"),
                "{reason}"
            );
        }
        assert_eq!(of("Too many pods", &spec).to_string(), "spec.template.spec");
    }
}
