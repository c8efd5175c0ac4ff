//! Fit: whether the scheduler finds room for the pod on the node that it is meant for.
//!
//! Follows kube-scheduler's filters in their order: node affinity, node ports, node resources,
//! volume binding. As there, the first that fails is the one that is told.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::volumes::Volumes;
use crate::admission::pod::AdmittedPod;
use crate::facts::{self, Amounts, HostPort, NamespaceFacts, NodeFacts, PodUse, PriorityUse};

const PORTS: &str = "node(s) didn't have free ports for the requested pod ports";
const AFFINITY: &str = "node(s) didn't match Pod's node affinity/selector";

/// Why a pod has no room on its node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NodeFit {
    /// The scheduler's own words: `Insufficient memory`, `Too many pods` and so on.
    pub reasons: Vec<String>,
    /// The same with numbers: `insufficient memory (1.2Gi of 3Gi)`, what is free of what is asked
    /// for. Empty where there are none.
    pub detail: String,
    /// The pods of lower priority that would be deleted to make room; none where that does not help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preemption: Option<Preemption>,
}

/// The pods that may have to go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preemption {
    /// The highest priority among them: without the pods up to this priority there is room.
    pub priority: i32,
    /// How many pods the node has up to this priority; the scheduler deletes no more than it must.
    pub pods: u32,
}

/// A pod, made ready to be asked about many nodes.
#[derive(Clone, Debug)]
pub struct Fit {
    requests: Amounts,
    host_ports: Vec<HostPort>,
    /// What a node must have besides what the controller has looked at: from the `RuntimeClass`.
    node_selector: Vec<(String, String)>,
    volumes: Volumes,
    priority: Option<i32>,
    never_preempts: bool,
}

impl Fit {
    /// Reads a pod as admission has made it of the template.
    #[must_use]
    pub fn new(pod: &AdmittedPod, namespace: Option<&NamespaceFacts>) -> Self {
        let mut requests = Amounts::from_list(&crate::resources::pod_requests(&pod.spec));
        requests.pods = 1;
        let selector = pod.spec["nodeSelector"].as_object().into_iter().flatten();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            requests,
            host_ports: facts::host_ports(&pod.spec),
            node_selector: selector
                .map(|(key, value)| (key.clone(), text(value)))
                .collect(),
            volumes: Volumes::new(&pod.spec, namespace),
            priority: pod.priority,
            never_preempts: pod.never_preempts,
        }
    }

    /// What the pod requests in all.
    #[must_use]
    pub fn requests(&self) -> &Amounts {
        &self.requests
    }

    /// Why the pod has no room on the node; none where it has, or where it is not known what the
    /// node has or what runs there. `leaving` is a pod of the node that is deleted before.
    #[must_use]
    pub fn on(&self, node: &NodeFacts, leaving: Option<&PodUse>) -> Option<NodeFit> {
        let has = |(key, value): &(String, String)| node.labels.get(key) == Some(value);
        if !self.node_selector.iter().all(has) {
            return Some(NodeFit::unresolvable(AFFINITY.to_owned()));
        }
        let room = Room::of(node, leaving);
        if let Some(room) = &room {
            let taken = room.taken_port(&self.host_ports, i32::MIN);
            if let Some(port) = taken {
                return Some(NodeFit {
                    reasons: vec![PORTS.to_owned()],
                    detail: format!("port {port} is taken"),
                    preemption: self.preemption(room),
                });
            }
            let shortages = room.shortages(&self.requests, i32::MIN);
            if !shortages.is_empty() {
                let details: Vec<_> = shortages.iter().map(Shortage::detail).collect();
                return Some(NodeFit {
                    reasons: shortages.iter().map(Shortage::reason).collect(),
                    detail: details.join(", "),
                    preemption: self.preemption(room),
                });
            }
        }
        self.volumes.refusal(node).map(NodeFit::unresolvable)
    }

    /// The lowest priority up to which pods must go so that there is room.
    fn preemption(&self, room: &Room) -> Option<Preemption> {
        let own = self.priority.filter(|_| !self.never_preempts)?;
        let lower = room.taken.iter().filter(|entry| entry.priority < own);
        let mut pods = 0;
        for entry in lower {
            pods += entry.requests.pods;
            // Pods of a priority above this one stay.
            let above = entry.priority.saturating_add(1);
            if room.taken_port(&self.host_ports, above).is_none()
                && room.shortages(&self.requests, above).is_empty()
            {
                return Some(Preemption {
                    priority: entry.priority,
                    pods: u32::try_from(pods).unwrap_or_default(),
                });
            }
        }
        None
    }
}

impl NodeFit {
    fn unresolvable(reason: String) -> Self {
        Self {
            reasons: vec![reason],
            ..Self::default()
        }
    }

    /// The reasons in one line, as the scheduler's event has them.
    #[must_use]
    pub fn reason(&self) -> String {
        self.reasons.join(", ")
    }
}

/// What a node has, and what of it is taken.
struct Room<'n> {
    allocatable: &'n Amounts,
    taken: &'n [PriorityUse],
    leaving: Option<&'n PodUse>,
}

impl<'n> Room<'n> {
    fn of(node: &'n NodeFacts, leaving: Option<&'n PodUse>) -> Option<Self> {
        Some(Self {
            allocatable: node.allocatable.as_ref()?,
            taken: &node.used.as_ref()?.by_priority,
            leaving,
        })
    }

    /// A port that a pod of at least this priority holds already.
    fn taken_port<'p>(&self, ports: &'p [HostPort], priority: i32) -> Option<&'p HostPort> {
        let leaving = self.leaving.map_or(&[][..], |pod| &pod.host_ports);
        ports.iter().find(|port| {
            let stays = self.taken.iter().filter(|entry| entry.priority >= priority);
            let conflicts = |list: &[HostPort]| {
                let conflicts = list.iter().filter(|taken| taken.conflicts_with(port));
                conflicts.count()
            };
            let held: usize = stays.map(|entry| conflicts(&entry.host_ports)).sum();
            let is_above = self.leaving.is_some_and(|pod| pod.priority >= priority);
            let left = if is_above { conflicts(leaving) } else { 0 };
            held > left
        })
    }

    /// What is short while the pods of at least this priority stay (`fitsRequest` in
    /// `plugins/noderesources/fit.go`).
    fn shortages<'r>(&self, requests: &'r Amounts, priority: i32) -> Vec<Shortage<'r>> {
        let leaving = self.leaving.filter(|pod| pod.priority >= priority);
        let free = |resource: &str| {
            let stays = self.taken.iter().filter(|entry| entry.priority >= priority);
            let taken = stays.map(|entry| entry.requests.get(resource));
            let taken = taken.fold(0, i64::saturating_add);
            let given_back = leaving.map_or(0, |pod| pod.requests.get(resource));
            let free = self.allocatable.get(resource).saturating_sub(taken);
            free.saturating_add(given_back)
        };
        let standard = ["pods", "cpu", "memory", "ephemeral-storage"];
        let others = requests.other.keys().map(String::as_str);
        standard
            .into_iter()
            .chain(others)
            .filter_map(|resource| {
                let requested = requests.get(resource);
                if requested <= 0 {
                    return None;
                }
                let free = free(resource);
                (requested > free).then_some(Shortage {
                    resource,
                    requested,
                    free,
                })
            })
            .collect()
    }
}

/// A resource of which a node has too little.
struct Shortage<'r> {
    resource: &'r str,
    requested: i64,
    free: i64,
}

impl Shortage<'_> {
    fn reason(&self) -> String {
        match self.resource {
            "pods" => "Too many pods".to_owned(),
            resource => format!("Insufficient {resource}"),
        }
    }

    fn detail(&self) -> String {
        if self.resource == "pods" {
            return "too many pods".to_owned();
        }
        let amount = |amount| rounded(self.resource, amount);
        format!(
            "insufficient {} ({} of {})",
            self.resource,
            amount(self.free.max(0)),
            amount(self.requested)
        )
    }
}

/// An amount for people, to a tenth of the largest unit that it fills: `1.2Gi`, `250m`, `1.5`.
#[must_use]
pub fn rounded(resource: &str, amount: i64) -> String {
    let is_bytes =
        matches!(resource, "memory" | "ephemeral-storage") || resource.starts_with("hugepages-");
    if is_bytes {
        let suffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];
        let mut power = 0;
        while amount >> (10 * (power + 1)) > 0 && power + 1 < suffixes.len() {
            power += 1;
        }
        let unit = 1_i64 << (10 * power);
        return format!("{}{}", tenths(amount, unit), suffixes[power]);
    }
    match resource {
        "cpu" if amount < 1000 => format!("{amount}m"),
        "cpu" => tenths(amount, 1000),
        _ => amount.to_string(),
    }
}

/// An amount in units, with one digit behind the point unless it is zero; never more than it is.
fn tenths(amount: i64, unit: i64) -> String {
    let (whole, rest) = (amount / unit, amount % unit);
    // The rest is divided first where it would not bear being multiplied.
    let tenth = i128::from(rest) * 10 / i128::from(unit);
    if tenth == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{tenth}")
    }
}

#[cfg(test)]
mod tests;
