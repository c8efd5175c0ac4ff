//! What is said of a pod: its events and conditions, and its manifest.

use contract::{EventRow, PodCondition, PodDetail};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{ApiError, pods};
use crate::parts::{Age, Failure};
use crate::reactive::dynamic;
use crate::text::pods as say;
use crate::ui::Skeleton;

/// Events and conditions.
#[component]
pub fn Said(
    /// The pod.
    pod: PodDetail,
) -> impl IntoView {
    let none = if !pod.events_unknown.is_empty() {
        Some(say::events::unknown(&pod.events_unknown))
    } else if pod.events.is_empty() {
        Some(say::events::none().to_owned())
    } else {
        None
    };
    let events: Vec<AnyView> = pod.events.into_iter().map(event).collect();
    let conditions: Vec<AnyView> = pod.conditions.into_iter().map(condition).collect();
    view! {
        <section class="drawer-part">
            <h3>{say::events::heading()}</h3>
            <ul class="drawer-events">{events}</ul>
            <p class="drawer-second">{none}</p>
        </section>
        <section class="drawer-part">
            <h3>{say::conditions()}</h3>
            <dl class="drawer-conditions">{conditions}</dl>
        </section>
    }
}

fn event(row: EventRow) -> AnyView {
    let class = if row.kind == "Warning" {
        "drawer-event event-warning"
    } else {
        "drawer-event"
    };
    view! {
        <li class=class>
            <Age created=Signal::stored(row.last_seen)/>
            <p><b>{row.reason}</b> " " <span class="drawer-words" lang="en">{row.message}</span></p>
            <span class="number drawer-second">{say::events::times(row.count)}</span>
        </li>
    }
    .into_any()
}

fn condition(condition: PodCondition) -> AnyView {
    let words = if condition.message.is_empty() {
        condition.reason
    } else {
        condition.message
    };
    view! {
        <dt>{condition.kind}</dt>
        <dd><b>{condition.status}</b> " " <span class="drawer-words" lang="en">{words}</span></dd>
    }
    .into_any()
}

/// The manifest, read when it is unfolded.
#[component]
pub fn Manifest(
    /// Whose pod it is.
    owner: pods::Owner,
    /// Its name.
    name: String,
) -> impl IntoView {
    let text = RwSignal::new(None::<Result<String, ApiError>>);
    let load = move || {
        let (owner, name) = (owner.clone(), name.clone());
        spawn_local(async move {
            let answer = pods::manifest(&owner, &name).await;
            // The drawer may be closed by now.
            let _ = text.try_set(Some(answer));
        });
    };
    let content = move || {
        match text.get() {
        None => view! { <Skeleton lines=6/> }.into_any(),
        Some(Err(error)) => view! { <Failure error/> }.into_any(),
        Some(Ok(text)) => {
            view! { <pre class="yaml-text" tabindex="0" role="region" aria-label=say::yaml()>{text}</pre> }
                .into_any()
        }
    }
    };
    view! {
        <details
            class="drawer-part"
            on:toggle:target=move |event| {
                if event.target().open() && text.with_untracked(Option::is_none) {
                    load();
                }
            }
        >
            <summary>{say::yaml()}</summary>
            {dynamic(content)}
        </details>
    }
}
