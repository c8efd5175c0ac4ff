//! The DaemonSet controller: a pod on every node that fits, and what the status says of it.
//! Mirrors `pkg/controller/daemon/daemon_controller.go`.

use std::{cmp::Reverse, collections::BTreeMap, ops::Bound};

use jiff::{SignedDuration, Timestamp};
use preflight::NodePlacement;
use serde_json::{Value, json};

use super::{
    Simulation,
    events::Occasion,
    pod_template,
    rollout::{self, Bounds, Candidate, NodeState},
    timers::Task,
    view::{PodView, template_generation},
};
use crate::{
    kind::Kind,
    registry::{self, DeleteOptions, WriteOptions},
};

/// The pods of a DaemonSet by the node that they are on or meant for.
type PodsByNode = BTreeMap<Box<str>, Vec<Box<str>>>;

/// What one look at a DaemonSet finds out, for all steps of it.
struct Look<'a> {
    key: &'a str,
    daemon_set: Value,
    hash: String,
    min_ready_seconds: i64,
}

impl Simulation {
    /// Looks at one DaemonSet and does what is to be done.
    pub(super) fn sync_daemon_set(&mut self, key: &str) {
        let Some(object) = self.world.store.get(Kind::DaemonSet, key) else {
            return;
        };
        let daemon_set = object.value();
        if self.daemon_sets.get(key).is_none_or(|view| view.deleting) {
            return;
        }
        self.adopt_pods(key, &daemon_set);
        self.observe();
        let look = Look {
            key,
            hash: self.current_revision(&daemon_set),
            min_ready_seconds: daemon_set["spec"]["minReadySeconds"]
                .as_i64()
                .unwrap_or_default(),
            daemon_set,
        };
        self.judge_nodes(key);
        let pods = self.pods_by_node(key);
        self.manage(&look, &pods);
        self.observe();
        if look.daemon_set["spec"]["updateStrategy"]["type"] == "RollingUpdate" {
            self.roll(&look);
            self.observe();
        }
        let pods = self.pods_by_node(key);
        let live: Vec<Box<str>> = pods
            .values()
            .flatten()
            .filter_map(|pod| Some(self.pods.get(pod)?.hash.clone()))
            .collect();
        self.clean_history(&look.daemon_set, &look.hash, &live);
        self.write_status(&look, &pods);
    }

    /// Asks the placement about nodes that it has not been asked about since they or the template changed.
    fn judge_nodes(&mut self, key: &str) {
        let Some(view) = self.daemon_sets.get_mut(key) else {
            return;
        };
        let nodes = &self.nodes;
        view.verdicts.retain(|name, _| nodes.contains_key(name));
        for (name, node) in nodes {
            if !view.verdicts.contains_key(name) {
                view.verdicts
                    .insert(name.clone(), view.placement.on(&node.facts));
            }
        }
    }

    fn pods_by_node(&self, key: &str) -> PodsByNode {
        let mut pods = PodsByNode::new();
        let Some(view) = self.daemon_sets.get(key) else {
            return pods;
        };
        for (_, pod) in self
            .dependents
            .get(&view.uid)
            .into_iter()
            .flatten()
            .filter(|(kind, _)| *kind == Kind::Pod)
        {
            let Some(found) = self
                .pods
                .get(pod)
                .filter(|found| found.controller == view.uid)
            else {
                continue;
            };
            // What has ended and is being cleared away no longer takes a place.
            if found.finished && found.deleting {
                continue;
            }
            pods.entry(found.target.clone())
                .or_default()
                .push(pod.clone());
        }
        for on_node in pods.values_mut() {
            on_node.sort_by_key(|pod| self.seniority(pod));
        }
        pods
    }

    /// Where there is more than one pod, the scheduled and then the oldest comes first.
    fn seniority(&self, pod: &str) -> (Reverse<bool>, Timestamp, Box<str>) {
        let view = self.pods.get(pod);
        let scheduled = view.is_some_and(|view| view.scheduled);
        (
            Reverse(scheduled),
            view.map_or(Timestamp::MAX, |view| view.created),
            pod.into(),
        )
    }

    /// Creates the pods that are missing and deletes those that have no business where they are.
    fn manage(&mut self, look: &Look, pods: &PodsByNode) {
        let Some(view) = self.daemon_sets.get(look.key) else {
            return;
        };
        let surges = rollout::allows_surge(&look.daemon_set);
        let (mut missing, mut surplus) = (Vec::new(), Vec::new());
        for (name, verdict) in &view.verdicts {
            let on_node = pods.get(name).map_or(&[][..], Vec::as_slice);
            if verdict.runs && on_node.is_empty() {
                missing.push(name.clone());
            } else if verdict.keeps_running {
                surplus.extend(self.surplus_on_node(look, on_node, surges));
            } else {
                surplus.extend(self.not_deleting(on_node).cloned());
            }
        }
        for (name, on_node) in pods {
            if !self.nodes.contains_key(name) {
                surplus.extend(self.not_deleting(on_node).cloned());
            }
        }
        for pod in surplus {
            self.delete_pod(look, &pod);
        }
        self.create_pods(look, &missing);
    }

    fn not_deleting<'a>(&'a self, pods: &'a [Box<str>]) -> impl Iterator<Item = &'a Box<str>> {
        pods.iter()
            .filter(|pod| self.pods.get(*pod).is_some_and(|view| !view.deleting))
    }

    /// Of the pods on one node, those that must go: failed ones, and all but one of each revision.
    fn surplus_on_node(&self, look: &Look, on_node: &[Box<str>], surges: bool) -> Vec<Box<str>> {
        let (mut surplus, mut running) = (Vec::new(), Vec::new());
        for pod in self.not_deleting(on_node) {
            let failed = self.pods.get(pod).is_some_and(|view| view.failed);
            if failed {
                surplus.push(pod.clone());
            } else {
                running.push(pod);
            }
        }
        if !surges {
            surplus.extend(running.into_iter().skip(1).cloned());
            return surplus;
        }
        let (mut old, mut new) = (None, None);
        for pod in running {
            let is_new = self
                .pods
                .get(pod)
                .is_some_and(|view| *view.hash == *look.hash);
            let place = if is_new { &mut new } else { &mut old };
            if place.is_none() {
                *place = Some(pod);
            } else {
                surplus.push(pod.clone());
            }
        }
        if let (Some(old), Some(new)) = (old, new) {
            let old_is_unready = self
                .pods
                .get(old)
                .is_some_and(|view| view.ready_since.is_none());
            let new_is_available = self
                .pods
                .get(new)
                .is_some_and(|view| view.is_available(look.min_ready_seconds, self.now));
            if old_is_unready || new_is_available {
                surplus.push(old.clone());
            }
        }
        surplus
    }

    /// Creates a pod on each of these nodes. Once one is refused the others would be too, so the
    /// controller waits a little, longer each time.
    fn create_pods(&mut self, look: &Look, nodes: &[Box<str>]) {
        if nodes.is_empty() {
            return;
        }
        let namespace = look.daemon_set["metadata"]["namespace"].as_str();
        let template = pod_template::pod(&look.daemon_set, &look.hash);
        for node in nodes {
            let mut pod = template.clone();
            pod_template::place(&mut pod, node);
            let options = WriteOptions::default();
            match registry::create(&self.world, Kind::Pod, namespace, pod, options, self.now) {
                Ok(written) => {
                    let name = written.object["metadata"]["name"]
                        .as_str()
                        .unwrap_or_default();
                    if self.at_once {
                        let key = crate::store::key_of(&written.object);
                        self.bring_up_at_once(&key, node);
                    } else {
                        let message = format!("Created pod: {name}");
                        self.record(
                            &look.daemon_set,
                            &Occasion::controller("SuccessfulCreate", &message),
                        );
                    }
                    if let Some(view) = self.daemon_sets.get_mut(look.key) {
                        view.refusals = 0;
                    }
                }
                Err(refusal) => {
                    let message = format!("Error creating: {}", refusal.message);
                    self.record(
                        &look.daemon_set,
                        &Occasion::controller_warning("FailedCreate", &message),
                    );
                    let refusals = self.daemon_sets.get_mut(look.key).map_or(1, |view| {
                        view.refusals += 1;
                        view.refusals
                    });
                    let wait = SignedDuration::from_secs(1 << refusals.min(5));
                    self.after(wait, Task::SyncDaemonSet(look.key.into()));
                    return;
                }
            }
        }
    }

    fn delete_pod(&mut self, look: &Look, pod: &str) {
        let deleted = registry::delete(
            &self.world,
            Kind::Pod,
            pod,
            &DeleteOptions::default(),
            self.now,
        );
        if deleted.is_ok() {
            let name = pod.split_once('/').map_or(pod, |(_, name)| name);
            let message = format!("Deleted pod: {name}");
            self.record(
                &look.daemon_set,
                &Occasion::controller("SuccessfulDelete", &message),
            );
        }
    }

    /// One step of a rolling update.
    fn roll(&mut self, look: &Look) {
        let Some(view) = self.daemon_sets.get(look.key) else {
            return;
        };
        let desired = view
            .verdicts
            .values()
            .filter(|verdict| verdict.runs)
            .count();
        let bounds = Bounds::read(&look.daemon_set, desired);
        let pods = self.pods_by_node(look.key);
        let nodes: Vec<NodeState> = pods
            .iter()
            .map(|(name, on_node)| {
                let runs = view.verdicts.get(name).is_some_and(|verdict| verdict.runs);
                self.node_state(look, name, runs, on_node)
            })
            .collect();
        let moves = rollout::moves(&nodes, desired, bounds);
        for pod in &moves.delete {
            self.delete_pod(look, pod);
        }
        self.create_pods(look, &moves.create_on);
    }

    fn node_state(&self, look: &Look, name: &str, runs: bool, on_node: &[Box<str>]) -> NodeState {
        let mut state = NodeState {
            node: name.into(),
            runs,
            ..NodeState::default()
        };
        for pod in self.not_deleting(on_node) {
            let Some(view) = self.pods.get(pod) else {
                continue;
            };
            let available = view.is_available(look.min_ready_seconds, self.now);
            let candidate = Candidate {
                key: pod.clone(),
                available,
            };
            let place = if is_updated(view, look) {
                &mut state.new
            } else {
                &mut state.old
            };
            state.crowded |= place.is_some();
            *place = Some(candidate);
        }
        state
    }

    /// Counts what there is, and comes back when a pod that is ready will count as available.
    fn write_status(&mut self, look: &Look, pods: &PodsByNode) {
        let Some(view) = self.daemon_sets.get(look.key) else {
            return;
        };
        let mut counts = Counts::default();
        let mut next_available: Option<i64> = None;
        for (name, verdict) in &view.verdicts {
            let on_node = pods.get(name).map_or(&[][..], Vec::as_slice);
            let oldest = on_node.first().and_then(|pod| self.pods.get(pod));
            counts.add(verdict, oldest, look, self.now);
            for ready in on_node
                .iter()
                .filter_map(|pod| self.pods.get(pod)?.ready_since)
            {
                let left = look.min_ready_seconds - self.now.duration_since(ready).as_secs();
                if left > 0 {
                    next_available = Some(next_available.map_or(left, |next| next.min(left)));
                }
            }
        }
        let generation = look.daemon_set["metadata"]["generation"].clone();
        self.world.store.modify(Kind::DaemonSet, look.key, |value| {
            value["status"] = counts.status(&generation, &value["status"]);
        });
        if let Some(seconds) = next_available {
            // The wait is one of the clock, not of the cluster's own pace.
            let due = self
                .now
                .checked_add(SignedDuration::from_secs(seconds))
                .unwrap_or(self.now);
            self.timers.push(due, Task::SyncDaemonSet(look.key.into()));
        }
    }

    /// Takes on pods that the selector finds and that nobody controls.
    fn adopt_pods(&mut self, key: &str, daemon_set: &Value) {
        let Some((namespace, _)) = key.split_once('/') else {
            return;
        };
        let Some(selector) = self
            .daemon_sets
            .get(key)
            .and_then(|view| view.selector.clone())
        else {
            return;
        };
        let prefix = format!("{namespace}/");
        let free: Vec<Box<str>> = self
            .pods
            .range::<str, _>((Bound::Included(prefix.as_str()), Bound::Unbounded))
            .take_while(|(pod, _)| pod.starts_with(&prefix))
            .filter(|(_, view)| view.controller.is_empty() && !view.deleting)
            .map(|(pod, _)| pod.clone())
            .collect();
        for pod in free {
            let matches = self
                .world
                .store
                .get(Kind::Pod, &pod)
                .is_some_and(|object| selector.matches(&object.labels().labels));
            if matches {
                let owner = pod_template::owner_reference(daemon_set);
                self.world.store.modify(Kind::Pod, &pod, |value| {
                    match value["metadata"]["ownerReferences"].as_array_mut() {
                        Some(owners) => owners.push(owner.clone()),
                        None => value["metadata"]["ownerReferences"] = json!([owner]),
                    }
                });
            }
        }
    }
}

fn is_updated(view: &PodView, look: &Look) -> bool {
    *view.hash == *look.hash || *view.template_generation == *template_generation(&look.daemon_set)
}

/// The numbers of the status.
#[derive(Default)]
struct Counts {
    desired: i64,
    current: i64,
    ready: i64,
    available: i64,
    updated: i64,
    misscheduled: i64,
}

impl Counts {
    fn add(
        &mut self,
        verdict: &NodePlacement,
        oldest: Option<&PodView>,
        look: &Look,
        now: Timestamp,
    ) {
        if !verdict.runs {
            self.misscheduled += i64::from(oldest.is_some());
            return;
        }
        self.desired += 1;
        let Some(pod) = oldest else { return };
        self.current += 1;
        self.ready += i64::from(pod.ready_since.is_some());
        self.available += i64::from(pod.is_available(look.min_ready_seconds, now));
        self.updated += i64::from(is_updated(pod, look));
    }

    fn status(&self, generation: &Value, former: &Value) -> Value {
        let mut status = json!({
            "currentNumberScheduled": self.current,
            "numberMisscheduled": self.misscheduled,
            "desiredNumberScheduled": self.desired,
            "numberReady": self.ready,
            "observedGeneration": generation,
        });
        let unavailable = self.desired - self.available;
        for (field, number) in [
            ("updatedNumberScheduled", self.updated),
            ("numberAvailable", self.available),
            ("numberUnavailable", unavailable),
        ] {
            // What is zero is not written.
            if number != 0 {
                status[field] = number.into();
            }
        }
        if let Some(collisions) = former.get("collisionCount") {
            status["collisionCount"] = collisions.clone();
        }
        status
    }
}
