//! Creating the pods that are missing and deleting those that have no business where they are.

use jiff::SignedDuration;
use preflight::rollout::{Standing, Surplus, allows_surge};

use preflight::placement::daemon_pod;

use super::{Look, PodsByNode};
use crate::{
    kind::Kind,
    registry::{self, DeleteOptions, WriteOptions},
    simulation::{Simulation, events::Occasion, timers::Task, view::template_generation},
};

impl Simulation {
    /// Creates the pods that are missing and deletes those that have no business where they are. Whether
    /// all that were to be created have been.
    pub(super) fn manage(&mut self, look: &Look, pods: &PodsByNode) -> bool {
        let Some(view) = self.daemon_sets.get(look.key) else {
            return true;
        };
        let surges = allows_surge(&look.daemon_set);
        let (mut missing, mut surplus) = (Vec::new(), Vec::new());
        for (name, verdict) in &view.verdicts {
            let on_node = pods.get(name).map_or(&[][..], Vec::as_slice);
            let is_missing = |waits: &[Box<str>]| {
                let standing = Standing {
                    runs: verdict.runs,
                    is_leaving: !waits.is_empty(),
                    ..Standing::default()
                };
                standing.misses_pod(surges)
            };
            if self.not_deleting(on_node).next().is_none() && is_missing(on_node) {
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
        self.create_pods(look, &missing)
    }

    pub(super) fn not_deleting<'a>(
        &'a self,
        pods: &'a [Box<str>],
    ) -> impl Iterator<Item = &'a Box<str>> {
        pods.iter()
            .filter(|pod| self.pods.get(*pod).is_some_and(|view| !view.deleting))
    }

    /// Of the pods on one node, those that must go: those that have ended, and all but one of each
    /// revision. The pods come in the order of their seniority.
    fn surplus_on_node(&self, look: &Look, on_node: &[Box<str>], surges: bool) -> Vec<Box<str>> {
        let pods = self.not_deleting(on_node);
        let (ended, running): (Vec<_>, Vec<_>) =
            pods.partition(|pod| self.pods.get(&***pod).is_some_and(|view| view.finished));
        let mut surplus: Vec<Box<str>> = ended.into_iter().cloned().collect();
        if !surges {
            surplus.extend(running.into_iter().skip(1).cloned());
            return surplus;
        }
        let (mut old, mut new) = (None, None);
        let mut standing = Standing::default();
        for pod in running {
            let Some(view) = self.pods.get(pod) else {
                continue;
            };
            let (place, stage) = if *view.hash == *look.hash {
                (&mut new, &mut standing.new)
            } else {
                (&mut old, &mut standing.old)
            };
            if place.is_none() {
                *place = Some(pod);
                *stage = self.stage(view, look);
            } else {
                surplus.push(pod.clone());
            }
        }
        let one_too_many = match standing.surplus(surges) {
            Some(Surplus::Old) => old,
            Some(Surplus::New) => new,
            None => None,
        };
        surplus.extend(one_too_many.cloned());
        surplus
    }

    /// Creates a pod on each of these nodes. Once one is refused the others would be too, so the
    /// controller waits a little, longer each time. Whether none is refused.
    pub(super) fn create_pods(&mut self, look: &Look, nodes: &[Box<str>]) -> bool {
        if nodes.is_empty() {
            return true;
        }
        let namespace = look.daemon_set["metadata"]["namespace"].as_str();
        let generation = template_generation(&look.daemon_set);
        let template = daemon_pod::make(&look.daemon_set, &look.hash, generation);
        for node in nodes {
            let mut pod = template.clone();
            daemon_pod::place(&mut pod, node);
            let options = WriteOptions::default();
            match registry::create(&self.world, Kind::Pod, namespace, pod, options, self.now) {
                Ok(written) => {
                    if self.at_once {
                        self.bring_up_at_once(written.object, node);
                    } else {
                        let name = written.object["metadata"]["name"]
                            .as_str()
                            .unwrap_or_default();
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
                    return false;
                }
            }
        }
        true
    }

    pub(super) fn delete_pod(&mut self, look: &Look, pod: &str) {
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
}
