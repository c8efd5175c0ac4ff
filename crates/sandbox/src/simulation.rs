//! The controllers, the scheduler and the kubelets, as one machine that is told the time.
//!
//! It learns of changes from the store's history, whoever made them, keeps small views of what it has
//! to know, and plans what is to be done next on one list of timers. The same machine that runs the
//! live cluster also lives through a past within milliseconds, before anybody looks.

mod cluster_role;
mod daemon_set;
mod definition;
mod events;
mod fate;
mod garbage;
mod history;
mod kubelet;
mod namespace;
pub(crate) mod node;
mod observe;
mod pod_status;
mod quota;
mod readiness;
mod scheduler;
mod timers;
mod view;

pub(crate) use fate::Fate;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use preflight::facts::PodTraits;
use tokio_util::sync::CancellationToken;

use self::{
    events::Recorder,
    timers::{Task, Timers},
    view::{DaemonSetView, NodeView, PodView},
};
use crate::{kind::Kind, world::World};

/// How long the machine works before it lets others have the processor.
const TURN: Duration = Duration::from_millis(10);

/// The machine.
#[derive(Debug)]
pub(crate) struct Simulation {
    world: Arc<World>,
    /// The moment that is being lived.
    now: Timestamp,
    /// Everything in the store up to this revision has been taken notice of.
    cursor: u64,
    timers: Timers,
    nodes: BTreeMap<Box<str>, NodeView>,
    pods: BTreeMap<Box<str>, PodView>,
    daemon_sets: BTreeMap<Box<str>, DaemonSetView>,
    /// Who is owned by whom, by the owner's `uid`.
    dependents: HashMap<Box<str>, BTreeSet<(Kind, Box<str>)>>,
    /// Pods that found no room, by the node they wait for (empty: any).
    unscheduled: BTreeMap<Box<str>, BTreeSet<Box<str>>>,
    /// Of these, the ones that wait for other pods, or for a claim.
    apart: BTreeSet<Box<str>>,
    /// What pods show to each other, once each.
    traits: HashSet<Arc<PodTraits>>,
    recorder: Recorder,
    /// Whether pods come into being at once and without a word, for large pasts.
    at_once: bool,
}

impl Simulation {
    /// A machine that begins to live at the moment `start`, in an empty or a filled store.
    pub(crate) fn new(world: &Arc<World>, start: Timestamp, event_limit: usize) -> Simulation {
        Simulation {
            world: Arc::clone(world),
            now: start,
            cursor: 0,
            timers: Timers::default(),
            nodes: BTreeMap::new(),
            pods: BTreeMap::new(),
            daemon_sets: BTreeMap::new(),
            dependents: HashMap::new(),
            unscheduled: BTreeMap::new(),
            apart: BTreeSet::new(),
            traits: HashSet::new(),
            recorder: Recorder::new(event_limit),
            at_once: false,
        }
    }

    /// Lets pods come into being at once, in one write and without events, or bit by bit.
    pub(crate) fn make_pods_at_once(&mut self, at_once: bool) {
        self.at_once = at_once;
    }

    /// Does all that is due up to `moment`, however long that takes, as if time went by.
    pub(crate) fn live_until(&mut self, moment: Timestamp) {
        self.observe();
        while let Some((due, task)) = self.timers.pop_due(moment) {
            self.now = self.now.max(due);
            self.perform(&task);
            self.observe();
        }
        self.now = moment;
    }

    /// Does what is due at `now`, for at most one [`TURN`]. Returns when the next thing is due.
    fn advance(&mut self, now: Timestamp) -> Option<Timestamp> {
        let began = Instant::now();
        self.now = self.now.max(now);
        self.observe();
        while began.elapsed() < TURN {
            let Some((_, task)) = self.timers.pop_due(now) else {
                break;
            };
            self.perform(&task);
            self.observe();
        }
        self.timers.next_due()
    }

    fn perform(&mut self, task: &Task) {
        match task {
            Task::SyncDaemonSet(key) => self.sync_daemon_set(key),
            Task::Schedule(pod) => self.schedule(pod),
            Task::Kubelet(pod, step) => self.run_kubelet(pod, *step),
            Task::Collect(owner) => self.collect_dependents(owner),
            Task::FinishOwner(kind, key) => self.finish_owner(*kind, key),
            Task::EmptyNamespace(name) => self.empty_namespace(name),
            Task::Establish(name) => self.establish(name),
            Task::SyncNode(name) => self.sync_node(name),
            Task::SyncQuotas(namespace) => self.sync_quotas(namespace),
        }
    }

    /// Plans `task` for `delay` from now, in the cluster's own pace.
    fn after(&mut self, delay: SignedDuration, task: Task) {
        let seconds = delay.as_secs_f64() / self.world.time_scale;
        let delay = SignedDuration::try_from_secs_f64(seconds).unwrap_or(SignedDuration::ZERO);
        let due = self.now.checked_add(delay).unwrap_or(self.now);
        self.timers.push(due, task);
    }

    /// A duration of `milliseconds`, a little more or less.
    fn about(&self, milliseconds: u64) -> SignedDuration {
        let drawn = self
            .world
            .random
            .between(milliseconds / 2..=milliseconds + milliseconds / 2);
        SignedDuration::from_millis(i64::try_from(drawn).unwrap_or(i64::MAX))
    }
}

/// Lets the simulation go on until its life ends.
pub(crate) async fn run(mut simulation: Simulation, life: CancellationToken) {
    let world = Arc::clone(&simulation.world);
    let mut revisions = world.store.subscribe();
    loop {
        revisions.borrow_and_update();
        let next = simulation.advance(world.clock.now());
        tokio::task::yield_now().await;
        tokio::select! {
            () = life.cancelled() => return,
            _ = revisions.changed() => {}
            () = world.clock.sleep_until(next.unwrap_or(Timestamp::MAX)), if next.is_some() => {}
        }
    }
}
