//! What pods ask for and nodes have. Mirrors `k8s.io/component-helpers/resource/helpers.go`.

use std::collections::BTreeMap;

use manifest::Quantity;
use serde_json::Value;

/// Amounts of resources: processor time in thousandths, all else in whole units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amounts(BTreeMap<Box<str>, i64>);

/// A port of the node that a container takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HostPort {
    protocol: Box<str>,
    address: Box<str>,
    port: i64,
}

impl Amounts {
    /// Reads a mapping of resource names to quantities; what cannot be read counts as nothing.
    pub(crate) fn read(map: &Value) -> Amounts {
        let mut amounts = Amounts::default();
        for (resource, quantity) in map.as_object().into_iter().flatten() {
            let text = match quantity {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            if let Ok(quantity) = text.parse::<Quantity>() {
                let amount = if resource == "cpu" {
                    quantity.milli_value()
                } else {
                    quantity.value()
                };
                amounts.0.insert(resource.as_str().into(), amount);
            }
        }
        amounts
    }

    pub(crate) fn get(&self, resource: &str) -> i64 {
        self.0.get(resource).copied().unwrap_or_default()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, i64)> {
        self.0
            .iter()
            .map(|(resource, amount)| (&**resource, *amount))
    }

    pub(crate) fn add(&mut self, other: &Amounts) {
        for (resource, amount) in other.iter() {
            *self.0.entry(resource.into()).or_default() += amount;
        }
    }

    pub(crate) fn subtract(&mut self, other: &Amounts) {
        for (resource, amount) in other.iter() {
            *self.0.entry(resource.into()).or_default() -= amount;
        }
    }

    fn raise_to(&mut self, other: &Amounts) {
        for (resource, amount) in other.iter() {
            let own = self.0.entry(resource.into()).or_default();
            *own = (*own).max(amount);
        }
    }
}

/// All that a pod asks of a node.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) requests: Amounts,
    pub(crate) host_ports: Box<[HostPort]>,
}

impl Asked {
    /// Reads the `spec` of a pod.
    pub(crate) fn read(spec: &Value) -> Asked {
        Asked {
            requests: requests(spec),
            host_ports: host_ports(spec).into(),
        }
    }
}

/// What a pod asks for: its containers and sidecars together, or what its start needs at most.
pub(crate) fn requests(spec: &Value) -> Amounts {
    let asked = |container: &Value| Amounts::read(&container["resources"]["requests"]);
    let mut total = Amounts::default();
    for container in spec["containers"].as_array().into_iter().flatten() {
        total.add(&asked(container));
    }
    let (mut sidecars, mut at_start) = (Amounts::default(), Amounts::default());
    for container in spec["initContainers"].as_array().into_iter().flatten() {
        let amounts = asked(container);
        let mut together = sidecars.clone();
        together.add(&amounts);
        at_start.raise_to(&together);
        if container["restartPolicy"] == "Always" {
            sidecars.add(&amounts);
        }
    }
    total.add(&sidecars);
    total.raise_to(&at_start);
    total.add(&Amounts::read(&spec["overhead"]));
    total
}

/// The ports of the node that a pod takes.
pub(crate) fn host_ports(spec: &Value) -> Vec<HostPort> {
    let sidecars = spec["initContainers"].as_array().into_iter().flatten();
    let containers = spec["containers"].as_array().into_iter().flatten();
    sidecars
        .filter(|container| container["restartPolicy"] == "Always")
        .chain(containers)
        .flat_map(|container| container["ports"].as_array().into_iter().flatten())
        .filter_map(|port| {
            Some(HostPort {
                protocol: port["protocol"].as_str().unwrap_or("TCP").into(),
                address: port["hostIP"]
                    .as_str()
                    .filter(|ip| !ip.is_empty())
                    .unwrap_or("0.0.0.0")
                    .into(),
                port: port["hostPort"].as_i64().filter(|number| *number > 0)?,
            })
        })
        .collect()
}

impl HostPort {
    /// Whether both cannot be had at once: all addresses include every single one.
    pub(crate) fn conflicts_with(&self, other: &HostPort) -> bool {
        const ALL: &str = "0.0.0.0";
        self.port == other.port
            && self.protocol == other.protocol
            && (self.address == other.address || &*self.address == ALL || &*other.address == ALL)
    }
}

/// `status.qosClass` of a pod. Mirrors `pkg/apis/core/helper/qos/qos.go`.
pub(crate) fn quality_of_service(spec: &Value) -> &'static str {
    let containers = || {
        ["initContainers", "containers"]
            .into_iter()
            .flat_map(|list| spec[list].as_array().into_iter().flatten())
    };
    let has = |container: &Value, part: &str, resource: &str| {
        container["resources"][part]
            .get(resource)
            .is_some_and(|quantity| !quantity.is_null())
    };
    let counted = ["cpu", "memory"];
    let any = containers().any(|container| {
        counted.iter().any(|resource| {
            has(container, "requests", resource) || has(container, "limits", resource)
        })
    });
    let guaranteed = containers().all(|container| {
        counted.iter().all(|resource| {
            let resources = &container["resources"];
            has(container, "limits", resource)
                && (!has(container, "requests", resource)
                    || resources["requests"][resource] == resources["limits"][resource])
        })
    });
    match (any, guaranteed) {
        (false, _) => "BestEffort",
        (true, true) => "Guaranteed",
        (true, false) => "Burstable",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_start_may_need_more_than_the_run() {
        let container = |cpu: &str| json!({"resources": {"requests": {"cpu": cpu}}});
        let mut sidecar = container("100m");
        sidecar["restartPolicy"] = "Always".into();
        let spec = json!({
            "initContainers": [sidecar, container("1")],
            "containers": [container("200m"), container("300m")],
        });
        assert_eq!(requests(&spec).get("cpu"), 1100);
    }

    #[test]
    fn ports_clash_where_addresses_overlap() {
        let ports = |address: &str| {
            host_ports(&json!({"containers": [{"ports": [{"hostPort": 80, "hostIP": address}]}]}))
        };
        assert!(ports("")[0].conflicts_with(&ports("10.0.0.1")[0]));
        assert!(!ports("10.0.0.2")[0].conflicts_with(&ports("10.0.0.1")[0]));
    }

    #[test]
    fn quality_follows_requests_and_limits() {
        let spec = |resources: Value| json!({"containers": [{"resources": resources}]});
        let limits = json!({"cpu": "1", "memory": "1Gi"});
        assert_eq!(quality_of_service(&spec(json!({}))), "BestEffort");
        assert_eq!(
            quality_of_service(&spec(json!({"requests": {"cpu": "1"}}))),
            "Burstable"
        );
        assert_eq!(
            quality_of_service(&spec(json!({"limits": limits}))),
            "Guaranteed"
        );
    }
}
