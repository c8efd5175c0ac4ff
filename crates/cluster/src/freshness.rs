//! Whether what the console shows still follows the cluster, since when not, and why.

use std::sync::{Mutex, PoisonError};

use contract::{ClusterKind, ClusterSummary, Freshness};
use jiff::Timestamp;
use tokio::sync::Notify;

use crate::objects::Kind;

/// What is known of the API server and of the watches.
#[derive(Debug)]
pub(crate) struct Health {
    state: Mutex<State>,
    /// Told when the API server answers again: who waits to try again need wait no longer.
    recovered: Notify,
    /// Told when a watch has failed: who asks whether the API server is there asks at once.
    doubted: Notify,
}

#[derive(Debug, Default)]
struct State {
    watches: [WatchHealth; Kind::ALL.len()],
    server: ServerHealth,
    version: Option<String>,
    /// What [`Health::freshness`] answers; the moments in it are when it came about.
    freshness: Freshness,
}

/// How the watch of one kind does.
#[derive(Debug, Default)]
struct WatchHealth {
    /// Whether all objects have been read once, or reading them was refused.
    settled: bool,
    /// What is wrong, in a sentence; none while it runs.
    trouble: Option<String>,
    /// Why nothing is known of the kind, where reading it was refused.
    refusal: Option<String>,
}

/// How the API server does.
#[derive(Debug, Default)]
enum ServerHealth {
    /// It has not been heard of yet.
    #[default]
    Unknown,
    /// It answers.
    Answering,
    /// It does not, for the reason in this sentence.
    Silent(String),
}

impl Health {
    pub(crate) fn new() -> Self {
        let health = Self {
            state: Mutex::default(),
            recovered: Notify::new(),
            doubted: Notify::new(),
        };
        health.update(|_| {});
        health
    }

    /// All objects of the kind have been read.
    pub(crate) fn listed(&self, kind: Kind) -> bool {
        self.update(|state| {
            state.server = ServerHealth::Answering;
            state.watches[kind as usize] = WatchHealth {
                settled: true,
                trouble: None,
                refusal: None,
            };
        })
    }

    /// The API server has begun to answer the watch of the kind.
    pub(crate) fn watching(&self, kind: Kind) -> bool {
        self.update(|state| {
            state.server = ServerHealth::Answering;
            state.watches[kind as usize].trouble = None;
        })
    }

    /// The watch of the kind has failed. `refused`: the API server answered and will not have it.
    pub(crate) fn failed(&self, kind: Kind, trouble: String, refused: bool) -> bool {
        if !refused {
            self.doubted.notify_one();
        }
        self.update(|state| {
            let watch = &mut state.watches[kind as usize];
            watch.trouble = Some(trouble);
            watch.settled |= refused;
        })
    }

    /// The API server will not let the console read the kind, for the reason in these few words. Whether
    /// it has said so before.
    pub(crate) fn refused(&self, kind: Kind, why: String) -> bool {
        let mut is_known = false;
        self.update(|state| {
            let before = state.watches[kind as usize].refusal.replace(why);
            is_known = before.is_some();
        });
        is_known
    }

    /// Why nothing is known of the kind.
    pub(crate) fn why_unknown(&self, kind: Kind) -> String {
        let refusal = self.lock().watches[kind as usize].refusal.clone();
        refusal.unwrap_or_else(|| format!("{} have not been read yet", kind.plural()))
    }

    /// Whether each of these kinds has been read once, or cannot be.
    pub(crate) fn are_settled(&self, kinds: &[Kind]) -> bool {
        let state = self.lock();
        kinds
            .iter()
            .all(|kind| state.watches[*kind as usize].settled)
    }

    /// The API server answers; `version` where it told it.
    pub(crate) fn answering(&self, version: Option<String>) -> bool {
        let mut was_silent = false;
        let changed = self.update(|state| {
            was_silent = matches!(state.server, ServerHealth::Silent(_));
            state.server = ServerHealth::Answering;
            if version.is_some() {
                state.version = version;
            }
        });
        if was_silent {
            self.recovered.notify_waiters();
        }
        changed
    }

    /// The API server does not answer, for the reason in this sentence.
    pub(crate) fn silent(&self, trouble: String) -> bool {
        self.update(|state| state.server = ServerHealth::Silent(trouble))
    }

    /// Waits until the API server answers again after it did not.
    pub(crate) async fn recovered(&self) {
        self.recovered.notified().await;
    }

    /// Waits until a watch fails that was not refused.
    pub(crate) async fn doubted(&self) {
        self.doubted.notified().await;
    }

    /// Whether what is shown follows the cluster.
    pub(crate) fn freshness(&self) -> Freshness {
        self.lock().freshness.clone()
    }

    /// Whether the API server is known not to answer.
    pub(crate) fn is_silent(&self) -> bool {
        matches!(self.lock().server, ServerHealth::Silent(_))
    }

    /// The cluster as one line of the list of clusters.
    pub(crate) fn summary(&self, name: &str, kind: ClusterKind) -> ClusterSummary {
        let state = self.lock();
        let (reachable, message) = match &state.server {
            ServerHealth::Unknown => (
                false,
                Some("The API server has not answered yet.".to_owned()),
            ),
            // Which right is missing.
            ServerHealth::Answering => (true, state.refusal().cloned()),
            ServerHealth::Silent(trouble) => (false, Some(trouble.clone())),
        };
        ClusterSummary {
            name: name.to_owned(),
            kind,
            reachable,
            version: state.version.clone(),
            message,
        }
    }

    /// Changes the state. Whether the freshness is another than before.
    fn update(&self, change: impl FnOnce(&mut State)) -> bool {
        let mut state = self.lock();
        let reachable_before = matches!(state.server, ServerHealth::Answering);
        change(&mut state);
        let mut freshness = state.judge();
        if !freshness.live {
            // While it lasts, staleness has begun when it was first seen, whatever the reason is now; but
            // what was only refused before was heard from all that time.
            let before = &state.freshness;
            let since = before.stale_since.clone();
            let since = since.filter(|_| before.refused == freshness.refused);
            freshness.stale_since = since.or_else(|| {
                let in_trouble = state.freshness.live || state.is_in_trouble();
                in_trouble.then(|| Timestamp::now().to_string())
            });
        }
        let reachable = matches!(state.server, ServerHealth::Answering);
        let changed = freshness != state.freshness || reachable != reachable_before;
        state.freshness = freshness;
        changed
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // The state is whole at every moment: a panic elsewhere has not torn it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_in_trouble(&self) -> bool {
        matches!(self.server, ServerHealth::Silent(_)) || self.trouble().is_some()
    }

    /// The watches of the kinds that the console cannot do without.
    fn essential(&self) -> impl Iterator<Item = &WatchHealth> {
        let kinds = Kind::ESSENTIAL.into_iter();
        kinds.map(|kind| &self.watches[kind as usize])
    }

    /// What is wrong with one of them.
    fn trouble(&self) -> Option<&String> {
        self.essential().find_map(|watch| watch.trouble.as_ref())
    }

    /// What the API server said that refuses one of them.
    fn refusal(&self) -> Option<&String> {
        let mut refused = self.essential().filter(|watch| watch.refusal.is_some());
        refused.find_map(|watch| watch.trouble.as_ref())
    }

    /// The freshness that follows from the state, without the moment it began.
    fn judge(&self) -> Freshness {
        let stale = |message: String| Freshness {
            live: false,
            stale_since: None,
            message,
            refused: false,
        };
        if let ServerHealth::Silent(trouble) = &self.server {
            return stale(trouble.clone());
        }
        // What will not pass is said before what may.
        if let Some(refusal) = self.refusal() {
            return Freshness {
                refused: true,
                ..stale(refusal.clone())
            };
        }
        if let Some(trouble) = self.trouble() {
            return stale(trouble.clone());
        }
        let unread = Kind::ESSENTIAL
            .into_iter()
            .find(|kind| !self.watches[*kind as usize].settled);
        match unread {
            Some(kind) => stale(format!("The {} are being read.", kind.plural())),
            None => Freshness {
                live: true,
                stale_since: None,
                message: String::new(),
                refused: false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Health;
    use crate::objects::Kind;

    /// A health with every kind read.
    fn live() -> Health {
        let health = Health::new();
        for kind in Kind::ALL {
            health.listed(kind);
        }
        health
    }

    #[test]
    fn at_first_nothing_is_live_and_nothing_is_wrong() {
        let health = Health::new();
        let freshness = health.freshness();
        assert!(!freshness.live);
        assert_eq!(freshness.stale_since, None);
        assert_eq!(freshness.message, "The daemonsets are being read.");
    }

    #[test]
    fn staleness_keeps_its_beginning_until_it_is_over() {
        let health = live();
        assert!(health.freshness().live);
        assert!(health.failed(Kind::Pod, "first".to_owned(), false));
        let begun = health.freshness().stale_since;
        assert!(begun.is_some());
        assert!(health.silent("second".to_owned()));
        assert_eq!(health.freshness().message, "second");
        assert_eq!(health.freshness().stale_since, begun);
        assert!(health.answering(None));
        assert_eq!(health.freshness().message, "first");
        assert!(health.watching(Kind::Pod));
        assert!(health.freshness().live);
        assert_eq!(health.freshness().stale_since, None);
    }

    #[test]
    fn a_refusal_settles_the_kind_and_is_said() {
        let health = Health::new();
        for kind in [Kind::DaemonSet, Kind::Node, Kind::Namespace] {
            health.listed(kind);
        }
        assert!(!health.are_settled(&Kind::ESSENTIAL));
        health.refused(Kind::Pod, "no right to list pods".to_owned());
        health.failed(Kind::Pod, "pods may not be listed".to_owned(), true);
        assert!(health.are_settled(&Kind::ESSENTIAL));
        health.failed(Kind::Node, "broken off".to_owned(), false);
        let freshness = health.freshness();
        assert_eq!(freshness.message, "pods may not be listed");
        assert!(!freshness.live && freshness.refused);
        // The cluster answers all the same.
        let summary = health.summary("c", contract::ClusterKind::Sandbox);
        assert!(summary.reachable);
        assert_eq!(summary.message.as_deref(), Some("pods may not be listed"));
        health.silent("unreachable".to_owned());
        let silent = health.freshness();
        assert_eq!(silent.message, "unreachable");
        assert!(!silent.refused);
        assert_ne!(silent.stale_since, freshness.stale_since);
        health.answering(None);
        health.listed(Kind::Pod);
        health.listed(Kind::Node);
        assert!(health.freshness().live);
    }
}
