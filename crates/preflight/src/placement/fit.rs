//! Fit: whether the scheduler finds room for the pod on the node that it is meant for.
//!
//! Follows kube-scheduler's filters in their order: claims that cannot be used anywhere, node affinity,
//! node ports, node resources, claims for one pod, volumes, topology spread, pod affinity. As there, the first that fails
//! is the one that is told.

mod room;

use manifest::gather::Gather;
use manifest::texts;
use serde::{Deserialize, Serialize};

use self::room::{Room, Shortage};
use super::culprit::Culprit;
use super::hindrance::Hindrance;
use super::neighbourhood::{Neighbourhood, Reason, Refusal};
use super::volumes::Volumes;
use crate::admission::admitted_pod::AdmittedPod;
use crate::facts::{self, Amounts, Facts, HostPort, NamespaceFacts, NodeFacts, PodUse};

pub use self::room::rounded;

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
    /// Whether it depends on which pod of the DaemonSet comes first: some of these nodes get theirs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_contested: bool,
    /// Whether the scheduler does not even try to make room.
    #[serde(skip)]
    pub is_final: bool,
    /// What of the pod the first reason has to do with.
    #[serde(skip)]
    pub culprit: Culprit,
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
    /// What keeps it from every node alike.
    hindrance: Option<Hindrance>,
    priority: Option<i32>,
    never_preempts: bool,
}

impl Fit {
    /// Reads a pod as admission has made it of the template.
    #[must_use]
    pub fn new(pod: &AdmittedPod, namespace: Option<&NamespaceFacts>, facts: &Facts) -> Self {
        let mut requests = Amounts::from_list(&crate::resources::pod_requests(&pod.spec));
        requests.pods = 1;
        Self {
            requests,
            host_ports: facts::host_ports(&pod.spec),
            node_selector: facts::text_entries(&pod.spec["nodeSelector"]),
            volumes: Volumes::new(&pod.spec, namespace, facts),
            hindrance: Hindrance::of(&pod.spec, namespace, facts),
            priority: pod.priority,
            never_preempts: pod.never_preempts,
        }
    }

    /// What the pod requests in all.
    #[must_use]
    pub fn requests(&self) -> &Amounts {
        &self.requests
    }

    /// The priority below which pods may be deleted to make room for it; none where it never is.
    pub(crate) fn may_preempt_below(&self) -> Option<i32> {
        self.priority.filter(|_| !self.never_preempts)
    }

    /// Why the pod can come to no node whatever.
    pub(super) fn hindrance(&self) -> Option<&str> {
        self.refusal_everywhere().map(|(words, _)| words)
    }

    fn refusal_everywhere(&self) -> Option<(&str, Culprit)> {
        let hindrance = self.hindrance.as_ref();
        let hindrance = hindrance.map(|found| (found.words.as_str(), Culprit::Field(found.field)));
        let of_volumes = || Some((self.volumes.refusal_everywhere()?, Culprit::VOLUMES));
        hindrance.or_else(of_volumes)
    }

    /// Why the pod cannot come to the node; none where it can, or where it is not known what the node
    /// has or what runs there. `leaving` is a pod of the node that is deleted before, `around` what
    /// other pods have to say.
    #[must_use]
    pub(crate) fn on(
        &self,
        node: &NodeFacts,
        leaving: Option<&PodUse>,
        around: &Neighbourhood,
    ) -> Option<NodeFit> {
        let obstacle = |from| self.obstacle(node, leaving, around, from);
        let mut found = obstacle(i32::MIN)?;
        let own = self.may_preempt_below();
        let Some(own) = own.filter(|_| !found.is_final) else {
            return Some(found);
        };
        let priorities = node.used.iter().flat_map(|used| &used.by_priority);
        let lower: Vec<_> = priorities.filter(|entry| entry.priority < own).gather();
        // Most pods have nobody below them.
        if lower.is_empty() || obstacle(own).is_some() {
            return Some(found);
        }
        // Pods of a priority above this one stay.
        let mut above = lower.iter().map(|entry| entry.priority.saturating_add(1));
        let enough = above.find(|above| obstacle(*above).is_none());
        found.preemption = enough.and_then(|above| preemption(node, above));
        Some(found)
    }

    /// What is in the way while the pods of at least the priority `from` stay.
    fn obstacle(
        &self,
        node: &NodeFacts,
        leaving: Option<&PodUse>,
        around: &Neighbourhood,
        from: i32,
    ) -> Option<NodeFit> {
        if let Some((reason, culprit)) = self.refusal_everywhere() {
            return Some(NodeFit::last_word(reason, culprit));
        }
        let has = |(key, value): &(String, String)| node.labels.get(key) == Some(value);
        if !self.node_selector.iter().all(has) {
            return Some(NodeFit::last_word(AFFINITY, Culprit::RUNTIME_CLASS));
        }
        if let Some(room) = Room::of(node, leaving) {
            if let Some(port) = room.taken_port(&self.host_ports, from) {
                return Some(NodeFit {
                    reasons: vec![PORTS.to_owned()],
                    detail: format!("port {port} is taken"),
                    culprit: Culprit::HostPorts,
                    ..NodeFit::default()
                });
            }
            let shortages = room.shortages(&self.requests, from);
            if !shortages.is_empty() {
                let details: Vec<_> = shortages.iter().map(Shortage::detail).gather();
                return Some(NodeFit {
                    reasons: shortages.iter().map(Shortage::reason).gather(),
                    detail: texts::join(&details, ", "),
                    is_final: shortages.iter().any(Shortage::is_final),
                    culprit: shortages[0].culprit(),
                    ..NodeFit::default()
                });
            }
        }
        let refusal = around.lasting_refusal(node, from);
        // A claim that another pod uses comes before the nodes that can reach it.
        let refusal = match self.volumes.refusal(node) {
            Some(reason) => match refusal.filter(Refusal::is_of_claim) {
                Some(refusal) => Refusal {
                    is_final: true,
                    ..refusal
                },
                None => return Some(NodeFit::last_word(reason, Culprit::VOLUMES)),
            },
            None => refusal?,
        };
        Some(NodeFit {
            is_final: refusal.is_final,
            ..NodeFit::among_own(refusal.reason, false)
        })
    }
}

/// What it means that the pods of a node of a priority below `from` are deleted.
pub(crate) fn preemption(node: &NodeFacts, from: i32) -> Option<Preemption> {
    let entries = node.used.iter().flat_map(|used| &used.by_priority);
    let lower = entries.take_while(|entry| entry.priority < from);
    lower.fold(None, |found: Option<Preemption>, entry| {
        let pods = found.map_or(0, |found| found.pods);
        let more = u32::try_from(entry.requests.pods).unwrap_or_default();
        Some(Preemption {
            priority: entry.priority,
            pods: pods.saturating_add(more),
        })
    })
}

impl NodeFit {
    /// What no preemption can help.
    pub(crate) fn last_word(reason: &str, culprit: Culprit) -> Self {
        Self {
            reasons: vec![reason.to_owned()],
            is_final: true,
            culprit,
            ..Self::default()
        }
    }

    /// What depends on which pod of the DaemonSet comes first, or on none of them.
    pub(crate) fn among_own(reason: Reason, is_contested: bool) -> Self {
        Self {
            is_contested,
            ..Self::last_word(reason.words, Culprit::Field(reason.field))
        }
    }

    /// The reasons in one line, as the scheduler's event has them.
    #[must_use]
    pub fn reason(&self) -> String {
        texts::join(&self.reasons, ", ")
    }
}

#[cfg(test)]
mod tests;
