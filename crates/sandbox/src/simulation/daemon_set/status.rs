//! What the status says: the numbers of nodes and pods.

use jiff::{SignedDuration, Timestamp};
use preflight::NodePlacement;
use serde_json::{Value, json};

use super::{Look, PodsByNode, is_updated};
use crate::{
    kind::Kind,
    registry,
    simulation::{Simulation, timers::Task, view::PodView},
};

impl Simulation {
    /// Counts what there is, and comes back when a pod that is ready will count as available.
    pub(super) fn write_status(&mut self, look: &Look, pods: &PodsByNode) {
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
        let now = self.now;
        self.world.store.modify(Kind::DaemonSet, look.key, |value| {
            let before = value.clone();
            value["status"] = counts.status(&generation, &value["status"]);
            registry::tell_status(&before, value, now);
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
