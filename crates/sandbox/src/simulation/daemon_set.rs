//! The DaemonSet controller: a pod on every node that fits, and what the status says of it.
//! Mirrors `pkg/controller/daemon/daemon_controller.go`.

mod adopt;
mod manage;
mod roll;
mod status;

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::Timestamp;
use serde_json::Value;

use super::{
    Simulation,
    view::{PodView, template_generation},
};
use crate::kind::Kind;

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
        self.adopt_revisions(key, &daemon_set);
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
        let all_are_made = self.manage(&look, &pods);
        self.observe();
        // A pod that is refused ends the controller's look, and it does not come to the update.
        if all_are_made {
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
}

fn is_updated(view: &PodView, look: &Look) -> bool {
    *view.hash == *look.hash || *view.template_generation == *template_generation(&look.daemon_set)
}
