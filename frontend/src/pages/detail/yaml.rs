//! The manifest as the API server has it, to read.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Target;
use super::presence::Presence;
use crate::api::{self, ApiError};
use crate::parts::Failure;
use crate::reactive::{dynamic, memo};
use crate::text::detail::yaml;
use crate::ui::{Button, CopyButton, Skeleton};

/// What is known of the text.
#[derive(Clone)]
enum Loaded {
    Asking,
    Text { text: String, version: String },
    Failed(ApiError),
}

/// The text with *Copy* and, where the object has changed since, *Reload*.
#[component]
pub fn Yaml(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let loaded = RwSignal::new(Loaded::Asking);
    let version = memo(move || {
        target.row.with(|row| {
            row.as_deref()
                .map(|row| row.resource_version.clone())
                .unwrap_or_default()
        })
    });
    let load = move || {
        let (cluster, namespace, name) = (
            target.cluster.get_untracked(),
            target.namespace.get_untracked(),
            target.name.get_untracked(),
        );
        let version = version.get_untracked();
        spawn_local(async move {
            let answer = api::daemonsets::read_yaml(&cluster, &namespace, &name).await;
            // The reader may have gone on by now.
            let _ = loaded.try_set(match answer {
                Ok(text) => Loaded::Text { text, version },
                Err(error) => Loaded::Failed(error),
            });
        });
    };
    load();
    let on_reload = Callback::new(move |()| load());
    let changed = memo(move || {
        let version = version.get();
        let there = target
            .presence
            .with(|presence| *presence == Presence::Present);
        there
            && loaded.with(
                |loaded| matches!(loaded, Loaded::Text { version: own, .. } if *own != version),
            )
    });
    let reload = move || {
        changed.get().then(|| {
            view! {
                <span class="yaml-changed">{yaml::changed()}</span>
                <Button on_press=on_reload>{yaml::reload()}</Button>
            }
        })
    };
    let content = move || match loaded.get() {
        Loaded::Asking => view! { <Skeleton lines=12/> }.into_any(),
        Loaded::Failed(error) => view! { <Failure error on_retry=on_reload/> }.into_any(),
        Loaded::Text { text, .. } => view! {
            <div class="yaml-bar">
                {dynamic(reload)}
                <CopyButton text=text.clone()/>
            </div>
            <pre class="yaml-text" tabindex="0" role="region" aria-label=yaml::label()>{text}</pre>
        }
        .into_any(),
    };
    view! { <div class="card yaml-card">{dynamic(content)}</div> }
}
