//! All that Kubernetes says of the DaemonSet and of its pods, by reason and by node.

use std::collections::{BTreeMap, BTreeSet};

use contract::EventRow;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Target;
use super::latest_events::item;
use super::said::{Said, folded};
use crate::api::{ApiError, daemonsets};
use crate::parts::Failure;
use crate::reactive::{dynamic, memo};
use crate::text::detail::events as words;
use crate::ui::{Choice, Select, Skeleton};

/// The tab.
#[component]
pub fn AllEvents(
    /// What the page is about.
    target: Target,
) -> impl IntoView {
    let known = RwSignal::new(None::<Result<Vec<EventRow>, ApiError>>);
    let (reason, node) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let ask = move || {
        let (cluster, namespace, name) = target.address();
        spawn_local(async move {
            let answer = daemonsets::events(&cluster, &namespace, &name).await;
            // The page may be gone by now.
            let _ = known.try_set(Some(answer.map(|list| list.items)));
        });
    };
    target.ask_after_changes(ask);
    // Which node each pod is on: an event names its pod alone.
    let nodes = memo(move || {
        let mut nodes = BTreeMap::new();
        target.live.detail.with(|detail| {
            for pod in detail.iter().flat_map(|detail| detail.pods.iter()) {
                nodes.insert(pod.name.clone(), pod.node.clone());
            }
        });
        nodes
    });
    let choices = move |all: &'static str, names: BTreeSet<String>| {
        let mut choices = vec![Choice::new("", all)];
        for name in names {
            if !name.is_empty() {
                choices.push(Choice::plain(name));
            }
        }
        choices
    };
    let reasons = Signal::derive(move || {
        let mut names = BTreeSet::new();
        known.with(|known| {
            for event in known.iter().flatten().flatten() {
                names.insert(event.reason.clone());
            }
        });
        choices(words::all_reasons(), names)
    });
    let node_choices = Signal::derive(move || {
        choices(
            words::all_nodes(),
            nodes.with(|nodes| nodes.values().cloned().collect()),
        )
    });
    let shown = move |events: &[EventRow]| -> Vec<Said> {
        let (reason, node) = (reason.get(), node.get());
        let mut wanted = Vec::new();
        for event in events {
            let is_reason = reason.is_empty() || event.reason == reason;
            let of_node = nodes.with(|nodes| nodes.get(&event.object_name).cloned());
            if is_reason && (node.is_empty() || of_node.as_ref() == Some(&node)) {
                wanted.push(event.clone());
            }
        }
        folded(wanted, usize::MAX, |event| {
            (event.reason.clone(), event.message.clone())
        })
    };
    let content = move || match known.get() {
        None => view! { <Skeleton lines=6/> }.into_any(),
        Some(Err(error)) => {
            let on_retry = Callback::new(move |()| ask());
            view! { <Failure error on_retry/> }.into_any()
        }
        Some(Ok(events)) => {
            let said = shown(&events);
            if said.is_empty() {
                return view! { <p class="event-none">{words::none()}</p> }.into_any();
            }
            let mut items = Vec::new();
            for said in said {
                items.push(item(said));
            }
            view! { <ul class="events">{items}</ul> }.into_any()
        }
    };
    view! {
        <div class="card events-card">
            <div class="history-choice">
                <Select
                    label=words::reason()
                    value=reason
                    choices=reasons
                    on_choose=move |chosen: String| reason.set(chosen)
                />
                <Select
                    label=words::node()
                    value=node
                    choices=node_choices
                    on_choose=move |chosen: String| node.set(chosen)
                />
            </div>
            {dynamic(content)}
        </div>
    }
}
