//! The latest events: what Kubernetes said of the DaemonSet and of its pods.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Target;
use super::presence::Presence;
use super::said::{Said, folded};
use crate::api::{ApiError, daemonsets};
use crate::parts::{Age, Failure};
use crate::reactive::dynamic;
use crate::text::detail::events;
use crate::ui::{Card, Skeleton};

/// How many are shown.
const SHOWN: usize = 8;

/// The card; it asks again after each change of the DaemonSet or of its pods.
#[component]
pub fn LatestEvents(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let known = RwSignal::new(None::<Result<Vec<Said>, ApiError>>);
    let ask = move || {
        // What was said of it stays; of one that is gone nobody says more.
        if target
            .presence
            .with_untracked(|presence| *presence == Presence::Deleted)
        {
            return;
        }
        let (cluster, namespace, name) = target.address();
        spawn_local(async move {
            let answer = daemonsets::events(&cluster, &namespace, &name).await;
            let answer = answer.map(|list| {
                folded(list.items, SHOWN, |event| {
                    (event.reason.clone(), String::new())
                })
            });
            // The page may be gone by now.
            let _ = known.try_set(Some(answer));
        });
    };
    target.ask_after_changes(ask);
    let content = move || match known.get() {
        None => view! { <Skeleton lines=3/> }.into_any(),
        Some(Err(error)) => {
            let on_retry = Callback::new(move |()| ask());
            view! { <Failure error on_retry/> }.into_any()
        }
        Some(Ok(latest)) if latest.is_empty() => {
            view! { <p class="event-none">{events::none()}</p> }.into_any()
        }
        Some(Ok(latest)) => {
            view! { <ul class="events">{latest.into_iter().map(item).collect_view()}</ul> }
                .into_any()
        }
    };
    view! { <Card heading=events::heading()>{dynamic(content)}</Card> }
}

/// What was said, how long ago, and how often.
#[must_use]
pub fn item(said: Said) -> AnyView {
    let class = if said.latest.kind == "Warning" {
        "event event-warning"
    } else {
        "event"
    };
    let times = match (said.objects.len(), said.times) {
        (0 | 1, 0 | 1) => None,
        (0 | 1, times) => Some(events::times(times)),
        (objects, _) => Some(events::objects(u32::try_from(objects).unwrap_or(u32::MAX))),
    };
    let times = times.map(|times| format!(" · {times}"));
    view! {
        <li class=class>
            <Age created=Signal::stored(said.latest.last_seen)/>
            <div>
                <p><b>{said.latest.reason}</b> " " <code>{said.latest.object_name}</code> {times}</p>
                <p class="event-message" lang="en">{said.latest.message}</p>
            </div>
        </li>
    }
    .into_any()
}
