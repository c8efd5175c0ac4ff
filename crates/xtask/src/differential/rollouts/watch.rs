//! What happens after the change, until nothing does any more.

use std::collections::{BTreeMap, BTreeSet};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::stage::{Stage, is_true};

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// How long nothing has to happen before a rollout that should go on stands still. Several [`NUDGE`]s are in it.
const QUIET_UNDER_WAY: Duration = Duration::from_secs(45);

/// After how long a rollout that should go on is reminded of itself. In Kubernetes 1.36 the controller can sleep through
/// it: the wake-up for the end of `minReadySeconds` (`enqueueDaemonSetAfter` in `updatePod`, `daemon_controller.go`) and
/// the retry in some milliseconds, where its cache is behind its own writes (`consistencyStore.EnsureReady` in
/// `syncDaemonSet`), are one entry of a queue that keeps the sooner of two times (`insert` in client-go's
/// `delaying_queue.go`). While an old pod covers the node, the status knows of no other wait. What next happens to the
/// DaemonSet wakes it.
const NUDGE: Duration = Duration::from_secs(12);

/// How long nothing may happen until it counts as the end. The controller tries again what was refused
/// after up to some seconds, and the scheduler after one.
const QUIET: Duration = Duration::from_secs(10);

/// How long it may go on.
const PATIENCE: Duration = Duration::from_mins(3);

/// What stands on a node in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A pod that was there before the change, ready or not.
    Old { is_ready: bool },
    /// A pod that was made after the change, ready or not.
    New { is_ready: bool },
    /// Nothing, or what is being deleted and does not go.
    Nothing,
}

/// What was seen.
#[derive(Debug)]
pub(super) struct Seen {
    /// By node what stands there in the end.
    pub(super) ends: BTreeMap<String, Found>,
    /// On how many of the nodes that are meant no pod was ready at some moment, at most.
    pub(super) most_unavailable: usize,
    /// How long it took until the last pod had come, become available or gone.
    pub(super) took: Duration,
    /// `status` of the DaemonSet in the end.
    pub(super) counts: Value,
    /// How often the controller was reminded of it.
    pub(super) nudges: u32,
}

impl Seen {
    /// What stands on this node in the end.
    pub(super) fn at(&self, node: &str) -> Found {
        self.ends.get(node).copied().unwrap_or(Found::Nothing)
    }
}

/// Watches until nothing happens. `before` are the pods that there were, by `uid`, `meant` the nodes that
/// should run one. Of a rollout that `goes_on` as forecast and has not come to its end it is waited longer, so that a slow
/// machine is not taken for one that stands still.
///
/// # Errors
/// The API server cannot be reached, or it goes on for ever.
pub(super) fn watch(
    stage: &Stage,
    before: &BTreeSet<String>,
    meant: &BTreeSet<String>,
    quiet: Duration,
    goes_on: bool,
) -> Result<Seen> {
    let start = Instant::now();
    let mut last_change = start;
    let mut last: BTreeMap<String, (Found, bool)> = BTreeMap::new();
    let mut most_unavailable = 0;
    let mut last_counts = Value::Null;
    let mut nudges = 0;
    let mut last_nudge = start;
    loop {
        stage.beat()?;
        let pods = stage.list("pods")?;
        // That the last pods have been ready for long enough is seen here alone.
        let mut daemon_set = stage.api.get(&stage.path())?;
        let generation = daemon_set["metadata"]["generation"].take();
        let counts = daemon_set["status"].take();
        let now = Instant::now();
        let states: BTreeMap<String, (Found, bool)> = pods
            .iter()
            .map(|pod| {
                (
                    text(&pod["metadata"]["uid"]),
                    (found(pod, before), is_leaving(pod)),
                )
            })
            .collect();
        let ready: BTreeSet<String> = pods
            .iter()
            .filter(|pod| is_true(pod, "Ready") && !is_leaving(pod))
            .map(node_of)
            .collect();
        most_unavailable = most_unavailable.max(meant.difference(&ready).count());
        if states != last || counts != last_counts {
            last = states;
            last_counts = counts;
            last_change = now;
        }
        let count = |name: &str| last_counts[name].as_u64().unwrap_or_default();
        let desired = count("desiredNumberScheduled");
        // Until the controller has taken up the change it counts the pods of before, which are all in order.
        let is_seen = last_counts["observedGeneration"] == generation;
        let is_done = is_seen
            && count("updatedNumberScheduled") >= desired
            && count("numberAvailable") >= desired;
        let is_under_way = goes_on && !is_done;
        let rest = if is_under_way { QUIET_UNDER_WAY } else { QUIET };
        if is_under_way && now - last_change.max(last_nudge) > NUDGE + quiet {
            nudges += 1;
            last_nudge = now;
            let annotations = json!({"nudges": nudges.to_string()});
            let part = json!({"metadata": {"annotations": annotations}});
            stage.api.merge(&stage.path(), &part)?;
        }
        if now - last_change > rest + quiet {
            return Ok(Seen {
                ends: ends(&pods, before),
                most_unavailable,
                took: last_change - start,
                counts: last_counts,
                nudges,
            });
        }
        if now - start > PATIENCE {
            bail!("{} does not come to rest", stage.namespace);
        }
        sleep(LOOK);
    }
}

/// By node what stands there. Where an old and a new pod stand, the old one is told.
fn ends(pods: &[Value], before: &BTreeSet<String>) -> BTreeMap<String, Found> {
    let mut ends = BTreeMap::new();
    for pod in pods.iter().filter(|pod| !is_leaving(pod)) {
        let found = found(pod, before);
        let end = ends.entry(node_of(pod)).or_insert(found);
        if matches!(found, Found::Old { .. }) {
            *end = found;
        }
    }
    ends
}

fn found(pod: &Value, before: &BTreeSet<String>) -> Found {
    let is_ready = is_true(pod, "Ready");
    if before.contains(&text(&pod["metadata"]["uid"])) {
        Found::Old { is_ready }
    } else {
        Found::New { is_ready }
    }
}

fn is_leaving(pod: &Value) -> bool {
    pod["metadata"]["deletionTimestamp"].is_string()
}

/// The node that a pod is on, or is meant for.
fn node_of(pod: &Value) -> String {
    let spec = &pod["spec"];
    if spec["nodeName"].is_string() {
        return text(&spec["nodeName"]);
    }
    let required =
        &spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
    text(&required["nodeSelectorTerms"][0]["matchFields"][0]["values"][0])
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
