//! `PodUse`: what one pod takes of its node, and `NodeUse`: what all of them take together.

use std::fmt;

use manifest::gather::Gather;
use manifest::json::items;
use serde_json::{Value, json};

use super::Amounts;
use crate::resources;

/// What a pod takes of the node that it is bound to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodUse {
    /// `spec.nodeName`.
    pub node: String,
    /// `spec.priority`: a pod of a higher one may have it deleted to make room.
    pub priority: i32,
    /// What it requests, counted as the scheduler counts, and one pod.
    pub requests: Amounts,
    /// The ports of the node that it listens on.
    pub host_ports: Vec<HostPort>,
}

impl PodUse {
    /// Reads a Pod (`core/v1`); nothing where it takes nothing of any node: it waits for the
    /// scheduler, or has ended.
    #[must_use]
    pub fn from_pod(pod: &Value) -> Option<Self> {
        let spec = &pod["spec"];
        let node = spec["nodeName"].as_str().filter(|node| !node.is_empty())?;
        if matches!(
            pod["status"]["phase"].as_str(),
            Some("Succeeded" | "Failed")
        ) {
            return None;
        }
        let mut requests = Amounts::from_list(&resources::running_pod_requests(pod));
        requests.pods = 1;
        let priority = spec["priority"].as_i64().unwrap_or_default();
        Some(Self {
            node: node.to_owned(),
            priority: i32::try_from(priority).unwrap_or_default(),
            requests,
            host_ports: host_ports(spec),
        })
    }
}

/// What the pods on a node take together. Pods are added and removed one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeUse {
    /// By the priority of the pods, the lowest first.
    pub by_priority: Vec<PriorityUse>,
}

/// What the pods of one priority take of a node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PriorityUse {
    /// The priority.
    pub priority: i32,
    /// The requests; `pods` is the number of pods.
    pub requests: Amounts,
    /// The ports of the node that are taken, sorted; one that several pods hold on different
    /// addresses is listed for each.
    pub host_ports: Vec<HostPort>,
}

impl NodeUse {
    /// Counts a pod in.
    pub fn add(&mut self, pod: &PodUse) {
        let place = match self.position(pod.priority) {
            Ok(found) => found,
            Err(place) => {
                let empty = PriorityUse {
                    priority: pod.priority,
                    ..PriorityUse::default()
                };
                self.by_priority.insert(place, empty);
                place
            }
        };
        let entry = &mut self.by_priority[place];
        entry.requests.add(&pod.requests);
        for port in &pod.host_ports {
            let place = entry.host_ports.partition_point(|taken| taken < port);
            entry.host_ports.insert(place, port.clone());
        }
    }

    /// Counts a pod out that was counted in.
    pub fn remove(&mut self, pod: &PodUse) {
        let Ok(found) = self.position(pod.priority) else {
            return;
        };
        let entry = &mut self.by_priority[found];
        entry.requests.subtract(&pod.requests);
        for port in &pod.host_ports {
            if let Ok(found) = entry.host_ports.binary_search(port) {
                entry.host_ports.remove(found);
            }
        }
        if entry.requests == Amounts::default() {
            self.by_priority.remove(found);
        }
    }

    /// All requests together.
    #[must_use]
    pub fn total(&self) -> Amounts {
        let mut total = Amounts::default();
        for entry in &self.by_priority {
            total.add(&entry.requests);
        }
        total
    }

    /// Every port of the node that is taken.
    pub fn host_ports(&self) -> impl Iterator<Item = &HostPort> {
        self.by_priority.iter().flat_map(|entry| &entry.host_ports)
    }

    fn position(&self, priority: i32) -> Result<usize, usize> {
        self.by_priority
            .binary_search_by_key(&priority, |entry| entry.priority)
    }
}

/// A port of the node that a pod listens on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostPort {
    /// The port.
    pub port: u16,
    /// `TCP`, `UDP` or `SCTP`.
    pub protocol: String,
    /// The address; `0.0.0.0` stands for every one.
    pub ip: String,
}

impl HostPort {
    /// Whether two pods cannot have both on one node (`HostPortInfo.CheckConflict` in
    /// kube-scheduler's `framework/types.go`).
    #[must_use]
    pub fn conflicts_with(&self, other: &Self) -> bool {
        const ALL: &str = "0.0.0.0";
        self.port == other.port
            && self.protocol == other.protocol
            && (self.ip == ALL || other.ip == ALL || self.ip == other.ip)
    }

    fn read(port: &Value, is_host_network: bool) -> Option<Self> {
        let number = |name: &str| port[name].as_i64().filter(|number| *number > 0);
        let of_container = || number("containerPort").filter(|_| is_host_network);
        let text = |name: &str, default: &str| {
            let text = port[name].as_str().filter(|text| !text.is_empty());
            text.unwrap_or(default).to_owned()
        };
        Some(Self {
            port: u16::try_from(number("hostPort").or_else(of_container)?).ok()?,
            protocol: text("protocol", "TCP"),
            ip: text("hostIP", "0.0.0.0"),
        })
    }

    /// Reads what [`fmt::Display`] writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '/');
        Some(Self {
            port: parts.next()?.parse().ok()?,
            protocol: parts.next()?.to_owned(),
            ip: parts.next().unwrap_or("0.0.0.0").to_owned(),
        })
    }
}

/// `80/TCP`, with the address behind it where it is not every one: `80/TCP/10.0.0.1`.
impl fmt::Display for HostPort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.port, self.protocol)?;
        if self.ip == "0.0.0.0" {
            return Ok(());
        }
        write!(formatter, "/{}", self.ip)
    }
}

/// The ports of the node that a pod of this spec listens on, sorted (`GetHostPorts` in
/// kube-scheduler's `util/utils.go`). In the network of the node every port is one of the node
/// (`defaultHostNetworkPorts` in `pkg/apis/core/v1/defaults.go`).
pub(crate) fn host_ports(spec: &Value) -> Vec<HostPort> {
    let is_host_network = spec["hostNetwork"] == true;
    let sidecars = resources::containers(spec, "initContainers")
        .filter(|container| resources::is_sidecar(container));
    let containers = sidecars.chain(resources::containers(spec, "containers"));
    let ports = containers.flat_map(|container| items(&container["ports"]).iter());
    let mut ports: Vec<_> = ports
        .filter_map(|port| HostPort::read(port, is_host_network))
        .gather();
    manifest::order::sort_by(&mut ports, Ord::cmp);
    ports
}

/// The ports as texts.
pub(crate) fn ports_to_value(ports: &[HostPort]) -> Value {
    let texts: Vec<_> = ports.iter().map(ToString::to_string).collect();
    json!(texts)
}

/// Reads what [`ports_to_value`] writes.
pub(crate) fn ports_from_value(ports: &Value) -> Vec<HostPort> {
    let texts = items(ports).iter();
    texts
        .filter_map(|text| HostPort::parse(text.as_str()?))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{HostPort, NodeUse, PodUse};

    fn pod(priority: i32, cpu: &str, host_port: u16) -> Value {
        json!({
            "spec": {
                "nodeName": "n",
                "priority": priority,
                "containers": [{
                    "resources": {"requests": {"cpu": cpu}},
                    "ports": [{"containerPort": 80, "hostPort": host_port}],
                }],
            },
        })
    }

    #[test]
    fn pods_are_counted_in_and_out() {
        let read = |value: Value| PodUse::from_pod(&value).unwrap();
        let mut used = NodeUse::default();
        used.add(&read(pod(0, "100m", 81)));
        let before = used.clone();
        used.add(&read(pod(1000, "200m", 80)));
        used.add(&read(pod(0, "300m", 0)));
        assert_eq!(used.by_priority.len(), 2);
        assert_eq!((used.total().cpu, used.total().pods), (600, 3));
        assert_eq!(used.host_ports().count(), 2);
        used.remove(&read(pod(0, "300m", 0)));
        used.remove(&read(pod(1000, "200m", 80)));
        assert_eq!(used, before);
    }

    #[test]
    fn a_pod_that_waits_or_has_ended_takes_nothing() {
        let mut waits = pod(0, "1", 80);
        waits["spec"]["nodeName"] = json!("");
        let mut ended = pod(0, "1", 80);
        ended["status"] = json!({"phase": "Succeeded"});
        assert_eq!(PodUse::from_pod(&waits), None);
        assert_eq!(PodUse::from_pod(&ended), None);
    }

    #[test]
    fn in_the_network_of_the_node_every_port_is_taken() {
        let mut value = pod(0, "1", 0);
        assert_eq!(PodUse::from_pod(&value).unwrap().host_ports, []);
        value["spec"]["hostNetwork"] = json!(true);
        let ports = PodUse::from_pod(&value).unwrap().host_ports;
        assert_eq!(ports[0].to_string(), "80/TCP");
    }

    #[test]
    fn the_wildcard_address_conflicts_with_every_other() {
        let port = |text: &str| HostPort::parse(text).unwrap();
        for (one, other, conflict) in [
            ("80/TCP", "80/TCP", true),
            ("80/TCP", "80/TCP/10.0.0.1", true),
            ("80/TCP/10.0.0.1", "80/TCP/10.0.0.2", false),
            ("80/TCP/10.0.0.1", "80/TCP/10.0.0.1", true),
            ("80/TCP", "80/UDP", false),
            ("80/TCP", "81/TCP", false),
            ("80/TCP/::", "80/TCP/fe80::1", false),
        ] {
            assert_eq!(
                port(one).conflicts_with(&port(other)),
                conflict,
                "{one} {other}"
            );
            assert_eq!(
                port(other).conflicts_with(&port(one)),
                conflict,
                "{other} {one}"
            );
            assert_eq!(port(one).to_string(), one);
        }
    }
}
