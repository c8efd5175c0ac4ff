//! What a pod asks for in all: containers, sidecars, init containers, pod-level resources, overhead.
//!
//! Follows component-helpers' `resource/helpers.go` (`PodRequests`, `PodLimits`).

use manifest::json::{entries, items};
use manifest::{Quantity, StringMap};
use serde_json::{Map, Value};

/// `core/v1 ResourceList`: amounts by the names of the resources.
pub type ResourceList = StringMap<Quantity>;

/// Reads a `ResourceList`; what cannot be parsed is left out.
pub(crate) fn read_list(list: &Value) -> ResourceList {
    let entries = entries(list);
    entries
        .filter_map(|(name, amount)| Some((name.clone(), read_quantity(amount)?)))
        .collect()
}

/// Reads a quantity: a text, or a number as YAML may have it.
pub(crate) fn read_quantity(amount: &Value) -> Option<Quantity> {
    match amount {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

/// Adds one list to another (`addResourceList`).
pub(crate) fn add(list: &mut ResourceList, other: &ResourceList) {
    for (name, amount) in other {
        if let Some(own) = list.get_mut(name) {
            *own += amount;
        } else {
            list.insert(name.clone(), amount.clone());
        }
    }
}

/// Takes the larger amount of each resource (`maxResourceList`).
pub(crate) fn max(list: &mut ResourceList, other: &ResourceList) {
    for (name, amount) in other {
        if list.get(name).is_none_or(|own| amount > own) {
            list.insert(name.clone(), amount.clone());
        }
    }
}

/// Whether a resource may be asked for by the pod as a whole (`IsSupportedPodLevelResource`).
pub(crate) fn is_pod_level(name: &str) -> bool {
    matches!(name, "cpu" | "memory") || name.starts_with("hugepages-")
}

/// Whether any resource is asked for by the pod as a whole (`IsPodLevelResourcesSet`).
pub(crate) fn has_pod_level(spec: &Value) -> bool {
    ["requests", "limits"].iter().any(|kind| {
        let list = spec["resources"][kind].as_object();
        list.is_some_and(|list| list.keys().any(|name| is_pod_level(name)))
    })
}

/// Whether an init container runs as long as the pod does.
pub(crate) fn is_sidecar(container: &Value) -> bool {
    container["restartPolicy"] == "Always"
}

/// The containers of a list of the pod's spec.
pub(crate) fn containers<'v>(spec: &'v Value, list: &str) -> impl Iterator<Item = &'v Value> {
    items(&spec[list]).iter()
}

/// The `requests` or `limits` of a container or pod, made where they are not there.
pub(crate) fn list_mut<'v>(owner: &'v mut Value, kind: &str) -> &'v mut Map<String, Value> {
    let resources = object_mut(object_mut(owner).entry("resources").or_insert(Value::Null));
    object_mut(resources.entry(kind).or_insert(Value::Null))
}

/// The value as a map, made one where it is none.
pub(crate) fn object_mut(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(map) => map,
        _ => unreachable!("it has just been made a map"),
    }
}

/// The containers of a list of the pod's spec, to be changed.
pub(crate) fn containers_mut<'v>(
    spec: &'v mut Value,
    list: &str,
) -> impl Iterator<Item = &'v mut Value> {
    let list = spec.get_mut(list).and_then(Value::as_array_mut);
    list.into_iter().flatten()
}

/// What the pod requests (`PodRequests`), of a spec as it is after the defaults of pods.
pub(crate) fn pod_requests(spec: &Value) -> ResourceList {
    requests(spec, &|container| {
        read_list(&container["resources"]["requests"])
    })
}

/// What a pod that is there requests, with what its containers were given by a resize in place
/// (`PodRequests` with `UseStatusResources`).
pub(crate) fn running_pod_requests(pod: &Value) -> ResourceList {
    let status = &pod["status"];
    let conditions = items(&status["conditions"]).iter();
    let is_infeasible = conditions
        .filter(|condition| condition["type"] == "PodResizePending")
        .any(|condition| condition["reason"] == "Infeasible");
    let effective = |container: &Value| {
        let specified = read_list(&container["resources"]["requests"]);
        let lists = ["containerStatuses", "initContainerStatuses"];
        let statuses = lists.iter().flat_map(|list| containers(status, list));
        // Only a sidecar among the init containers can be resized, and only such a one has
        // resources in its status that count here.
        let given = statuses
            .filter(|status| status["name"] == container["name"])
            .find(|status| status["resources"].is_object());
        let Some(given) = given else {
            return specified;
        };
        let mut effective = read_list(&given["resources"]["requests"]);
        max(&mut effective, &read_list(&given["allocatedResources"]));
        if !is_infeasible {
            max(&mut effective, &specified);
        }
        effective
    };
    requests(&pod["spec"], &effective)
}

fn requests(spec: &Value, of_container: &dyn Fn(&Value) -> ResourceList) -> ResourceList {
    let mut total = aggregate(spec, of_container);
    for (name, amount) in read_list(&spec["resources"]["requests"]) {
        if is_pod_level(&name) {
            total.insert(name, amount);
        }
    }
    add(&mut total, &read_list(&spec["overhead"]));
    total
}

/// What the pod is limited to (`PodLimits`).
pub(crate) fn pod_limits(spec: &Value) -> ResourceList {
    let mut total = aggregate(spec, &|container| {
        read_list(&container["resources"]["limits"])
    });
    for (name, amount) in read_list(&spec["resources"]["limits"]) {
        if is_pod_level(&name) {
            total.insert(name, amount);
        }
    }
    // A limit that nobody set stays unset.
    for (name, overhead) in read_list(&spec["overhead"]) {
        if let Some(limit) = total.get_mut(&name)
            && !limit.is_zero()
        {
            *limit += &overhead;
        }
    }
    total
}

/// The containers together: all that run side by side, or the largest moment of the start, where an
/// init container runs beside the sidecars before it.
pub(crate) fn aggregate(
    spec: &Value,
    of_container: &dyn Fn(&Value) -> ResourceList,
) -> ResourceList {
    let mut total = ResourceList::new();
    for container in containers(spec, "containers") {
        add(&mut total, &of_container(container));
    }
    let mut sidecars = ResourceList::new();
    let mut start = ResourceList::new();
    for container in containers(spec, "initContainers") {
        let mut moment = of_container(container);
        if is_sidecar(container) {
            add(&mut total, &moment);
            add(&mut sidecars, &moment);
            moment.clone_from(&sidecars);
        } else {
            add(&mut moment, &sidecars);
        }
        max(&mut start, &moment);
    }
    max(&mut total, &start);
    total
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{ResourceList, pod_limits, pod_requests, running_pod_requests};

    fn told(list: &ResourceList) -> Vec<String> {
        let entries = list.iter();
        entries
            .map(|(name, amount)| format!("{name}={amount}"))
            .collect()
    }

    fn container(requests: &Value, limits: &Value) -> Value {
        json!({"name": "c", "resources": {"requests": requests, "limits": limits}})
    }

    #[test]
    fn the_largest_moment_counts() {
        let cpu = |amount: &str| container(&json!({"cpu": amount}), &json!({}));
        let sidecar = |amount: &str| {
            let mut sidecar = cpu(amount);
            sidecar["restartPolicy"] = json!("Always");
            sidecar
        };
        for (init, main, expected) in [
            (json!([]), json!([cpu("100m"), cpu("200m")]), "cpu=300m"),
            (json!([cpu("1")]), json!([cpu("200m")]), "cpu=1"),
            (json!([cpu("1"), cpu("2")]), json!([cpu("200m")]), "cpu=2"),
            // The sidecar before it is there while the init container runs, the one behind is not.
            (
                json!([sidecar("300m"), cpu("1")]),
                json!([cpu("100m")]),
                "cpu=1300m",
            ),
            (
                json!([cpu("1"), sidecar("300m")]),
                json!([cpu("100m")]),
                "cpu=1",
            ),
            (json!([sidecar("300m")]), json!([cpu("100m")]), "cpu=400m"),
        ] {
            let spec = json!({"initContainers": init, "containers": main});
            assert_eq!(told(&pod_requests(&spec)), [expected], "{spec}");
        }
    }

    #[test]
    fn the_pod_as_a_whole_and_its_overhead_count() {
        let spec = json!({
            "resources": {"requests": {"cpu": "1"}, "limits": {"cpu": "2"}},
            "overhead": {"cpu": "250m", "memory": "64Mi"},
            "containers": [container(&json!({"cpu": "3", "example.com/gpu": "1"}), &json!({}))],
        });
        assert_eq!(
            told(&pod_requests(&spec)),
            ["cpu=1250m", "example.com/gpu=1", "memory=64Mi"]
        );
        assert_eq!(told(&pod_limits(&spec)), ["cpu=2250m"]);
    }

    #[test]
    fn a_resize_in_place_counts() {
        let pod = |reason: &str| {
            json!({
                "spec": {"containers": [container(&json!({"cpu": "100m"}), &json!({}))]},
                "status": {
                    "conditions": [{"type": "PodResizePending", "reason": reason}],
                    "containerStatuses": [{
                        "name": "c",
                        "resources": {"requests": {"cpu": "50m"}},
                        "allocatedResources": {"cpu": "80m"},
                    }],
                },
            })
        };
        assert_eq!(told(&running_pod_requests(&pod("Deferred"))), ["cpu=100m"]);
        assert_eq!(told(&running_pod_requests(&pod("Infeasible"))), ["cpu=80m"]);
    }
}
