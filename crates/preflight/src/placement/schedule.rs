//! Schedule: what kube-scheduler decides of one Pod, node by node.

use serde_json::Value;

use super::Placement;
use super::culprit::Culprit;
use super::fit::{Fit, NodeFit};
use super::neighbourhood::{Neighbourhood, Staying, Wishes};
use crate::admission::admitted_pod::AdmittedPod;
use crate::facts::{Facts, NodeFacts, claims_of};

const TAINTS: &str = "node(s) had untolerated taint(s)";
const AFFINITY: &str = "node(s) didn't match Pod's node affinity/selector";

/// A Pod, made ready to be asked about many nodes.
#[derive(Clone, Debug)]
pub struct Schedule {
    placement: Placement,
    fit: Fit,
    around: Neighbourhood,
}

/// What has to be known of other pods to schedule a Pod; see [`crate::Questions`].
#[must_use]
pub fn questions(pod: &Value) -> Vec<Value> {
    let namespace = pod["metadata"]["namespace"].as_str();
    Wishes::read(pod, namespace.unwrap_or_default(), "").questions()
}

impl Schedule {
    /// Reads a Pod (`core/v1`) as the API server has stored it. Of the facts the namespace and the
    /// neighbours are read; `nodes` are all there are.
    #[must_use]
    pub fn new<'n>(
        pod: &Value,
        facts: &Facts,
        nodes: impl IntoIterator<Item = &'n NodeFacts>,
    ) -> Self {
        let (spec, metadata) = (&pod["spec"], &pod["metadata"]);
        let namespace = metadata["namespace"].as_str().unwrap_or_default();
        let of_namespace = facts.of_namespace(namespace);
        let priority = spec["priority"].as_i64().unwrap_or_default();
        let admitted = AdmittedPod {
            spec: spec.clone(),
            priority: i32::try_from(priority).ok(),
            never_preempts: spec["preemptionPolicy"] == "Never",
            ..AdmittedPod::default()
        };
        let placement = Placement::of_pod(pod);
        let wishes = Wishes::read(pod, namespace, "");
        let labels = of_namespace.and_then(|facts| facts.labels.as_ref());
        let known = facts.neighbours.as_ref();
        let tolerates = |node: &NodeFacts| placement.untolerated(node).next().is_none();
        let nobody = Staying::default();
        let mut around = Neighbourhood::new(&wishes, known, labels, nodes, &nobody, tolerates);
        around.is_of_one = true;
        let claims = of_namespace.and_then(|facts| facts.claims.as_ref());
        for claim in claims.into_iter().flatten() {
            if claim.is_of_one_pod() && claims_of(spec).any(|name| name == claim.name) {
                around.add_claim_of_one(claim.users());
            }
        }
        Self {
            fit: Fit::new(&admitted, of_namespace, facts),
            placement,
            around,
        }
    }

    /// Why the pod cannot come to the node; none where it can.
    #[must_use]
    pub fn on(&self, node: &NodeFacts) -> Option<NodeFit> {
        if self.placement.untolerated(node).next().is_some() {
            return Some(NodeFit::last_word(TAINTS, Culprit::Pod));
        }
        if !self.placement.selects(node) {
            return Some(NodeFit::last_word(AFFINITY, Culprit::Pod));
        }
        self.fit.on(node, None, &self.around)
    }

    /// Why the pod can come to no node whatever, in words that stand for all of them.
    #[must_use]
    pub fn hindrance(&self) -> Option<&str> {
        self.fit.hindrance()
    }
}
