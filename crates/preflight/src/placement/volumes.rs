//! Volumes: the claims of a pod, and the nodes that can reach them.
//!
//! Follows kube-scheduler's `plugins/volumebinding` as far as claims and volumes tell of it.

use manifest::gather::Gather;
use manifest::json::items;
use serde_json::Value;

use super::affinity::RequiredTerms;
use crate::cursor::Cursor;
use crate::facts::{ClaimFacts, Facts, NamespaceFacts, NodeFacts, StorageClassFacts};
use crate::go;

/// A claim waits for a volume that is made, or not, without regard to the pod.
const UNBOUND: &str = "pod has unbound immediate PersistentVolumeClaims";

/// Labels, each with the values of which a node must have one.
type Topology = Vec<(String, Vec<String>)>;

/// What the claims of a pod ask of its node.
#[derive(Clone, Debug, Default)]
pub(super) struct Volumes {
    /// What is wrong on every node alike.
    everywhere: Option<String>,
    /// The node affinity of the volumes that are bound.
    bound: Vec<RequiredTerms>,
    /// Where the volumes that are yet to be made may be: for each, one of the terms.
    allowed: Vec<Vec<Topology>>,
}

impl Volumes {
    pub(super) fn new(spec: &Value, namespace: Option<&NamespaceFacts>, facts: &Facts) -> Self {
        let mut volumes = Self::default();
        for (_, claim) in ephemeral_claims(spec) {
            let Ok(class) = class_of(claim, facts) else {
                // Nothing makes a volume, and nothing waits for the pod to be placed.
                volumes.refuse(UNBOUND.to_owned());
                continue;
            };
            if let Some(class) = class.filter(|class| class.waits_for_consumer) {
                volumes.allow(&class.allowed_topologies);
            }
        }
        let Some(claims) = namespace.and_then(|facts| facts.claims.as_deref()) else {
            return volumes;
        };
        for volume in items(&spec["volumes"]) {
            let Some(name) = volume["persistentVolumeClaim"]["claimName"].as_str() else {
                continue;
            };
            match claims.iter().find(|claim| claim.name == name) {
                None => volumes.refuse(format!(
                    "persistentvolumeclaim {} not found",
                    go::quote(name)
                )),
                Some(claim) => volumes.add(claim),
            }
        }
        volumes
    }

    fn refuse(&mut self, reason: String) {
        self.everywhere.get_or_insert(reason);
    }

    fn add(&mut self, claim: &ClaimFacts) {
        let name = go::quote(&claim.name);
        if claim.phase == "Lost" {
            let volume = go::quote(&claim.volume);
            self.refuse(format!(
                "persistentvolumeclaim {name} bound to non-existent persistentvolume {volume}"
            ));
        } else if claim.is_deleting {
            self.refuse(format!("persistentvolumeclaim {name} is being deleted"));
        } else if claim.phase == "Bound" {
            if !claim.required.is_null() {
                let required = Cursor::root(&claim.required);
                self.bound.push(RequiredTerms::read(&required));
            }
        } else if claim.waits_for_consumer == Some(false) {
            self.refuse(UNBOUND.to_owned());
        } else {
            self.allow(&claim.allowed_topologies);
        }
    }

    /// Adds where a volume may be made.
    fn allow(&mut self, topologies: &Value) {
        let terms = items(topologies).iter();
        let terms: Vec<_> = terms.map(topology).gather();
        if !terms.is_empty() {
            self.allowed.push(terms);
        }
    }

    /// Why a pod cannot have its volumes anywhere. The scheduler asks this before all else.
    pub(super) fn refusal_everywhere(&self) -> Option<&str> {
        self.everywhere.as_deref()
    }

    /// Why a pod cannot have its volumes on this node.
    pub(super) fn refusal(&self, node: &NodeFacts) -> Option<&'static str> {
        if !self.bound.iter().all(|terms| terms.match_node(node)) {
            return Some("node(s) didn't match PersistentVolume's node affinity");
        }
        let has = |(key, values): &(String, Vec<String>)| {
            node.labels
                .get(key)
                .is_some_and(|value| values.contains(value))
        };
        let is_allowed = |terms: &Vec<Topology>| terms.iter().any(|term| term.iter().all(has));
        let is_found = self.allowed.iter().all(is_allowed);
        (!is_found).then_some("node(s) didn't find available persistent volumes to bind")
    }
}

/// The claims that are made for each pod (`ephemeral.volumeClaimTemplate`), with the positions of their
/// volumes.
pub(crate) fn ephemeral_claims(spec: &Value) -> impl Iterator<Item = (usize, &Value)> {
    let volumes = items(&spec["volumes"]).iter().enumerate();
    let claims =
        volumes.map(|(index, volume)| (index, &volume["ephemeral"]["volumeClaimTemplate"]));
    claims.filter(|(_, claim)| claim.is_object())
}

/// The class of a claim, or the name of the one that is missing, empty where the default one is. Nothing
/// where the claim wants none, or it is not known.
pub(crate) fn class_of<'f>(
    claim: &'f Value,
    facts: &'f Facts,
) -> Result<Option<&'f StorageClassFacts>, &'f str> {
    let Some(classes) = &facts.storage_classes else {
        return Ok(None);
    };
    let found = match claim["spec"]["storageClassName"].as_str() {
        Some("") => return Ok(None),
        Some(name) => classes.iter().find(|class| class.name == name).ok_or(name),
        None => classes.iter().find(|class| class.is_default).ok_or(""),
    };
    found.map(Some)
}

/// One of `allowedTopologies`.
fn topology(term: &Value) -> Topology {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let expressions = items(&term["matchLabelExpressions"]).iter();
    expressions
        .map(|expression| {
            let values = items(&expression["values"]).iter();
            (text(&expression["key"]), values.map(text).gather())
        })
        .gather()
}
