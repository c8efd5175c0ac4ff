//! Whether what the console shows still follows the cluster, since when not, and why.

use std::sync::{Mutex, PoisonError};

use contract::{ClusterKind, ClusterState, ClusterSummary, Freshness, Unknown};
use jiff::Timestamp;
use manifest::Message;
use manifest::message::watch as said;
use tokio::sync::watch;

use crate::{
    objects::Kind,
    watch::{Extent, Part, Sort, Trouble},
};

/// What is known of the API server and of the watches.
#[derive(Debug)]
pub(crate) struct Health {
    state: Mutex<State>,
    /// How often the API server has answered again after a silence.
    recoveries: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct State {
    kinds: [KindHealth; Kind::ALL.len()],
    server: ServerHealth,
    version: Option<String>,
    /// What [`Health::freshness`] answers; the moments in it are when it came about.
    freshness: Freshness,
}

/// How the watches of one kind do, one for each of its parts.
#[derive(Debug)]
struct KindHealth {
    parts: Vec<WatchHealth>,
}

impl Default for KindHealth {
    fn default() -> Self {
        Self::of(1)
    }
}

impl KindHealth {
    fn of(parts: usize) -> Self {
        let parts = (0..parts.max(1)).map(|_| WatchHealth::default());
        Self {
            parts: parts.collect(),
        }
    }

    fn is_settled(&self) -> bool {
        self.parts.iter().all(|part| part.settled)
    }

    fn is_read(&self) -> bool {
        self.parts.iter().all(|part| part.read)
    }

    /// What is wrong with one of them, and since when something is.
    fn trouble(&self) -> Option<(&Trouble, Option<Timestamp>)> {
        let troubled = self.parts.iter().find(|part| part.trouble.is_some())?;
        let since = self.parts.iter().filter_map(|part| part.since).min();
        Some((troubled.trouble.as_ref()?, since))
    }
}

/// How one watch does.
#[derive(Debug, Default)]
struct WatchHealth {
    /// Whether all objects have been read once, or reading them was refused.
    settled: bool,
    /// Whether all objects have been read once.
    read: bool,
    /// What is wrong; none while it runs.
    trouble: Option<Trouble>,
    /// Since when something is.
    since: Option<Timestamp>,
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
    Silent(Message),
}

impl Health {
    /// Nothing has been read yet of what is to be.
    pub(crate) fn new(extent: &Extent) -> Self {
        let mut state = State::default();
        for kind in Kind::ALL {
            state.kinds[kind as usize] = KindHealth::of(extent.parts(kind).len());
        }
        let health = Self {
            state: Mutex::new(state),
            recoveries: watch::Sender::new(0),
        };
        health.update(|_| {});
        health
    }

    /// All objects of the kind have been read. `in_doubt`: whether watches of it have failed and none has been seen
    /// to run since, so that nobody knows whether what comes next will be heard.
    pub(crate) fn listed(&self, kind: Kind, part: &Part, in_doubt: bool) -> bool {
        self.update(|state| {
            state.server = ServerHealth::Answering;
            let watch = state.part(kind, part);
            watch.read = true;
            watch.settled = true;
            if !in_doubt {
                watch.trouble = None;
                watch.since = None;
            }
        })
    }

    /// The watch of the kind has been seen to run.
    pub(crate) fn watching(&self, kind: Kind, part: &Part) -> bool {
        self.update(|state| {
            state.server = ServerHealth::Answering;
            let watch = state.part(kind, part);
            watch.trouble = None;
            watch.since = None;
        })
    }

    /// The list or the watch of the kind has failed. Whether that is other trouble than before, and whether the
    /// freshness is another.
    pub(crate) fn failed(&self, kind: Kind, part: &Part, trouble: &Trouble) -> (bool, bool) {
        let mut is_news = false;
        let changed = self.update(|state| {
            let watch = state.part(kind, part);
            is_news = watch.trouble.as_ref() != Some(trouble);
            watch.settled |= trouble.refusal.is_some();
            watch.trouble = Some(trouble.clone());
            watch.since.get_or_insert_with(Timestamp::now);
        });
        (is_news, changed)
    }

    /// Why nothing is known of the kind.
    pub(crate) fn why_unknown(&self, kind: Kind) -> Message {
        self.lock().why_unknown(kind)
    }

    /// Whether the kind has been read and its watch runs.
    pub(crate) fn is_followed(&self, kind: Kind) -> bool {
        let state = self.lock();
        let kind = &state.kinds[kind as usize];
        let is_silent = matches!(state.server, ServerHealth::Silent(_));
        kind.is_read() && kind.trouble().is_none() && !is_silent
    }

    /// Whether each of these kinds has been read once, or cannot be.
    pub(crate) fn are_settled(&self, kinds: &[Kind]) -> bool {
        let state = self.lock();
        let mut kinds = kinds.iter();
        kinds.all(|kind| state.kinds[*kind as usize].is_settled())
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
            if was_silent {
                state.doubt_watches();
            }
        });
        if was_silent {
            self.recoveries.send_modify(|recoveries| *recoveries += 1);
        }
        changed
    }

    /// The API server does not answer, for the reason in this sentence.
    pub(crate) fn silent(&self, trouble: Message) -> bool {
        self.update(|state| state.server = ServerHealth::Silent(trouble))
    }

    /// How often the API server has answered again after a silence.
    pub(crate) fn recoveries(&self) -> watch::Receiver<u64> {
        self.recoveries.subscribe()
    }

    /// Whether what is shown follows the cluster.
    pub(crate) fn freshness(&self) -> Freshness {
        self.lock().freshness.clone()
    }

    /// As [`Self::freshness`], of all that preflight reads. A kind that may not be read is no staleness: the facts
    /// say that they do not know it.
    pub(crate) fn freshness_of_facts(&self) -> Freshness {
        let state = self.lock();
        let read = Kind::ALL.into_iter().filter(|kind| kind.is_fact());
        let mut troubles = read.filter_map(|kind| {
            let (trouble, since) = state.kinds[kind as usize].trouble()?;
            Some((since?, trouble)).filter(|_| trouble.refusal.is_none())
        });
        match troubles.next() {
            Some((since, trouble)) if state.freshness.live => Freshness {
                live: false,
                stale_since: Some(since.to_string()),
                ..Freshness::default().because(&trouble.sentence)
            },
            _ => state.freshness.clone(),
        }
    }

    /// Whether the API server is known not to answer.
    pub(crate) fn is_silent(&self) -> bool {
        matches!(self.lock().server, ServerHealth::Silent(_))
    }

    /// The cluster as one line of the list of clusters.
    pub(crate) fn summary(&self, name: &str, kind: ClusterKind) -> ClusterSummary {
        let state = self.lock();
        let (reachable, message) = match &state.server {
            ServerHealth::Unknown => (false, Some(said::not_answered_yet())),
            // Which right is missing, or why what was read is old.
            ServerHealth::Answering => {
                (true, state.refusal().cloned().or_else(|| state.why_stale()))
            }
            ServerHealth::Silent(trouble) => (false, Some(trouble.clone())),
        };
        let freshness = &state.freshness;
        let told = match &state.server {
            ServerHealth::Silent(_) => ClusterState::Unreachable,
            _ if freshness.live => ClusterState::Live,
            _ if freshness.stale_since.is_some() => ClusterState::Stale,
            _ => ClusterState::Connecting,
        };
        ClusterSummary {
            name: name.to_owned(),
            kind,
            state: told,
            reachable,
            version: state.version.clone(),
            since: freshness.stale_since.clone(),
            ..ClusterSummary::default()
        }
        .because(message.as_ref())
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

    /// After a silence a connection may be dead without anybody noticing: each watch is to show that it runs.
    fn doubt_watches(&mut self) {
        for kind in Kind::ALL {
            for watch in &mut self.kinds[kind as usize].parts {
                if watch.read && watch.trouble.is_none() {
                    watch.trouble = Some(Trouble::resumed(kind));
                    watch.since = Some(Timestamp::now());
                }
            }
        }
    }

    fn part(&mut self, kind: Kind, part: &Part) -> &mut WatchHealth {
        let parts = &mut self.kinds[kind as usize].parts;
        // A kind that is in no namespace has but one.
        let last = parts.len() - 1;
        &mut parts[part.number().min(last)]
    }

    /// What is wrong with the kinds that the console cannot do without, and is not meant to be so.
    fn troubles(&self) -> impl Iterator<Item = &Trouble> {
        let kinds = Kind::ESSENTIAL.into_iter();
        let troubles = kinds.filter_map(|kind| self.kinds[kind as usize].trouble());
        troubles
            .map(|(trouble, _)| trouble)
            .filter(|it| it.sort != Sort::Meant)
    }

    /// What is wrong with one of them.
    fn trouble(&self) -> Option<&Trouble> {
        self.troubles().next()
    }

    /// Why what was read is old.
    fn why_stale(&self) -> Option<Message> {
        let is_stale = !self.freshness.live && self.freshness.stale_since.is_some();
        is_stale.then(|| self.freshness.said())
    }

    /// What the API server said that refuses one of them.
    fn refusal(&self) -> Option<&Message> {
        let refused = self.troubles().find(|trouble| trouble.refusal.is_some());
        refused.map(|trouble| &trouble.sentence)
    }

    fn why_unknown(&self, kind: Kind) -> Message {
        let trouble = self.kinds[kind as usize].trouble();
        let refusal = trouble.and_then(|(trouble, _)| trouble.refusal.clone());
        refusal.unwrap_or_else(|| said::not_read_yet(kind.plural()))
    }

    /// What of all that rows are made of has never been read.
    fn unknown(&self) -> Vec<Unknown> {
        let kinds = Kind::ESSENTIAL.into_iter();
        let unread = kinds.filter(|kind| !self.kinds[*kind as usize].is_read());
        let unknown = unread.map(|kind| Unknown::because(kind.plural(), &self.why_unknown(kind)));
        unknown.collect()
    }

    /// The freshness that follows from the state, without the moment it began.
    fn judge(&self) -> Freshness {
        let unread = Kind::ESSENTIAL
            .into_iter()
            .find(|kind| !self.kinds[*kind as usize].is_settled());
        let (message, refused) = if let ServerHealth::Silent(trouble) = &self.server {
            (trouble.clone(), false)
        } else if let Some(refusal) = self.refusal() {
            // What will not pass is said before what may.
            (refusal.clone(), true)
        } else if let Some(trouble) = self.trouble() {
            (trouble.sentence.clone(), false)
        } else if let Some(kind) = unread {
            (said::reading(kind.plural()), false)
        } else {
            return Freshness {
                live: true,
                unknown: self.unknown(),
                ..Freshness::default()
            };
        };
        Freshness {
            live: false,
            refused,
            unknown: self.unknown(),
            ..Freshness::default().because(&message)
        }
    }
}

#[cfg(test)]
mod tests;
