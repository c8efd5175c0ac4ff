//! The logs of a DaemonSet's pods as one stream, read as the user who asks.
//!
//! ```text
//! pod ─► source (one a container) ─┐
//! pod ─► source, source ───────────┼─► merge: by time ─► bytes of the answer
//! pods that come later ────────────┘
//! ```
//!
//! A source reads one container: first what there is, then what is written from now on. Where that breaks off it goes on
//! from its [`contract::LogPlace`], over restarts of the container and until the pod is gone. It holds two batches of
//! lines at most that the reader has not taken; then it waits, and where that takes too long while it follows, it
//! counts what it leaves out. Everything ends with the answer that it is for.

mod gate;
mod merge;
mod pods;
mod source;
mod write;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use cluster::{AsUser, Cluster, ClusterError, LogLines, LogQuery, PodRuns, Watched};
use contract::{LogKind, LogMessage, PodRow};
use tokio::sync::mpsc;

use crate::sign_in::Identity;

pub use gate::Gate;
pub(crate) use gate::full;
pub(crate) use merge::Merge;
pub(crate) use write::Form;

/// Whose logs, and which part of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wish {
    pub(crate) namespace: String,
    pub(crate) daemon_set: String,
    /// The one pod; all where none is named.
    pub(crate) pod: Option<String>,
    /// Only pods on this node.
    pub(crate) node: Option<String>,
    /// Only containers of this name.
    pub(crate) container: Option<String>,
    /// Whether it goes on with what is written from now on.
    pub(crate) follow: bool,
    /// Whether it is about the runs before the last starts.
    pub(crate) previous: bool,
    /// Of each container the last so many lines.
    pub(crate) tail_lines: Option<u32>,
    /// Only lines written then or later, RFC 3339.
    pub(crate) since_time: Option<String>,
}

/// What all sources of one answer share.
pub(crate) struct Reading {
    cluster: Cluster,
    seen: Watched,
    identity: Identity,
    gate: Gate,
    wish: Wish,
    /// Bounded by what each source may have in it.
    told: mpsc::UnboundedSender<Told>,
    /// Which of its pods have changed.
    stirs: pods::Stirs,
    last_id: AtomicU64,
}

/// What the sources tell to who merges them.
pub(crate) enum Told {
    /// There is a pod that was not there before.
    Pod { name: String, node: String },
    /// The containers of a pod that are read from now on, each as a message of the kind `source`; none, with the reason,
    /// where it cannot be looked at.
    Opened {
        sources: Vec<LogMessage>,
        refusal: Option<LogMessage>,
    },
    /// Messages of one source, in its order.
    Batch(source::Batch),
    /// A source has told what there was.
    Live(u64),
    /// A pod has nothing more to tell.
    Over,
}

impl Reading {
    /// A reading, and what is told of it.
    pub(crate) fn new(
        seen: Watched,
        identity: Identity,
        gate: Gate,
        wish: Wish,
    ) -> (Arc<Self>, mpsc::UnboundedReceiver<Told>) {
        let (told, receiver) = mpsc::unbounded_channel();
        let reading = Self {
            cluster: seen.cluster().clone(),
            seen,
            identity,
            gate,
            wish,
            told,
            stirs: pods::stirs(),
            last_id: AtomicU64::new(0),
        };
        (Arc::new(reading), receiver)
    }

    fn user(&self) -> AsUser<'_> {
        self.cluster.as_user(self.identity.credential())
    }

    /// What the containers of a pod do.
    ///
    /// # Errors
    /// As [`AsUser::pod_runs`].
    pub(crate) async fn look(&self, pod: &str) -> Result<PodRuns, ClusterError> {
        let Wish {
            namespace,
            daemon_set,
            ..
        } = &self.wish;
        self.user().pod_runs(namespace, daemon_set, pod).await
    }

    /// Opens the log of one container as it is wished.
    ///
    /// # Errors
    /// As [`AsUser::log`].
    pub(crate) async fn open(&self, pod: &str, query: &LogQuery) -> Result<LogLines, ClusterError> {
        self.user().log(&self.wish.namespace, pod, query).await
    }

    /// How the log of a container is first asked for.
    pub(crate) fn first_query(&self, container: &str) -> LogQuery {
        LogQuery {
            container: container.to_owned(),
            follow: false,
            previous: self.wish.previous,
            tail_lines: self.wish.tail_lines,
            since_time: self.wish.since_time.clone(),
        }
    }

    /// The pods that it is about and that are known, with their nodes.
    pub(crate) fn pods(&self) -> Vec<(String, String)> {
        let rows = self.rows().into_iter();
        let mut pods: Vec<_> = rows.map(|row| (row.name, row.node)).collect();
        if let Some(pod) = &self.wish.pod {
            let known = pods.into_iter().find(|(name, _)| name == pod);
            // The index may not know it yet: whoever asks has seen to it that it is there.
            pods = vec![known.unwrap_or_else(|| (pod.clone(), String::new()))];
        }
        pods
    }

    /// What is shown of the DaemonSet's pods on the nodes that it is about.
    fn rows(&self) -> Vec<PodRow> {
        let Wish {
            namespace,
            daemon_set,
            node,
            ..
        } = &self.wish;
        let mut rows = self.seen.pods(namespace, daemon_set).unwrap_or_default();
        rows.retain(|row| node.as_ref().is_none_or(|node| row.node == *node));
        rows
    }

    fn next_id(&self) -> u64 {
        self.last_id.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn tell(&self, told: Told) {
        // Nobody listens any more: then the task ends at its next wait.
        let _ = self.told.send(told);
    }
}

/// Looks at a pod that came meanwhile until there is an answer: nobody would come back to it.
async fn look_again(
    reading: &Reading,
    pod: &str,
    mut error: ClusterError,
) -> Result<PodRuns, ClusterError> {
    let mut pause = source::SHORTEST_PAUSE;
    while !source::is_gone(&error) && !source::is_final(&error) {
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(source::LONGEST_PAUSE);
        match reading.look(pod).await {
            Err(again) => error = again,
            found => return found,
        }
    }
    Err(error)
}

/// Reads a pod until it has nothing more to tell. `first` is the log of its only container, where that is open already.
async fn read_pod(
    reading: Arc<Reading>,
    name: String,
    node: String,
    is_new: bool,
    first: Option<LogLines>,
) {
    let found = match reading.look(&name).await {
        Err(error) if is_new && reading.wish.follow => look_again(&reading, &name, error).await,
        found => found,
    };
    let (sources, refusal) = match found {
        Ok(runs) => {
            let node = if runs.node.is_empty() {
                node
            } else {
                runs.node
            };
            let wanted = reading.wish.container.as_deref();
            let runs = runs
                .containers
                .into_iter()
                .filter(|run| wanted.is_none_or(|wanted| run.name == wanted));
            let sources: Vec<_> = runs
                .map(|run| source::Source::new(&reading, &name, &node, run, is_new))
                .collect();
            (sources, None)
        }
        Err(error) => {
            let refusal = LogMessage {
                pod: name,
                node,
                ..source::saying(0, LogKind::Refused, &source::words(error))
            };
            (Vec::new(), Some(refusal))
        }
    };
    reading.tell(Told::Opened {
        sources: sources.iter().map(source::Source::introduction).collect(),
        refusal,
    });
    let mut first = first;
    let all = sources.into_iter().map(|source| source.run(first.take()));
    futures::future::join_all(all).await;
    reading.tell(Told::Over);
}
