//! The latest events: what Kubernetes said of the DaemonSet and of its pods.

use std::collections::BTreeSet;

use contract::EventRow;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Target;
use super::presence::Presence;
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
            let answer = answer.map(|list| folded(list.items));
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

fn item(said: Said) -> impl IntoView {
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
                <p class="event-message">{said.latest.message}</p>
            </div>
        </li>
    }
}

/// What was said for one reason, of one object or several.
#[derive(Clone, Debug)]
struct Said {
    latest: EventRow,
    /// How often.
    times: u32,
    /// Of which objects: once of each of fourteen pods is not fourteen times.
    objects: BTreeSet<String>,
}

/// One line a reason, the latest first: every pod has the same events, and a page of them says nothing.
fn folded(events: Vec<EventRow>) -> Vec<Said> {
    let mut lines: Vec<Said> = Vec::new();
    for event in events {
        let same = lines
            .iter_mut()
            .find(|said| said.latest.reason == event.reason);
        if let Some(said) = same {
            said.times += event.count;
            said.objects.insert(event.object_name);
        } else if lines.len() < SHOWN {
            lines.push(Said {
                times: event.count,
                objects: BTreeSet::from([event.object_name.clone()]),
                latest: event,
            });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use contract::EventRow;

    use super::folded;

    #[test]
    fn events_are_folded_by_reason_and_the_latest_speaks() {
        let event = |reason: &str, message: &str| EventRow {
            reason: reason.to_owned(),
            message: message.to_owned(),
            count: 1,
            object_name: format!("pod-{message}"),
            ..EventRow::default()
        };
        let folded = folded(vec![
            event("Started", "c"),
            event("Pulled", "b"),
            event("Started", "a"),
        ]);
        let lines: Vec<_> = folded
            .iter()
            .map(|said| (said.latest.message.as_str(), said.times, said.objects.len()))
            .collect();
        assert_eq!(lines, [("c", 2, 2), ("b", 1, 1)]);
    }
}
