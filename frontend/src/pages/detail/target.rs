//! What a page of one DaemonSet is about.

use std::sync::Arc;
use std::time::Duration;

use contract::DaemonSetRow;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::dialogs::Question;
use super::presence::{self, Presence};
use crate::reactive::memo;
use crate::state::live::{Live, Subject};
use crate::state::place::Place;

/// How long after a change something is asked for: Kubernetes writes an event a moment after the deed, and a rollout
/// changes something many times a second.
const PAUSE: Duration = Duration::from_secs(2);

/// Which DaemonSet a page is about, and what is known of it. Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The cluster.
    pub cluster: Signal<String>,
    /// `metadata.namespace`.
    pub namespace: Signal<String>,
    /// `metadata.name`.
    pub name: Signal<String>,
    /// The stream.
    pub live: Live,
    /// Its row; the last one known where it is gone.
    pub row: Signal<Option<Arc<DaemonSetRow>>>,
    /// Whether it is there.
    pub presence: Signal<Presence>,
    /// What is asked before something is done to it.
    pub question: RwSignal<Option<Question>>,
}

impl Target {
    /// Asks now, and again after each change of the DaemonSet or of its pods. Must be called in a component; `ask` must
    /// bear that the page is gone by then.
    pub fn ask_after_changes(self, ask: impl Fn() + Copy + 'static) {
        ask();
        let waiting = StoredValue::new(false);
        Effect::new(move |before: Option<()>| {
            self.live.detail.track();
            self.row.track();
            if before.is_none() || waiting.get_value() {
                return;
            }
            waiting.set_value(true);
            set_timeout(
                move || {
                    // Gone where the page is.
                    if waiting.try_set_value(false).is_none() {
                        ask();
                    }
                },
                PAUSE,
            );
        });
    }

    /// Reads the address and follows what it names.
    #[must_use]
    pub fn from_address() -> Self {
        let place = Place::expect();
        let params = use_params_map();
        let param = move |key: &'static str| {
            Signal::derive(move || params.with(|params| params.get(key).unwrap_or_default()))
        };
        let (namespace, name) = (param("namespace"), param("name"));
        let live = Live::follow(Signal::derive(move || Subject {
            cluster: place.cluster().get(),
            namespace: namespace.get(),
            name: name.get(),
        }));
        let now = memo(move || live.row(&namespace.read(), &name.read()));
        let last = presence::last_known(now, namespace, name);
        Self {
            cluster: place.cluster(),
            namespace,
            name,
            live,
            row: last.into(),
            presence: presence::follow(live, now, last),
            question: RwSignal::new(None),
        }
    }

    /// Cluster, namespace and name as they are now.
    #[must_use]
    pub fn address(&self) -> (String, String, String) {
        (
            self.cluster.get_untracked(),
            self.namespace.get_untracked(),
            self.name.get_untracked(),
        )
    }

    /// How many pods it has; tracked.
    #[must_use]
    pub fn pod_count(&self) -> u32 {
        let pods = self
            .live
            .detail
            .with(|detail| detail.as_ref().map(|detail| detail.pods.len()));
        u32::try_from(pods.unwrap_or_default()).unwrap_or(u32::MAX)
    }
}
