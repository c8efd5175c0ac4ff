//! What may not be done with the rows that are ticked: the missing right and where it is missing, and the Roles that would
//! give it.

use std::collections::BTreeMap;

use contract::{DaemonSetRow, RightList};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::list::ticks::Ticks;
use crate::api::rights;
use crate::reactive::{effect, memo};
use crate::state::place::Place;
use crate::text::detail::rights as words;

/// Of how many rows of a namespace it is asked one by one, where not all of them may be changed. Of more the cluster says it
/// when it refuses.
const ONE_BY_ONE: usize = 20;

/// A namespace of a cluster, and a DaemonSet of it where it is asked of that one alone.
type Key = [String; 3];

/// What is known of the places of the rows that are ticked. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Held {
    known: RwSignal<BTreeMap<Key, RightList>>,
    ticks: Ticks,
    place: Place,
}

impl Held {
    /// Asks for each place, once.
    pub(super) fn of(place: Place, ticks: &Ticks) -> Self {
        let held = Self {
            known: RwSignal::new(BTreeMap::new()),
            ticks: *ticks,
            place,
        };
        let wanted = memo(move || held.wanted());
        effect(move || {
            for key in wanted.get() {
                spawn_local(async move {
                    let [cluster, namespace, name] = &key;
                    // Where it cannot be asked nothing is held back: the cluster has the last word.
                    if let Ok(list) = rights::list(cluster, namespace, name).await {
                        let _ = held.known.try_update(|known| known.insert(key, list));
                    }
                });
            }
        });
        held
    }

    /// What has still to be asked; tracked.
    fn wanted(self) -> Vec<Key> {
        let mut rows: BTreeMap<Key, Vec<String>> = BTreeMap::new();
        for row in self.ticks.rows() {
            let place = self.place_of(&row);
            rows.entry(place).or_default().push(row.name.clone());
        }
        let mut wanted = Vec::new();
        self.known.with(|known| {
            for (place, names) in rows {
                let Some(list) = known.get(&place) else {
                    wanted.push(place);
                    continue;
                };
                let may_all = ["patch", "delete"]
                    .iter()
                    .all(|verb| list.missing(verb, "daemonsets").is_none());
                if may_all || names.len() > ONE_BY_ONE {
                    continue;
                }
                let [cluster, namespace, _] = &place;
                for name in names {
                    let one = [cluster.clone(), namespace.clone(), name];
                    if !known.contains_key(&one) {
                        wanted.push(one);
                    }
                }
            }
        });
        wanted
    }

    fn place_of(self, row: &DaemonSetRow) -> Key {
        // Of a list of several clusters each row says its own.
        let cluster = if row.cluster.is_empty() {
            self.place.cluster().get()
        } else {
            row.cluster.clone()
        };
        [cluster, row.namespace.clone(), String::new()]
    }

    /// The places where a verb is missing for a row that is ticked, with the Role that would give it; tracked.
    fn missing(self, verb: &str) -> BTreeMap<Key, String> {
        let mut missing = BTreeMap::new();
        for row in self.ticks.rows() {
            let place = self.place_of(&row);
            let [cluster, namespace, _] = &place;
            let one = [cluster.clone(), namespace.clone(), row.name.clone()];
            self.known.with(|known| {
                // What is said of the very one counts.
                let Some(list) = known.get(&one) else {
                    return;
                };
                if list.missing(verb, "daemonsets").is_some() {
                    missing.insert(place, list.role.clone());
                }
            });
        }
        missing
    }

    /// Why something cannot be done with all that are ticked; empty where it can.
    pub(super) fn why_not(self, verb: &'static str) -> Signal<String> {
        Signal::derive(move || {
            let missing = self.missing(verb);
            if missing.is_empty() {
                return String::new();
            }
            let mut namespaces: Vec<&str> = missing.keys().map(|place| place[1].as_str()).collect();
            namespaces.dedup();
            words::needs([verb, " daemonsets"].concat(), namespaces.join(", "))
        })
    }

    /// The Roles that would give what is missing, one document each; empty where nothing is.
    pub(super) fn roles(self) -> Signal<String> {
        Signal::derive(move || {
            let mut all = self.missing("patch");
            all.append(&mut self.missing("delete"));
            let roles: Vec<String> = all.into_values().collect();
            roles.join("---\n")
        })
    }
}
