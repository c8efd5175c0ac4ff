//! The scheduler: whether a pod has room on the node it is meant for, and in whose words it has not.

use std::{cmp::Reverse, collections::BTreeMap};

use manifest::StringMap;
use preflight::{
    Facts,
    facts::{ClaimFacts, DeviceClaimFacts, NamespaceFacts, NeighbourFacts},
    placement::schedule::Schedule,
};
use serde_json::Value;

use super::{Simulation, events::Occasion, pod_status, timers::PodRef, view::PodView};
use crate::{
    clock,
    kind::Kind,
    registry::{self, DeleteOptions},
};

/// What the API server says of a pod with scheduling gates.
const GATED: &str = "Scheduling is blocked due to non-empty scheduling gates";

impl Simulation {
    /// Finds a place for a pod, or says why there is none.
    pub(super) fn schedule(&mut self, pod: &PodRef) {
        let Some(view) = self.pods.get(&pod.key) else {
            return;
        };
        if view.uid != pod.uid || view.scheduled || view.deleting {
            return;
        }
        let Some(object) = self.world.store.get(Kind::Pod, &pod.key) else {
            return;
        };
        let value = object.value();
        match self.find_node(view, &value) {
            Ok(node) => self.bind(&pod.key, &value, &node),
            Err(Waiting {
                message,
                preempting,
            }) => {
                let target = view.target.clone();
                self.unscheduled
                    .entry(target)
                    .or_default()
                    .insert(pod.key.clone());
                // What others must have done before it can come.
                if ["affinity", "topology", "olume", "claim", "device"]
                    .iter()
                    .any(|word| message.contains(word))
                {
                    self.apart.insert(pod.key.clone());
                }
                self.say_unschedulable(&pod.key, &value, &message);
                if let Some((node, priority)) = preempting {
                    self.preempt(&value, &node, priority);
                }
            }
        }
    }

    fn bind(&mut self, key: &str, pod: &Value, node: &str) {
        let now = clock::seconds(self.now);
        self.world.store.modify(Kind::Pod, key, |value| {
            value["spec"]["nodeName"] = node.into();
            pod_status::set_condition(value, "PodScheduled", "True", None, &now);
        });
        let message = format!("Successfully assigned {key} to {node}");
        self.record(pod, &Occasion::scheduler("Normal", "Scheduled", &message));
    }

    fn say_unschedulable(&mut self, key: &str, pod: &Value, message: &str) {
        let now = clock::seconds(self.now);
        if pod["spec"]["schedulingGates"].get(0).is_some() {
            // The API server says so, and the scheduler does not look at it.
            self.world.store.modify(Kind::Pod, key, |value| {
                let why = Some(("SchedulingGated", GATED));
                pod_status::set_condition(value, "PodScheduled", "False", why, &now);
            });
            return;
        }
        self.world.store.modify(Kind::Pod, key, |value| {
            let why = Some(("Unschedulable", message));
            pod_status::set_condition(value, "PodScheduled", "False", why, &now);
        });
        self.record(
            pod,
            &Occasion::scheduler("Warning", "FailedScheduling", message),
        );
    }

    /// The name of a node with room, or what is in the way.
    fn find_node(&self, view: &PodView, pod: &Value) -> Result<String, Waiting> {
        let total = self.nodes.len();
        let schedule = self.schedule_of(pod);
        if let Some(hindrance) = schedule.hindrance() {
            return Err(Waiting {
                message: message_of_all(total, hindrance),
                preempting: None,
            });
        }
        if has_device_claims(pod) {
            // No driver offers any.
            return Err(Waiting {
                message: message_of_all(total, "cannot allocate all claims"),
                preempting: None,
            });
        }
        let (mut others, mut reasons) = (0, Vec::<(String, bool)>::new());
        let mut preempting = None;
        for (name, node) in &self.nodes {
            if !view.target.is_empty() && *view.target != **name {
                others += 1;
                continue;
            }
            let Some(fit) = schedule.on(&node.facts) else {
                return Ok(name.to_string());
            };
            if let Some(preemption) = fit.preemption {
                preempting.get_or_insert((name.clone(), preemption.priority));
            }
            let reasons_here = fit.reasons.into_iter();
            reasons.extend(reasons_here.map(|reason| (reason, !fit.is_final)));
        }
        Err(Waiting {
            message: message(total, others, &reasons),
            preempting,
        })
    }

    /// A pod before the nodes as they are.
    pub(super) fn schedule_of(&self, pod: &Value) -> Schedule {
        let nodes = self.nodes.values().map(|node| &node.facts);
        Schedule::new(pod, &self.facts_for(pod), nodes)
    }

    /// What the scheduler has to know to place a pod, besides the nodes. For most it is nothing.
    fn facts_for(&self, pod: &Value) -> Facts {
        let namespace = pod["metadata"]["namespace"].as_str().unwrap_or_default();
        let questions = preflight::placement::schedule::questions(pod);
        let asks =
            !questions.is_empty() || self.traits.iter().any(|traits| !traits.repels.is_empty());
        let store = &self.world.store;
        let namespaces = if asks {
            store.list(Kind::Namespace, None, None).objects
        } else {
            Vec::new()
        };
        let labels: Vec<(_, StringMap<_>)> = namespaces
            .iter()
            .map(|namespace| (namespace.name(), namespace.labels().labels.into()))
            .collect();
        let labels: BTreeMap<_, _> = labels
            .iter()
            .map(|(name, labels)| (*name, labels))
            .collect();
        let neighbours = asks.then(|| {
            let neighbours = self
                .pods
                .iter()
                .filter_map(|(key, view)| view.neighbour(key));
            NeighbourFacts::find(neighbours, &labels, namespace, &questions)
        });
        Facts {
            neighbours,
            namespace: Some(NamespaceFacts {
                name: namespace.to_owned(),
                labels: labels.get(namespace).copied().cloned(),
                claims: self.claims_for(pod, namespace),
                resource_claims: self.device_claims_for(
                    pod,
                    (Kind::ResourceClaim, namespace),
                    DeviceClaimFacts::from_claim,
                ),
                resource_claim_templates: self.device_claims_for(
                    pod,
                    (Kind::ResourceClaimTemplate, namespace),
                    DeviceClaimFacts::from_template,
                ),
                ..NamespaceFacts::default()
            }),
            device_classes: self.device_claims_for(pod, (Kind::DeviceClass, ""), |class| {
                class["metadata"]["name"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned()
            }),
            ..Facts::default()
        }
    }

    /// What there is of a kind that claims of devices are made of, if the pod has any.
    fn device_claims_for<T>(
        &self,
        pod: &Value,
        (kind, namespace): (Kind, &str),
        read: fn(&Value) -> T,
    ) -> Option<Vec<T>> {
        if !has_device_claims(pod) {
            return None;
        }
        let namespace = (!namespace.is_empty()).then_some(namespace);
        let found = self.world.store.list(kind, namespace, None).objects;
        Some(found.iter().map(|object| read(&object.value())).collect())
    }

    /// The claims of the namespace, if the pod uses any.
    fn claims_for(&self, pod: &Value, namespace: &str) -> Option<Vec<ClaimFacts>> {
        let mut volumes = pod["spec"]["volumes"].as_array().into_iter().flatten();
        volumes.find(|volume| volume["persistentVolumeClaim"].is_object())?;
        let store = &self.world.store;
        let named = |kind, name: &Value| {
            let object = store.get(kind, name.as_str()?)?;
            Some(object.value())
        };
        let claims = store.list(Kind::PersistentVolumeClaim, Some(namespace), None);
        let claims = claims.objects.iter().map(|claim| {
            let claim = claim.value();
            let volume = named(Kind::PersistentVolume, &claim["spec"]["volumeName"]);
            let class = named(Kind::StorageClass, &claim["spec"]["storageClassName"]);
            let mut facts = ClaimFacts::from_claim(&claim, volume.as_ref(), class.as_ref());
            if facts.is_of_one_pod() {
                let pods = self.pods.iter();
                let pods = pods.filter_map(|(key, view)| view.neighbour(key));
                let users = pods.filter(|pod| {
                    pod.namespace == namespace && pod.traits.claims.contains(&facts.name)
                });
                facts.users = users
                    .map(|pod| (pod.node.to_owned(), pod.priority))
                    .collect();
            }
            facts
        });
        Some(claims.collect())
    }

    /// Deletes pods of up to this priority on the node, the least important first, until there is room.
    fn preempt(&mut self, pod: &Value, node: &str, priority: i32) {
        let Some(host) = self.nodes.get(node) else {
            return;
        };
        let views = host
            .pods
            .iter()
            .filter_map(|key| Some((key, self.pods.get(key)?)));
        let mut victims: Vec<_> = views
            .filter_map(|(key, view)| Some((key.clone(), view, view.taken.as_ref()?)))
            .filter(|(_, _, taken)| taken.priority <= priority)
            .collect();
        if victims.iter().any(|(_, view, _)| view.deleting) {
            // Room is being made already.
            return;
        }
        victims.sort_by_key(|(_, view, taken)| (taken.priority, Reverse(view.created)));
        let schedule = self.schedule_of(pod);
        let mut facts = host.facts.clone();
        let mut chosen = Vec::new();
        for (key, _, taken) in victims {
            if let Some(used) = &mut facts.used {
                used.remove(taken);
            }
            chosen.push(key);
            if schedule.on(&facts).is_none() {
                break;
            }
        }
        let by = pod["metadata"]["uid"].as_str().unwrap_or_default();
        let message = format!("Preempted by pod {by} on node {node}");
        for key in chosen {
            let victim = self.world.store.get(Kind::Pod, &key);
            let options = DeleteOptions::default();
            let deleted = registry::delete(&self.world, Kind::Pod, &key, &options, self.now);
            if let (Ok(_), Some(victim)) = (deleted, victim) {
                let said = Occasion::scheduler("Normal", "Preempted", &message);
                self.record(&victim.value(), &said);
            }
        }
    }
}

/// Whether a pod asks for devices.
fn has_device_claims(pod: &Value) -> bool {
    pod["spec"]["resourceClaims"].get(0).is_some()
}

/// Why a pod waits.
struct Waiting {
    message: String,
    /// The node on which pods of up to this priority are deleted for it.
    preempting: Option<(Box<str>, i32)>,
}

/// The sentence where no node is even looked at.
fn message_of_all(total: usize, why: &str) -> String {
    format!(
        "0/{total} nodes are available: {why}. no new claims to deallocate, preemption: 0/{total} nodes are available: \
         {total} Preemption is not helpful for scheduling."
    )
}

/// The scheduler's sentence. Mirrors `FitError` in `pkg/scheduler/framework/types.go`.
fn message(total: usize, others: usize, reasons: &[(String, bool)]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut names: Vec<&String> = reasons.iter().map(|(name, _)| name).collect();
    names.sort();
    names.dedup();
    for name in names {
        parts.push(format!(
            "{} {name}",
            reasons.iter().filter(|(other, _)| other == name).count()
        ));
    }
    if others > 0 {
        parts.push(format!(
            "{others} node(s) didn't satisfy plugin(s) [NodeAffinity]"
        ));
    }
    parts.sort();
    let helpless = reasons
        .iter()
        .filter(|(_, preemption_helps)| !preemption_helps)
        .count();
    let hopeful = usize::from(
        reasons
            .iter()
            .any(|(_, preemption_helps)| *preemption_helps)
            && helpless == 0,
    );
    let mut preemption = Vec::new();
    if hopeful > 0 {
        preemption.push(format!(
            "{hopeful} No preemption victims found for incoming pod"
        ));
    }
    if total > hopeful {
        preemption.push(format!(
            "{} Preemption is not helpful for scheduling",
            total - hopeful
        ));
    }
    format!(
        "0/{total} nodes are available: {}. no new claims to deallocate, preemption: 0/{total} nodes are available: \
         {}.",
        parts.join(", "),
        preemption.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_is_the_schedulers() {
        let reason = |text: &str, helps| (text.to_owned(), helps);
        assert_eq!(
            message(
                20,
                19,
                &[reason(
                    "node(s) didn't have free ports for the requested pod ports",
                    true
                )]
            ),
            "0/20 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, 19 node(s) \
             didn't satisfy plugin(s) [NodeAffinity]. no new claims to deallocate, preemption: 0/20 nodes are \
             available: 1 No preemption victims found for incoming pod, 19 Preemption is not helpful for scheduling."
        );
        assert_eq!(
            message(
                1,
                0,
                &[
                    reason("Too many pods", false),
                    reason("Insufficient cpu", false)
                ]
            ),
            "0/1 nodes are available: 1 Insufficient cpu, 1 Too many pods. no new claims to deallocate, preemption: \
             0/1 nodes are available: 1 Preemption is not helpful for scheduling."
        );
    }
}
