//! What the watches write and everybody reads: the index, and the facts and rows that were made of it.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockWriteGuard,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use contract::{FactsMessage, Wall};
use jiff::Timestamp;
use preflight::{Facts, facts::Nodes};
use tokio::{
    sync::{Notify, broadcast},
    time::Instant,
};

use crate::{
    AtLeast, Reader, Seen,
    change_log::ChangeLog,
    changes::ChangeSet,
    freshness::Health,
    index::{Index, facts::NodeLog},
    list::View,
    watch::Extent,
};

/// Changes are gathered for at most this long.
const GATHER: Duration = Duration::from_millis(10);
/// How many change sets a slow follower may be behind before it must read everything anew.
const BACKLOG: usize = 1024;
/// Of how many namespaces and DaemonSets facts are kept.
const MOST_FACTS: usize = 64;

/// What the background tasks write and the handle reads.
pub(crate) struct Shared {
    index: RwLock<Index>,
    published: RwLock<Published>,
    pub(crate) health: Health,
    /// Told when there may be something to publish.
    pub(crate) wake: Notify,
    /// Whether the freshness has changed since it was last published.
    freshness_changed: AtomicBool,
    changes: broadcast::Sender<Arc<ChangeSet>>,
    node_log: Mutex<NodeLog>,
    change_log: Mutex<ChangeLog>,
    /// Tells the sequence numbers of this run from those of another.
    epoch: String,
}

/// What readers see.
#[derive(Clone, Default)]
pub(crate) struct Published {
    pub(crate) sequence: u64,
    /// What is shown to those who see all of it.
    pub(crate) seen: Seen,
    /// The latest change set by which the facts are others.
    facts_sequence: u64,
    pub(crate) view: Arc<View>,
    /// By who may see the same, namespace and DaemonSet; made when first asked for, until the next change.
    facts: HashMap<(Reader, String, String), Arc<Facts>>,
    /// The nodes of these facts, which all share that may see everything.
    nodes: Option<Nodes>,
    /// The walls, by who may see the same and namespace; made when first asked for, until the next change.
    walls: HashMap<(Reader, String), Arc<Wall>>,
}

/// Facts, and the change set up to which they hold at least.
pub(crate) struct Known {
    pub(crate) facts: Arc<Facts>,
    sequence: u64,
}

impl Shared {
    /// Nothing is known yet, and only so much will be.
    pub(crate) fn new(extent: &Extent) -> Self {
        Self {
            index: RwLock::new(Index::of(extent.clone())),
            published: RwLock::default(),
            health: Health::new(extent),
            wake: Notify::new(),
            freshness_changed: AtomicBool::new(false),
            changes: broadcast::channel(BACKLOG).0,
            node_log: Mutex::default(),
            change_log: Mutex::default(),
            epoch: Timestamp::now().as_microsecond().to_string(),
        }
    }

    /// What changes from now on.
    pub(crate) fn changes(&self) -> broadcast::Receiver<Arc<ChangeSet>> {
        self.changes.subscribe()
    }

    /// The index, to write. Held for one event at a time.
    pub(crate) fn index_mut(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the version of the API server, which facts tell of.
    pub(crate) fn served_by(&self, version: &str) {
        if self.index_mut().set_server_version(version) {
            self.wake.notify_one();
        }
    }

    /// Notes whether the freshness has changed, and has it published.
    pub(crate) fn told(&self, freshness_changed: bool) {
        if freshness_changed {
            self.freshness_changed.store(true, Ordering::Release);
            self.wake.notify_one();
        }
    }

    /// The index, to read.
    pub(crate) fn index(&self) -> std::sync::RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What readers see.
    pub(crate) fn published(&self) -> Published {
        self.published
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What is shown to those who see all of it, and the change set that led to it.
    pub(crate) fn shown(&self) -> (Seen, u64) {
        let published = self.published.read();
        let published = published.unwrap_or_else(PoisonError::into_inner);
        (published.seen.clone(), published.sequence)
    }

    fn published_mut(&self) -> RwLockWriteGuard<'_, Published> {
        self.published
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The facts of a namespace and a DaemonSet, as far as a reader may see them.
    pub(crate) fn facts(&self, reader: &Reader, namespace: &str, daemon_set: &str) -> Known {
        let published = self.published();
        let about = (reader.clone(), namespace.to_owned(), daemon_set.to_owned());
        if let Some(facts) = published.facts.get(&about) {
            return Known {
                facts: Arc::clone(facts),
                sequence: published.facts_sequence,
            };
        }
        let index = self.index();
        let visible = index.seen_by(reader);
        let shared = published.nodes.filter(|_| reader.is_unlimited());
        let nodes = shared.or_else(|| visible.node_facts());
        let why = |kind| self.health.why_unknown(kind);
        let facts = visible.facts(nodes.clone(), (namespace, daemon_set), why);
        drop(index);
        let facts = Arc::new(facts);
        let mut latest = self.published_mut();
        if latest.sequence == published.sequence {
            if reader.is_unlimited() {
                latest.nodes = nodes;
            }
            if latest.facts.len() >= MOST_FACTS {
                latest.facts = HashMap::new();
            }
            latest.facts.insert(about, Arc::clone(&facts));
        }
        Known {
            facts,
            sequence: published.facts_sequence,
        }
    }

    /// The same as a message for who has seen the version `since`.
    pub(crate) fn facts_since(
        &self,
        reader: &Reader,
        (namespace, daemon_set): (&str, &str),
        since: Option<&str>,
    ) -> FactsMessage {
        // Looked at first: what is said to be live must hold of what is read after it.
        let freshness = self.health.freshness_of_facts();
        let Known { facts, sequence } = self.facts(reader, namespace, daemon_set);
        // Who sees more than before has not seen the rest.
        let epoch = self.epoch.clone() + &reader.mark();
        let version = format!("{epoch}-{sequence}");
        let seen = since.and_then(|since| {
            let (seen_epoch, seen) = since.split_once('-')?;
            let seen: u64 = seen.parse().ok()?;
            (seen_epoch == epoch && seen <= sequence).then_some(seen)
        });
        let mut facts = (*facts).clone();
        let Some(seen) = seen.filter(|_| facts.nodes.is_some()) else {
            return FactsMessage {
                version,
                freshness,
                since: None,
                removed_nodes: Vec::new(),
                facts,
            };
        };
        let index = self.index();
        let (changed, removed) = self.node_log().since(seen);
        facts.nodes = Some(index.seen_by(reader).some_node_facts(changed.iter()));
        FactsMessage {
            version,
            freshness,
            since: since.map(str::to_owned),
            removed_nodes: removed.iter().map(ToString::to_string).collect(),
            facts,
        }
    }

    /// The wall of a namespace, or of all where it is empty, without its freshness.
    pub(crate) fn wall(&self, reader: &Reader, namespace: &str) -> Arc<Wall> {
        let published = self.published();
        let about = (reader.clone(), namespace.to_owned());
        if let Some(wall) = published.walls.get(&about) {
            return Arc::clone(wall);
        }
        let wall = Arc::new(self.index().seen_by(reader).wall(namespace));
        let mut latest = self.published_mut();
        if latest.sequence == published.sequence {
            if latest.walls.len() >= MOST_FACTS {
                latest.walls = HashMap::new();
            }
            latest.walls.insert(about, Arc::clone(&wall));
        }
        wall
    }

    fn node_log(&self) -> MutexGuard<'_, NodeLog> {
        self.node_log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change_log(&self) -> MutexGuard<'_, ChangeLog> {
        let log = self.change_log.lock();
        log.unwrap_or_else(PoisonError::into_inner)
    }

    /// What has changed since somebody was shown this; none where that is not known any more, or never was.
    pub(crate) fn changes_since(&self, seen: &Seen) -> Option<Vec<Arc<ChangeSet>>> {
        self.change_log().since(seen)
    }

    /// Whether this has been read. Then all of it is visible.
    pub(crate) fn has_read(&self, wanted: &AtLeast) -> bool {
        if !wanted.is_anything() {
            return true;
        }
        let index = self.index();
        let has_daemon_set = wanted
            .daemon_set
            .is_none_or(|version| index.has_read_daemon_set(&wanted.namespace, version));
        let read = index.read();
        drop(index);
        let has_seen = wanted.seen.as_ref().is_none_or(|seen| {
            let read = read.unwrap_or_else(|| self.of_this_run(self.shown().1));
            // What is of another history cannot be waited for.
            read.covers(seen) || !read.is_comparable(seen)
        });
        let has_read = has_daemon_set && has_seen;
        if has_read {
            self.publish();
        }
        has_read
    }

    /// What was shown, where that can be held against nothing but this run's own: by change sets.
    fn of_this_run(&self, sequence: u64) -> Seen {
        Seen::of(format!("p{}", self.epoch), vec![Some(sequence)])
    }

    /// Makes what has changed visible, and tells it.
    pub(crate) fn publish(&self) {
        // Held to the end, so that what is published and told keeps the order of what happened.
        let mut index = self.index_mut();
        let mut changes = index.take_changes();
        changes.freshness = self.freshness_changed.swap(false, Ordering::AcqRel);
        if changes.is_empty() {
            if !index.is_half_read() {
                let seen = index.told();
                let seen = seen.unwrap_or_else(|| self.of_this_run(self.shown().1));
                self.change_log().begin_where_nothing_is_known(seen);
            }
            return;
        }
        let mut published = self.published_mut();
        published.sequence += 1;
        changes.sequence = published.sequence;
        if !index.is_half_read() {
            let told = index.told();
            published.seen = told.unwrap_or_else(|| self.of_this_run(changes.sequence));
            changes.seen = Some(published.seen.clone());
        }
        published.view = Arc::new(index.view());
        published.walls = HashMap::new();
        if changes.facts {
            published.facts_sequence = published.sequence;
            published.facts = HashMap::new();
            published.nodes = None;
            let nodes = [changes.nodes.as_slice(), changes.used_nodes.as_slice()].concat();
            self.node_log()
                .note(changes.sequence, &nodes, &changes.removed_nodes);
        }
        drop(published);
        let changes = Arc::new(changes);
        self.change_log().note(&changes);
        // That nobody follows is no error.
        let _ = self.changes.send(changes);
    }
}

/// Publishes what has changed: at once after a quiet while, and otherwise every [`GATHER`].
pub(crate) async fn publish(shared: Arc<Shared>) {
    let mut next = Instant::now();
    loop {
        shared.wake.notified().await;
        tokio::time::sleep_until(next).await;
        shared.publish();
        next = Instant::now() + GATHER;
    }
}
