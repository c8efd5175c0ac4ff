//! [`Watched`]: what the console has watched, as one reader sees it.

use std::sync::Arc;

use contract::{DaemonSetList, DaemonSetRow, FactsMessage, Freshness, NodeRow, PodRow, Wall};
use jiff::Timestamp;
use manifest::Message;
use manifest::message::watch as said;
use preflight::{Facts, Questions, facts::OwnPods};
use tokio::sync::broadcast;

use crate::{
    About, Cluster, Reader, Seen,
    caller::AsUser,
    changes::ChangeSet,
    list::{ListError, ListQuery},
    objects::Kind,
    shared::Shared,
};

/// What the console has watched, as one reader sees it. Answered out of memory: nothing here waits for the network.
/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Watched {
    cluster: Cluster,
    reader: Reader,
    about: About,
    /// Since when what this reader wants to find has not been read, where it could not be waited for.
    behind: Option<Timestamp>,
}

impl Watched {
    pub(crate) const fn new(cluster: Cluster, reader: Reader, about: About) -> Self {
        Self {
            cluster,
            reader,
            about,
            behind: None,
        }
    }

    /// The same, where something that its reader knows of has not been read since then: what is read here is said to be old.
    #[must_use]
    pub const fn behind(mut self, since: Option<Timestamp>) -> Self {
        self.behind = since;
        self
    }

    /// The cluster that is watched.
    #[must_use]
    pub const fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// Who reads.
    #[must_use]
    pub const fn reader(&self) -> &Reader {
        &self.reader
    }

    /// As [`Cluster::freshness`]: whether what is read here follows the cluster. What this reader may not see is unknown.
    #[must_use]
    pub fn freshness(&self) -> Freshness {
        let mut freshness = self.cluster.freshness();
        if let (Some(since), true) = (self.behind, freshness.live) {
            freshness.live = false;
            freshness.stale_since = Some(since.to_string());
            freshness = freshness.because(&said::behind());
        }
        for unseen in self.reader.unseen(&self.about) {
            let mut known = freshness.unknown.iter();
            if known.all(|unknown| unknown.resource != unseen.resource) {
                freshness.unknown.push(unseen);
            }
        }
        freshness
    }

    /// Why nothing can be said of a resource (`pods`) in a namespace, in a few words: it has never been read, or this
    /// reader may not see it.
    #[must_use]
    pub fn why_unknown(&self, resource: &str, namespace: &str) -> Option<Message> {
        let mut kinds = Kind::ESSENTIAL.into_iter();
        let kind = kinds.find(|kind| kind.plural() == resource)?;
        let unread = self.cluster.freshness().unknown;
        let unread = unread.into_iter().find(|it| it.resource == resource);
        unread.map(|it| it.said()).or_else(|| {
            let place = if kind.is_namespaced() { namespace } else { "" };
            let is_named = kind == Kind::DaemonSet
                && matches!(&self.about, About::DaemonSet(its, name)
                    if its == namespace && self.reader.sees_daemon_set(its, name));
            // Without a namespace some of it is enough.
            let sees_some = kind.is_namespaced() && namespace.is_empty();
            self.reader
                .why_unseen(kind, place)
                .filter(|_| !is_named && !sees_some)
        })
    }

    /// As [`Self::freshness`], of all that [`Self::facts`] are made of.
    #[must_use]
    pub fn freshness_of_facts(&self) -> Freshness {
        self.shared().health.freshness_of_facts()
    }

    /// Whether a DaemonSet that is not here does not exist: they have been read and are followed.
    #[must_use]
    pub fn knows_absence(&self) -> bool {
        self.behind.is_none() && self.shared().health.is_followed(Kind::DaemonSet)
    }

    /// As [`Cluster::is_synced`].
    #[must_use]
    pub fn is_synced(&self) -> bool {
        self.cluster.is_synced()
    }

    /// One page of the DaemonSets that match.
    ///
    /// # Errors
    /// The query cannot be understood. See [`ListError`].
    pub fn list(&self, query: &ListQuery) -> Result<DaemonSetList, ListError> {
        // Looked at first: what is said to be live must hold of what is read after it.
        let freshness = self.freshness();
        let list = if self.reader.is_unlimited() {
            self.shared().published().view.list(query)?
        } else {
            self.shared()
                .index()
                .seen_by(&self.reader)
                .view()
                .list(query)?
        };
        Ok(DaemonSetList { freshness, ..list })
    }

    /// The row of one DaemonSet, if there is one of that name.
    #[must_use]
    pub fn row(&self, namespace: &str, name: &str) -> Option<DaemonSetRow> {
        if self.reader.is_unlimited() {
            return self.shared().published().view.row(namespace, name).cloned();
        }
        let index = self.shared().index();
        let listed = index.seen_by(&self.reader).row(namespace, name)?;
        Some(listed.row.clone())
    }

    /// All nodes as one DaemonSet sees them, by name, if there is one of that name.
    #[must_use]
    pub fn nodes(&self, namespace: &str, name: &str) -> Option<Vec<NodeRow>> {
        self.shared()
            .index()
            .seen_by(&self.reader)
            .nodes(namespace, name)
    }

    /// The pods of one DaemonSet, by node and name, if there is one of that name.
    #[must_use]
    pub fn pods(&self, namespace: &str, name: &str) -> Option<Vec<PodRow>> {
        self.shared()
            .index()
            .seen_by(&self.reader)
            .pods(namespace, name)
    }

    /// Every DaemonSet of a namespace, or of all where it is empty, on every node. Made once for all who ask between two
    /// changes.
    #[must_use]
    pub fn wall(&self, namespace: &str) -> Wall {
        // Looked at first, as in [`Self::list`].
        let freshness = self.freshness();
        let wall = self.shared().wall(&self.reader, namespace);
        Wall {
            freshness,
            ..(*wall).clone()
        }
    }

    /// The names of the namespaces: of all, or of those whose DaemonSets this reader may see.
    #[must_use]
    pub fn namespaces(&self) -> Vec<String> {
        self.shared().index().seen_by(&self.reader).namespaces()
    }

    /// What preflight reads of the cluster, of a namespace and of a DaemonSet in it; both may be empty.
    /// Made once for all who ask between two changes.
    #[must_use]
    pub fn facts(&self, namespace: &str, daemon_set: &str) -> Arc<Facts> {
        self.shared()
            .facts(&self.reader, namespace, daemon_set)
            .facts
    }

    /// As [`Self::facts`], with the answers to what a manifest asks. The keys of Secrets are read from
    /// the API server, as this user, and in the midst of a rollout the earlier templates.
    pub async fn facts_for(
        &self,
        user: AsUser<'_>,
        namespace: &str,
        daemon_set: &str,
        questions: &Questions,
    ) -> Arc<Facts> {
        let facts = self.facts(namespace, daemon_set);
        let is_mixed = facts.own.as_ref().is_some_and(OwnPods::are_mixed);
        if questions.is_empty() && !is_mixed {
            return facts;
        }
        let mut facts = (*facts).clone();
        self.answer(user, &mut facts, (namespace, daemon_set), questions)
            .await;
        Arc::new(facts)
    }

    /// As [`Self::facts_for`], for who has the facts of the version `since` already: where that is still
    /// known, of the nodes only those that are other since.
    pub async fn facts_since(
        &self,
        user: AsUser<'_>,
        namespace: &str,
        daemon_set: &str,
        since: Option<&str>,
        questions: &Questions,
    ) -> FactsMessage {
        let about = (namespace, daemon_set);
        let mut message = self.shared().facts_since(&self.reader, about, since);
        self.answer(user, &mut message.facts, about, questions)
            .await;
        message
    }

    async fn answer(
        &self,
        user: AsUser<'_>,
        facts: &mut Facts,
        about: (&str, &str),
        questions: &Questions,
    ) {
        if !questions.neighbours.is_empty() {
            let index = self.shared().index();
            facts.neighbours = index
                .seen_by(&self.reader)
                .neighbours(about, &questions.neighbours);
        }
        if let Some(known) = &mut facts.namespace {
            let names = questions.secrets.iter().map(String::as_str);
            known.looked_up = user.look_up_secrets(about.0, names).await;
        }
        if let Some(own) = &mut facts.own {
            own.templates = user.earlier_templates(own).await;
        }
    }

    /// Whether all that preflight reads has been read once, or may not be read at all.
    #[must_use]
    pub fn knows_facts(&self) -> bool {
        let facts: Vec<_> = Kind::ALL.into_iter().filter(|it| it.is_fact()).collect();
        self.shared().health.are_settled(&facts)
    }

    /// What changes from now on. A follower that is too slow is told how much it has missed, and
    /// reads everything anew.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Arc<ChangeSet>> {
        self.shared().changes()
    }

    /// What has changed since somebody was shown this; none where that is not known any more, or never was.
    #[must_use]
    pub fn changes_since(&self, seen: &Seen) -> Option<Vec<Arc<ChangeSet>>> {
        self.shared().changes_since(seen)
    }

    /// What is shown to those to whom all change sets are shown, up to that of this number.
    #[must_use]
    pub fn seen(&self) -> (Seen, u64) {
        self.shared().shown()
    }

    /// Whether this reader may see a DaemonSet of this name.
    #[must_use]
    pub fn sees(&self, namespace: &str, name: &str) -> bool {
        self.reader.sees_daemon_set(namespace, name)
    }

    /// The sequence number of the latest change set.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.shared().shown().1
    }

    fn shared(&self) -> &Shared {
        self.cluster.shared()
    }
}
