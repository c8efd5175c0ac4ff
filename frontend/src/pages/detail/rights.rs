//! What the signed-in user may do with the DaemonSet: what he may not is held back, with the right that is missing.

use contract::RightList;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Target;
use crate::api::rights;
use crate::reactive::{dynamic, effect, memo};
use crate::state::live::connection::Connection;
use crate::text::detail::rights as words;
use crate::ui::{Card, CopyButton};

/// What the user may do. Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Rights {
    known: RwSignal<RightList>,
    namespace: Signal<String>,
}

impl Rights {
    /// Asks for what a page is about, and again whenever its stream was opened: it ends when rights have changed.
    pub fn of(target: Target) -> Self {
        let known = RwSignal::new(RightList::default());
        let live = target.live.connection;
        let is_live = memo(move || live.with(|connection| *connection == Connection::Live));
        effect(move || {
            is_live.track();
            let address = [target.cluster, target.namespace, target.name].map(|it| it.get());
            spawn_local(async move {
                let [cluster, namespace, name] = address;
                // Where it cannot be asked nothing is held back: the cluster has the last word.
                if let Ok(list) = rights::list(&cluster, &namespace, &name).await {
                    let _ = known.try_set(list);
                }
            });
        });
        Self {
            known,
            namespace: target.namespace,
        }
    }

    /// Why something cannot be done with DaemonSets; empty where it can.
    pub fn why_not(self, verb: &'static str) -> Signal<String> {
        Signal::derive(move || {
            let is_missing = self
                .known
                .with(|known| known.missing(verb, "daemonsets").is_some());
            if is_missing {
                words::needs(format!("{verb} daemonsets"), self.namespace.get())
            } else {
                String::new()
            }
        })
    }
}

/// What may not be done, with the Role that would allow it; nothing where there is no such thing.
#[component]
pub fn MissingRights(
    /// What the user may do.
    rights: Rights,
) -> impl IntoView {
    let role = memo(move || rights.known.with(|known| known.role.clone()));
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
