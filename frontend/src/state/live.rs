//! What the cluster says now: a picture kept up to date by the server's event stream.

pub mod connection;
pub mod merge;
pub mod several;
pub mod stream;

use std::sync::Arc;

use contract::{DaemonSetRow, Freshness, StreamMessage, Unknown, path};
use leptos::prelude::*;
use leptos::task::spawn_local;

pub use connection::{Cause, Connection};
pub use merge::{Detail, Rows};

use super::place::Place;
use super::session::Session;
use crate::api;
use crate::reactive::{effect, memo};
use stream::{EventStream, StreamEvent};

/// What a page wants to hear of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The cluster; nothing is asked for while it is empty.
    pub cluster: String,
    /// The namespace; all of them where it is empty.
    pub namespace: String,
    /// The one DaemonSet whose nodes and pods are wanted; none where it is empty.
    pub name: String,
}

/// A live picture. Cheap to copy; it ends with the component that began it.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    /// The DaemonSets by UID; none before the first snapshot.
    pub rows: RwSignal<Option<Rows>>,
    /// Nodes and pods of the one DaemonSet, while it exists.
    pub detail: RwSignal<Option<Detail>>,
    /// How many nodes the cluster has.
    pub nodes: RwSignal<u32>,
    /// Grows whenever the facts that preflight reads may have changed.
    pub facts_version: RwSignal<u32>,
    /// Whether the picture follows the cluster.
    pub connection: RwSignal<Connection>,
    /// What the console may not read, so that the picture lacks it.
    unknown: RwSignal<Vec<Unknown>>,
    attempt: RwSignal<u32>,
    /// Refusals in a row, for the pause before the next attempt.
    failures: StoredValue<u32>,
    place: Place,
    session: Session,
}

impl Live {
    /// Follows a subject, and the next one when it changes, for as long as the caller lives.
    pub fn follow(subject: Signal<Subject>) -> Self {
        let live = Self::silent();
        let subject = memo(move || subject.get());
        // What was shown of another subject must not be taken for this one's.
        Effect::new(move |last: Option<()>| {
            subject.track();
            if last.is_some() {
                live.rows.set(None);
                live.detail.set(None);
                live.connection.set(Connection::Connecting);
            }
        });
        effect(move || {
            live.attempt.track();
            let subject = subject.get();
            if !subject.cluster.is_empty() {
                live.open(subject);
            }
        });
        live
    }

    /// One that follows nothing yet.
    fn silent() -> Self {
        Self {
            rows: RwSignal::new(None),
            detail: RwSignal::new(None),
            nodes: RwSignal::new(0),
            facts_version: RwSignal::new(0),
            connection: RwSignal::new(Connection::Connecting),
            unknown: RwSignal::new(Vec::new()),
            attempt: RwSignal::new(0),
            failures: StoredValue::new(0),
            place: Place::expect(),
            session: Session::expect(),
        }
    }

    /// Opens the stream anew, at once.
    pub fn retry(self) {
        if self.rows.with_untracked(Option::is_none) {
            self.connection.set(Connection::Connecting);
        }
        self.attempt.update(|attempt| *attempt += 1);
    }

    /// The row of the one DaemonSet; none where it does not exist, or is not known yet. Tracked.
    #[must_use]
    pub fn row(self, namespace: &str, name: &str) -> Option<Arc<DaemonSetRow>> {
        self.rows.with(|rows| {
            let mut rows = rows.as_ref()?.values();
            rows.find(|row| row.namespace == namespace && row.name == name)
                .cloned()
        })
    }

    /// Why nothing is known of a resource (`pods`); none where it is known, or will be in a moment. Tracked.
    #[must_use]
    pub fn why_unknown(self, resource: &str) -> Option<String> {
        self.unknown.with(|unknown| {
            let mut unknown = unknown.iter();
            let found = unknown.find(|unknown| unknown.resource == resource)?;
            Some(crate::text::said(&found.said()))
        })
    }

    /// Whether a DaemonSet that is not in the picture does not exist. Tracked.
    #[must_use]
    pub fn knows_absence(self) -> bool {
        let is_heard = self.connection.with(|connection| {
            matches!(
                connection,
                Connection::Live
                    | Connection::Lost {
                        cause: Cause::Right(_),
                        ..
                    }
            )
        });
        is_heard && self.why_unknown("daemonsets").is_none()
    }

    /// Opens the stream for the reactive owner that runs now.
    fn open(self, subject: Subject) {
        let mut url = path::events_of(&subject.cluster, &subject.namespace, &subject.name);
        url.push_str(&super::written::not_older(&subject.cluster));
        let stream = EventStream::open(&url, move |event| match event {
            StreamEvent::Message(message, _) => {
                self.failures.set_value(0);
                self.session.hear();
                self.apply(*message);
            }
            StreamEvent::Interrupted => {
                self.lose(Cause::Server);
                if self.rows.with_untracked(Option::is_none) {
                    self.explain(subject.clone());
                }
            }
            StreamEvent::Closed => {
                self.lose(Cause::Server);
                self.explain(subject.clone());
                self.retry_later();
            }
        });
        // Dropped, and so closed, when the effect runs again or the page goes.
        StoredValue::new_local(stream);
    }

    /// Opens the stream anew after a pause, which grows.
    fn retry_later(self) {
        self.failures.update_value(|failures| *failures += 1);
        let wait = connection::pause_before_retry(self.failures.get_value());
        let again = move || {
            // The page may be gone by then.
            let _ = self.attempt.try_update(|attempt| *attempt += 1);
        };
        set_timeout(again, wait);
    }

    fn lose(self, cause: Cause) {
        self.connection
            .update(|connection| connection.lose(cause, super::clock::now()));
    }

    /// An event stream cannot say why it was refused; the list can.
    fn explain(self, subject: Subject) {
        spawn_local(async move {
            let answer = api::daemonsets::list(&subject.cluster, &subject.namespace).await;
            if let Err(error) = answer {
                self.session.notice(&error);
                // What may not be seen any more leaves the page. The page may be gone by now.
                if error.is_forbidden() {
                    let _ = self.rows.try_set(None);
                    let _ = self.detail.try_set(None);
                }
                let _ = self
                    .connection
                    .try_update(|connection| connection.refuse(error));
            }
        });
    }

    fn apply(self, message: StreamMessage) {
        match message {
            StreamMessage::Snapshot(snapshot) => {
                self.rows.set(Some(merge::rows(snapshot.daemon_sets)));
                self.detail.set(snapshot.detail.map(Detail::from));
                self.nodes.set(snapshot.nodes);
                self.place.namespaces.set(snapshot.namespaces);
                self.facts_version.update(|version| *version += 1);
                self.judge(snapshot.freshness);
            }
            StreamMessage::Change(change) => {
                if !change.daemon_sets.is_empty() || !change.removed.is_empty() {
                    self.rows.update(|rows| {
                        merge::change_rows(
                            rows.get_or_insert_default(),
                            change.daemon_sets,
                            &change.removed,
                        );
                    });
                }
                if let Some(changed) = change.detail {
                    self.detail
                        .update(|detail| detail.get_or_insert_default().change(changed));
                }
                if let Some(nodes) = change.nodes {
                    self.nodes.set(nodes);
                }
                if let Some(namespaces) = change.namespaces {
                    self.place.namespaces.set(namespaces);
                }
                if change.facts_changed {
                    self.facts_version.update(|version| *version += 1);
                }
                self.connection.update(Connection::hear);
            }
            StreamMessage::Freshness(freshness) => self.judge(freshness),
        }
    }

    /// Takes in what the console says of the cluster.
    fn judge(self, mut freshness: Freshness) {
        self.unknown.set(std::mem::take(&mut freshness.unknown));
        self.connection
            .set(Connection::of(freshness, super::clock::now()));
    }
}
