//! Quality of service: how a pod is treated where its node runs short, and which scopes of quotas count it.
//!
//! Follows `ComputePodQOS` of `pkg/apis/core/v1/helper/qos/qos.go`.

use std::cmp::Ordering;

use serde_json::Value;

use crate::resources::{self, ResourceList};

/// `status.qosClass` of a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QualityOfService {
    /// It asks for neither CPU nor memory.
    BestEffort,
    /// It asks for some.
    Burstable,
    /// It may have just what it asks for, in all of its containers.
    Guaranteed,
}

impl QualityOfService {
    /// That of a pod of this spec, as it is after the defaults of pods.
    #[must_use]
    pub fn of(spec: &Value) -> Self {
        let (mut requests, mut limits) = (ResourceList::new(), ResourceList::new());
        let mut is_guaranteed = true;
        let pod_level = &spec["resources"];
        // An empty one counts as well: then nothing is asked for, whatever the containers say.
        if pod_level.is_object() {
            requests = counted(pod_level, "requests");
            limits = counted(pod_level, "limits");
            // Without any limit they are not looked at, and requests alone match none.
            is_guaranteed = limits.len() == COUNTED.len() || limits.is_empty();
        } else {
            let lists = ["containers", "initContainers"];
            let containers = lists
                .iter()
                .flat_map(|list| resources::containers(spec, list));
            for container in containers {
                let own = &container["resources"];
                let limited = counted(own, "limits");
                is_guaranteed &= limited.len() == COUNTED.len();
                resources::add(&mut requests, &counted(own, "requests"));
                resources::add(&mut limits, &limited);
            }
        }
        if requests.is_empty() && limits.is_empty() {
            return Self::BestEffort;
        }
        let is_limit =
            |(name, amount): (&str, &manifest::Quantity)| limits.get(name) == Some(amount);
        let all = requests
            .iter()
            .map(|(name, amount)| (name.as_str(), amount));
        if is_guaranteed && requests.len() == limits.len() && all.into_iter().all(is_limit) {
            Self::Guaranteed
        } else {
            Self::Burstable
        }
    }

    /// As it stands in `status.qosClass`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BestEffort => "BestEffort",
            Self::Burstable => "Burstable",
            Self::Guaranteed => "Guaranteed",
        }
    }
}

/// The resources by which a pod is treated.
const COUNTED: [&str; 2] = ["cpu", "memory"];

/// What is asked for of these resources, nothing that is zero.
fn counted(resources: &Value, kind: &str) -> ResourceList {
    let list = resources::read_list(&resources[kind]);
    let is_counted = |(name, amount): &(String, manifest::Quantity)| {
        COUNTED.contains(&name.as_str()) && amount.sign() == Ordering::Greater
    };
    list.into_iter().filter(is_counted).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::QualityOfService;

    #[test]
    fn quality_follows_requests_and_limits() {
        let both = json!({"cpu": "1", "memory": "1Gi"});
        let equal = json!({"requests": {"cpu": "1000m", "memory": "1Gi"}, "limits": both});
        let container = |resources: Value| json!({"containers": [{"resources": resources}]});
        let pod = |resources: Value, own: Value| json!({"resources": own, "containers": [{"resources": resources}]});
        for (spec, expected) in [
            (container(json!({})), "BestEffort"),
            (
                container(json!({"requests": {"cpu": "0", "nvidia.com/gpu": "1"}})),
                "BestEffort",
            ),
            (container(json!({"requests": {"cpu": "1"}})), "Burstable"),
            (container(json!({"limits": both})), "Burstable"),
            (container(equal.clone()), "Guaranteed"),
            (
                json!({"containers": [{"resources": equal}], "initContainers": [{}]}),
                "Burstable",
            ),
            (pod(json!({}), equal.clone()), "Guaranteed"),
            (
                pod(equal.clone(), json!({"requests": {"memory": "1Gi"}})),
                "Burstable",
            ),
            // What the containers ask for does not count beside an empty one of the pod.
            (pod(equal, json!({})), "BestEffort"),
        ] {
            assert_eq!(QualityOfService::of(&spec).as_str(), expected, "{spec}");
        }
    }
}
