//! The cells of each kind.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{age::since, pod};
use crate::kind::Kind;

const NONE: &str = "<none>";
const UNSET: &str = "<unset>";

/// The cells of `object`, one for each column of its kind.
pub(super) fn cells(kind: Kind, object: &Value, now: Timestamp) -> Value {
    let name = object["metadata"]["name"].as_str().unwrap_or_default();
    let created = &object["metadata"]["creationTimestamp"];
    let age = since(created, now);
    let (spec, status) = (&object["spec"], &object["status"]);
    match kind {
        Kind::Pod => pod::cells(object, now),
        Kind::Node => node(object, &age),
        Kind::DaemonSet => daemon_set(object, &age),
        Kind::Namespace => json!([name, text(&status["phase"]), age]),
        Kind::Service => {
            let internal = or(spec["clusterIPs"][0].as_str(), NONE);
            json!([
                name,
                text(&spec["type"]),
                internal,
                external_address(spec),
                ports(&spec["ports"]),
                age,
                pairs(&spec["selector"]),
            ])
        }
        Kind::Event => event(object, now),
        // Nobody allocates any here.
        Kind::ResourceClaim => json!([name, "pending", age]),
        Kind::ConfigMap => json!([
            name,
            length(&object["data"]) + length(&object["binaryData"]),
            age
        ]),
        Kind::Secret => json!([name, text(&object["type"]), length(&object["data"]), age]),
        Kind::ResourceQuota => quota(object, &age),
        Kind::PersistentVolumeClaim => {
            let bound = spec["volumeName"].is_string();
            json!([
                name,
                text(&status["phase"]),
                text(&spec["volumeName"]),
                if bound {
                    text(&status["capacity"]["storage"])
                } else {
                    ""
                },
                if bound {
                    access_modes(&status["accessModes"])
                } else {
                    String::new()
                },
                text(&spec["storageClassName"]),
                or(spec["volumeAttributesClassName"].as_str(), UNSET),
                age,
                or(spec["volumeMode"].as_str(), UNSET),
            ])
        }
        Kind::ControllerRevision => json!([name, controller(object), object["revision"], age]),
        Kind::PriorityClass => json!([
            name,
            object["value"],
            object["globalDefault"] == true,
            age,
            or(object["preemptionPolicy"].as_str(), "PreemptLowerPriority"),
        ]),
        Kind::RuntimeClass => json!([name, text(&object["handler"]), age]),
        Kind::StorageClass => {
            let is_default =
                &object["metadata"]["annotations"]["storageclass.kubernetes.io/is-default-class"];
            let shown = if is_default == "true" {
                format!("{name} (default)")
            } else {
                name.to_owned()
            };
            json!([
                shown,
                text(&object["provisioner"]),
                or(object["reclaimPolicy"].as_str(), "Delete"),
                or(object["volumeBindingMode"].as_str(), "Immediate"),
                object["allowVolumeExpansion"] == true,
                age,
            ])
        }
        Kind::Lease => json!([name, text(&spec["holderIdentity"]), age]),
        Kind::LimitRange | Kind::PersistentVolume => json!([name, created]),
        _ => json!([name, age]),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn or<'a>(value: Option<&'a str>, otherwise: &'a str) -> &'a str {
    value.filter(|text| !text.is_empty()).unwrap_or(otherwise)
}

fn length(map: &Value) -> usize {
    map.as_object().map_or(0, serde_json::Map::len)
}

/// `a=1,b=2`, sorted by key.
fn pairs(map: &Value) -> String {
    let mut pairs: Vec<String> = map
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| format!("{key}={}", text(value)))
        .collect();
    pairs.sort();
    if pairs.is_empty() {
        NONE.to_owned()
    } else {
        pairs.join(",")
    }
}

fn node(object: &Value, age: &str) -> Value {
    const ROLE: &str = "node-role.kubernetes.io/";
    let (status, info) = (&object["status"], &object["status"]["nodeInfo"]);
    let ready = status["conditions"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|condition| condition["type"] == "Ready")
        .map_or("Unknown", |condition| {
            if condition["status"] == "True" {
                "Ready"
            } else {
                "NotReady"
            }
        });
    let mut shown = ready.to_owned();
    if object["spec"]["unschedulable"] == true {
        shown.push_str(",SchedulingDisabled");
    }
    let labels = object["metadata"]["labels"].as_object();
    let mut roles: Vec<&str> = labels
        .into_iter()
        .flatten()
        .filter_map(|(key, _)| key.strip_prefix(ROLE))
        .filter(|role| !role.is_empty())
        .collect();
    roles.sort_unstable();
    let roles = if roles.is_empty() {
        NONE.to_owned()
    } else {
        roles.join(",")
    };
    let address = |wanted: &str| {
        let mut addresses = status["addresses"].as_array().into_iter().flatten();
        or(
            addresses
                .find(|a| a["type"] == wanted)
                .and_then(|a| a["address"].as_str()),
            NONE,
        )
    };
    let mut kernel = or(info["kernelVersion"].as_str(), "<unknown>").to_owned();
    if let Some(architecture) = info["architecture"].as_str() {
        kernel = format!("{kernel} ({architecture})");
    }
    json!([
        text(&object["metadata"]["name"]),
        shown,
        roles,
        age,
        text(&info["kubeletVersion"]),
        address("InternalIP"),
        address("ExternalIP"),
        or(info["osImage"].as_str(), "<unknown>"),
        kernel,
        or(info["containerRuntimeVersion"].as_str(), "<unknown>"),
    ])
}

fn daemon_set(object: &Value, age: &str) -> Value {
    let (spec, status) = (&object["spec"], &object["status"]);
    let pod = &spec["template"]["spec"];
    let number = |field: &str| status[field].as_i64().unwrap_or_default();
    let of_containers = |field: &str| {
        let containers = pod["containers"].as_array().into_iter().flatten();
        containers
            .map(|container| text(&container[field]))
            .collect::<Vec<_>>()
            .join(",")
    };
    json!([
        text(&object["metadata"]["name"]),
        number("desiredNumberScheduled"),
        number("currentNumberScheduled"),
        number("numberReady"),
        number("updatedNumberScheduled"),
        number("numberAvailable"),
        pairs(&pod["nodeSelector"]),
        age,
        of_containers("name"),
        of_containers("image"),
        selector(&spec["selector"]),
    ])
}

/// A label selector as text: `a=b,c in (d,e),!f`.
fn selector(selector: &Value) -> String {
    let mut parts: Vec<String> = Vec::new();
    for (key, value) in selector["matchLabels"].as_object().into_iter().flatten() {
        parts.push(format!("{key}={}", text(value)));
    }
    parts.sort();
    for expression in selector["matchExpressions"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let key = text(&expression["key"]);
        let values = expression["values"]
            .as_array()
            .into_iter()
            .flatten()
            .map(text)
            .collect::<Vec<_>>();
        parts.push(match text(&expression["operator"]) {
            "In" => format!("{key} in ({})", values.join(",")),
            "NotIn" => format!("{key} notin ({})", values.join(",")),
            "DoesNotExist" => format!("!{key}"),
            _ => key.to_owned(),
        });
    }
    if parts.is_empty() {
        NONE.to_owned()
    } else {
        parts.join(",")
    }
}

fn external_address(spec: &Value) -> String {
    match text(&spec["type"]) {
        "LoadBalancer" => "<pending>".to_owned(),
        "ExternalName" => text(&spec["externalName"]).to_owned(),
        _ => NONE.to_owned(),
    }
}

fn ports(ports: &Value) -> String {
    let shown: Vec<String> = ports
        .as_array()
        .into_iter()
        .flatten()
        .map(
            |port| match port["nodePort"].as_i64().filter(|number| *number > 0) {
                Some(node_port) => {
                    format!("{}:{node_port}/{}", port["port"], text(&port["protocol"]))
                }
                None => format!("{}/{}", port["port"], text(&port["protocol"])),
            },
        )
        .collect();
    if shown.is_empty() {
        NONE.to_owned()
    } else {
        shown.join(",")
    }
}

fn event(object: &Value, now: Timestamp) -> Value {
    let involved = &object["involvedObject"];
    let kind = text(&involved["kind"]).to_lowercase();
    let target = match text(&involved["name"]) {
        "" => kind,
        name => format!("{kind}/{name}"),
    };
    let first = if object["firstTimestamp"].is_null() {
        since(&object["eventTime"], now)
    } else {
        since(&object["firstTimestamp"], now)
    };
    let last = if object["lastTimestamp"].is_null() {
        first.clone()
    } else {
        since(&object["lastTimestamp"], now)
    };
    let component = or(
        object["source"]["component"].as_str(),
        text(&object["reportingComponent"]),
    );
    let instance = or(
        object["source"]["host"].as_str(),
        text(&object["reportingInstance"]),
    );
    let source = if instance.is_empty() {
        component.to_owned()
    } else {
        format!("{component}, {instance}")
    };
    json!([
        last,
        text(&object["type"]),
        text(&object["reason"]),
        target,
        text(&involved["fieldPath"]),
        source,
        text(&object["message"]).trim(),
        first,
        object["count"]
            .as_i64()
            .filter(|count| *count > 0)
            .unwrap_or(1),
        text(&object["metadata"]["name"]),
    ])
}

fn quota(object: &Value, age: &str) -> Value {
    let status = &object["status"];
    let (mut requests, mut limits) = (Vec::new(), Vec::new());
    let mut hard: Vec<_> = status["hard"].as_object().into_iter().flatten().collect();
    hard.sort_by_key(|(name, _)| name.as_str());
    for (name, quantity) in hard {
        let used = or(status["used"][name].as_str(), "0");
        let line = format!("{name}: {used}/{}", text(quantity));
        if name.starts_with("limits.") {
            limits.push(line);
        } else {
            requests.push(line);
        }
    }
    json!([
        text(&object["metadata"]["name"]),
        requests.join(", "),
        limits.join(", "),
        age
    ])
}

fn access_modes(modes: &Value) -> String {
    let shown = modes
        .as_array()
        .into_iter()
        .flatten()
        .map(|mode| match text(mode) {
            "ReadWriteOnce" => "RWO",
            "ReadOnlyMany" => "ROX",
            "ReadWriteMany" => "RWX",
            "ReadWriteOncePod" => "RWOP",
            other => other,
        });
    shown.collect::<Vec<_>>().join(",")
}

fn controller(object: &Value) -> String {
    let mut owners = object["metadata"]["ownerReferences"]
        .as_array()
        .into_iter()
        .flatten();
    let Some(owner) = owners.find(|owner| owner["controller"] == true) else {
        return NONE.to_owned();
    };
    let group = text(&owner["apiVersion"])
        .split_once('/')
        .map_or("", |(group, _)| group);
    let kind = text(&owner["kind"]).to_lowercase();
    let kind = if group.is_empty() {
        kind
    } else {
        format!("{kind}.{group}")
    };
    format!("{kind}/{}", text(&owner["name"]))
}
