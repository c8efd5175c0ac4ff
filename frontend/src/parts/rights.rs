//! What the signed-in user may do in a place: what he may not is held back, with the right that is missing and the Role that
//! would give it.

use std::time::Duration;

use contract::RightList;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::rights;
use crate::reactive::{dynamic, effect, memo};
use crate::state::clock;
use crate::text::detail::rights as words;
use crate::ui::{Card, CopyButton};

/// How often it is asked again where nothing else says that rights have changed.
const AGAIN: Duration = Duration::from_secs(30);

/// What the user may do. Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Rights {
    known: RwSignal<RightList>,
    namespace: Signal<String>,
    /// Grows where the cluster has refused something.
    refusals: RwSignal<u32>,
}

impl Rights {
    /// Asks for what can be done in a namespace of a cluster, with one DaemonSet of it where that is named; again whenever
    /// these change or what `again` reads, and now and then.
    pub fn of([cluster, namespace, name]: [Signal<String>; 3], again: impl Fn() + 'static) -> Self {
        let known = RwSignal::new(RightList::default());
        let refusals = RwSignal::new(0);
        let ticks = clock::ticking(AGAIN);
        effect(move || {
            again();
            ticks.track();
            refusals.track();
            let [cluster, namespace, name] = [cluster, namespace, name].map(|it| it.get());
            if cluster.is_empty() || namespace.is_empty() {
                return;
            }
            spawn_local(async move {
                // Where it cannot be asked nothing is held back: the cluster has the last word.
                if let Ok(list) = rights::list(&cluster, &namespace, &name).await {
                    let _ = known.try_set(list);
                }
            });
        });
        Self {
            known,
            namespace,
            refusals,
        }
    }

    /// The cluster has refused what was held to be allowed: it is asked again.
    pub fn doubt(self) {
        self.refusals.update(|count| *count += 1);
    }

    /// Why something cannot be done with a resource; empty where it can.
    pub fn why_not(self, verb: &'static str, resource: &'static str) -> Signal<String> {
        Signal::derive(move || {
            let is_missing = self
                .known
                .with(|known| known.missing(verb, resource).is_some());
            if is_missing {
                words::needs([verb, " ", resource].concat(), self.namespace.get())
            } else {
                String::new()
            }
        })
    }

    /// The Role that would give what is missing; empty where nothing is. Tracked.
    #[must_use]
    pub fn role(self) -> Signal<String> {
        Signal::derive(move || self.known.with(|known| known.role.clone()))
    }
}

/// What may not be done, with the Role that would allow it; nothing where there is no such thing.
#[component]
pub fn MissingRights(
    /// What the user may do.
    rights: Rights,
) -> impl IntoView {
    let role = memo(move || rights.role().get());
    dynamic(move || {
        let text = role.get();
        (!text.is_empty()).then(|| {
            view! {
                <Card heading=words::heading()>
                    <p>{words::help()}</p>
                    <pre class="monospace">{text}</pre>
                    <CopyButton text=role label=words::copy()/>
                </Card>
            }
        })
    })
}
