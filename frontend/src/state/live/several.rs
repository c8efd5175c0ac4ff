//! What several clusters say now, over one stream: the rows of all, and how each cluster does.

use std::collections::BTreeSet;
use std::sync::Arc;

use contract::{DaemonSetRow, StreamMessage, event_id, path};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::stream::{EventStream, StreamEvent};
use super::{Cause, Connection, Live, Rows};
use crate::api;
use crate::reactive::effect;

/// How one cluster does.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// Its name.
    pub cluster: String,
    /// How many nodes it has.
    pub nodes: u32,
    /// Whether its rows follow it.
    pub connection: Connection,
    /// How often it was heard of.
    pub heard: u32,
    namespaces: Vec<String>,
}

/// A live picture of several clusters. Cheap to copy; it ends with the component that began it.
#[derive(Clone, Copy, Debug)]
pub struct Several {
    /// The rows, each with its cluster, by [`DaemonSetRow::key`].
    pub live: Live,
    /// The clusters, in the order in which they were asked for.
    pub shares: RwSignal<Vec<Share>>,
}

impl Several {
    /// Follows these clusters, one namespace or all, for as long as the caller lives.
    pub fn follow(clusters: Signal<Vec<String>>, namespace: Signal<String>) -> Self {
        let several = Self {
            live: Live::silent(),
            shares: RwSignal::new(Vec::new()),
        };
        effect(move || {
            several.live.attempt.track();
            let (clusters, namespace) = (clusters.get(), namespace.get());
            if !clusters.is_empty() {
                several.open(clusters, &namespace);
            }
        });
        several
    }

    fn open(self, clusters: Vec<String>, namespace: &str) {
        let Self { live, shares } = self;
        let mut begun = Vec::new();
        for cluster in &clusters {
            begun.push(Share {
                cluster: cluster.clone(),
                nodes: 0,
                connection: Connection::Connecting,
                heard: 0,
                namespaces: Vec::new(),
            });
        }
        shares.set(begun);
        live.rows.set(None);
        let url = path::all_events(&clusters, namespace);
        let stream = EventStream::open(&url, move |event| match event {
            StreamEvent::Message(message, id) => {
                live.failures.set_value(0);
                if let Some(cluster) = event_id::cluster_of(&id, &clusters) {
                    self.apply(cluster, *message);
                }
            }
            StreamEvent::Interrupted => live.lose(Cause::Server),
            StreamEvent::Closed => {
                live.lose(Cause::Server);
                // An event stream cannot say why it was refused; another question can.
                spawn_local(async move {
                    if let Err(error) = api::clusters::list().await {
                        live.session.notice(&error);
                        let refuse = |connection: &mut Connection| connection.refuse(error);
                        // The page may be gone by now.
                        let _ = live.connection.try_update(refuse);
                    }
                });
                live.retry_later();
            }
        });
        // Dropped, and so closed, when the effect runs again or the page goes.
        StoredValue::new_local(stream);
    }

    fn apply(self, cluster: &str, message: StreamMessage) {
        let Self { live, .. } = self;
        live.connection.set(Connection::Live);
        self.change(cluster, |share| share.heard = share.heard.wrapping_add(1));
        match message {
            StreamMessage::Snapshot(snapshot) => {
                live.rows.update(|rows| {
                    let rows = rows.get_or_insert_default();
                    rows.retain(|_, row| row.cluster != cluster);
                    put(rows, cluster, snapshot.daemon_sets);
                });
                self.change(cluster, |share| {
                    share.nodes = snapshot.nodes;
                    share.namespaces = snapshot.namespaces;
                    share.connection =
                        Connection::of(snapshot.freshness, super::super::clock::now());
                });
                self.tell_namespaces();
            }
            StreamMessage::Change(change) => {
                live.rows.update(|rows| {
                    let rows = rows.get_or_insert_default();
                    for uid in change.removed {
                        rows.remove(&DaemonSetRow::key_of(cluster, &uid));
                    }
                    put(rows, cluster, change.daemon_sets);
                });
                self.change(cluster, |share| {
                    share.nodes = change.nodes.unwrap_or(share.nodes);
                    share.connection.hear();
                });
                if let Some(namespaces) = change.namespaces {
                    self.change(cluster, |share| share.namespaces = namespaces);
                    self.tell_namespaces();
                }
            }
            StreamMessage::Freshness(freshness) => {
                let now = super::super::clock::now();
                self.change(cluster, |share| {
                    share.connection = Connection::of(freshness, now);
                });
            }
        }
    }

    fn change(self, cluster: &str, change: impl FnOnce(&mut Share)) {
        self.shares.update(|shares| {
            if let Some(share) = shares.iter_mut().find(|share| share.cluster == cluster) {
                change(share);
            }
        });
    }

    /// The namespaces of all of them are those that can be chosen.
    fn tell_namespaces(self) {
        let all: BTreeSet<String> = self.shares.with_untracked(|shares| {
            let names = shares.iter().flat_map(|share| &share.namespaces);
            names.cloned().collect()
        });
        self.live.place.namespaces.set(all.into_iter().collect());
    }
}

fn put(rows: &mut Rows, cluster: &str, changed: Vec<DaemonSetRow>) {
    for mut row in changed {
        cluster.clone_into(&mut row.cluster);
        rows.insert(row.key(), Arc::new(row));
    }
}
