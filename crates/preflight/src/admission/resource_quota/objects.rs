//! What quotas count of objects that are not pods.
//!
//! Follows `pkg/quota/v1/evaluator/core/{services,persistent_volume_claims}.go` and the counting of all
//! other kinds in apiserver's `pkg/quota/v1/generic/evaluator.go`.

use manifest::Quantity;
use manifest::gather::Gather;
use manifest::quantity::Format;
use manifest::texts;
use serde_json::Value;

use super::QuotaUse;
use super::{Demand, QuotaVerdict, exceeded, most_that_fit};
use crate::facts::QuotaFacts;
use crate::resources::{self, ResourceList};

/// The kinds that a quota may count by their plain names as well.
const BY_PLAIN_NAME: [&str; 6] = [
    "configmaps",
    "persistentvolumeclaims",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "services",
];

/// What a new object takes of quotas; `group` and `plural` name its resource.
#[must_use]
pub fn usage_of_object(group: &str, plural: &str, object: &Value) -> ResourceList {
    let of = |count: i64| Quantity::new(count, Format::DecimalSi);
    let dot = if group.is_empty() { "" } else { "." };
    let mut usage = ResourceList::new();
    usage.insert(format!("count/{plural}{dot}{group}"), of(1));
    if group.is_empty() && BY_PLAIN_NAME.contains(&plural) {
        usage.insert(plural.to_owned(), of(1));
    }
    let spec = &object["spec"];
    match (group, plural) {
        ("", "services") => {
            let ports = spec["ports"].as_array().map_or(0, Vec::len);
            let ports = i64::try_from(ports).unwrap_or(i64::MAX);
            let is_balanced = spec["type"] == "LoadBalancer";
            let takes_ports = match spec["type"].as_str() {
                Some("NodePort") => true,
                _ => is_balanced && spec["allocateLoadBalancerNodePorts"] != false,
            };
            let balancers = of(i64::from(is_balanced));
            usage.insert("services.loadbalancers".to_owned(), balancers);
            let node_ports = of(if takes_ports { ports } else { 0 });
            usage.insert("services.nodeports".to_owned(), node_ports);
        }
        ("", "persistentvolumeclaims") => {
            let requests = resources::read_list(&spec["resources"]["requests"]);
            let storage = requests.get("storage");
            if let Some(storage) = storage {
                usage.insert("requests.storage".to_owned(), storage.clone());
            }
            if let Some(class) = spec["storageClassName"].as_str() {
                let of_class = |name: &str| format!("{class}{OF_CLASS}{name}");
                usage.insert(of_class("persistentvolumeclaims"), of(1));
                if let Some(storage) = storage {
                    usage.insert(of_class("requests.storage"), storage.clone());
                }
            }
        }
        _ => {}
    }
    usage
}

/// What a quota says of an object that takes so much; nothing where there is room.
#[must_use]
pub fn check_object(quota: &QuotaFacts, usage: ResourceList) -> Option<String> {
    check_objects(quota, usage, 1)?.0.refusal
}

/// What a quota says of so many objects that take so much each, and what it counts of them; nothing where it
/// does not count them.
pub(crate) fn check_objects(
    quota: &QuotaFacts,
    usage: ResourceList,
    objects: u32,
) -> Option<(QuotaVerdict, Vec<QuotaUse>)> {
    let counted = quota.hard.keys().filter(|name| usage.contains_key(name));
    let counted: Vec<_> = counted.map(String::as_str).gather();
    // A quota with a scope counts pods alone.
    if counted.is_empty() || !quota.scopes.is_empty() {
        return None;
    }
    let is_known = counted.iter().all(|name| quota.used.contains_key(name));
    let demand = Demand {
        usage,
        pods: objects,
        freed: ResourceList::new(),
    };
    let allowed = if is_known {
        most_that_fit(quota, &demand)
    } else {
        0
    };
    let refusal = if is_known {
        (allowed < objects).then(|| exceeded(quota, &demand, allowed))
    } else {
        Some(super::status_unknown(quota, &counted))
    };
    let verdict = QuotaVerdict {
        quota: quota.name.clone(),
        allowed,
        refusal,
    };
    Some((verdict, demand.counted_by(quota)))
}

/// Whether a quota on this resource counts objects that are not pods.
pub(super) fn counts_objects(name: &str) -> bool {
    name.starts_with("count/")
        || BY_PLAIN_NAME.contains(&name)
        || texts::contains(name, OF_CLASS)
        || matches!(
            name,
            "requests.storage" | "services.loadbalancers" | "services.nodeports"
        )
}

/// Between the name of a storage class and what is counted of it.
const OF_CLASS: &str = ".storageclass.storage.k8s.io/";

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{super::used, QuotaFacts, check_object, usage_of_object};

    #[test]
    fn objects_are_counted_by_kind() {
        let printed = |group, plural, object: Value| {
            let usage = usage_of_object(group, plural, &object);
            let parts = usage
                .iter()
                .map(|(name, amount)| format!("{name}={amount}"));
            parts.collect::<Vec<_>>().join(" ")
        };
        let service = |kind: &str| json!({"spec": {"type": kind, "ports": [{}, {}]}});
        for (group, plural, object, expected) in [
            ("apps", "daemonsets", json!({}), "count/daemonsets.apps=1"),
            ("", "secrets", json!({}), "count/secrets=1 secrets=1"),
            (
                "",
                "services",
                service("NodePort"),
                "count/services=1 services=1 services.loadbalancers=0 services.nodeports=2",
            ),
            (
                "",
                "services",
                service("LoadBalancer"),
                "count/services=1 services=1 services.loadbalancers=1 services.nodeports=2",
            ),
            (
                "",
                "persistentvolumeclaims",
                json!({"spec": {"storageClassName": "s", "resources": {"requests": {"storage": "2Gi"}}}}),
                "count/persistentvolumeclaims=1 persistentvolumeclaims=1 requests.storage=2Gi \
                 s.storageclass.storage.k8s.io/persistentvolumeclaims=1 \
                 s.storageclass.storage.k8s.io/requests.storage=2Gi",
            ),
        ] {
            assert_eq!(printed(group, plural, object), expected);
        }
    }

    #[test]
    fn a_full_quota_refuses_the_object() {
        let verdict = |spec: Value, status: Value| {
            let quota = json!({"metadata": {"name": "q"}, "spec": spec, "status": status});
            let quota = QuotaFacts::from_resource_quota(&quota);
            check_object(&quota, usage_of_object("apps", "daemonsets", &json!({})))
        };
        let hard = json!({"count/daemonsets.apps": "2", "pods": "1"});
        let full = json!({"hard": hard, "used": {"count/daemonsets.apps": "2", "pods": "1"}});
        assert_eq!(
            verdict(json!({}), full.clone()).as_deref(),
            Some(
                "exceeded quota: q, requested: count/daemonsets.apps=1, used: count/daemonsets.apps=2, \
                 limited: count/daemonsets.apps=2"
            )
        );
        assert_eq!(
            verdict(json!({}), json!({"hard": hard})).as_deref(),
            Some("status unknown for quota: q, resources: count/daemonsets.apps")
        );
        assert_eq!(verdict(json!({"scopes": ["BestEffort"]}), full), None);
        assert_eq!(verdict(json!({}), json!({"hard": {"pods": "1"}})), None);
    }

    #[test]
    fn what_is_used_is_counted_together() {
        let quota = json!({"metadata": {"name": "q"}, "status": {"hard": {
            "pods": "9", "secrets": "9", "count/deployments.apps": "9", "cpu": "9", "other": "9",
        }}});
        let pod = json!({"containers": [{"resources": {"requests": {"cpu": "2"}}}]});
        let secrets = ["", ""].map(|group| usage_of_object(group, "secrets", &json!({})));
        assert_eq!(
            used(&QuotaFacts::from_resource_quota(&quota), [&pod], secrets),
            json!({"pods": "1", "secrets": "2", "count/deployments.apps": "0", "cpu": "2"})
        );
    }
}
