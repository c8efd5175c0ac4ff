//! The wall: every DaemonSet on every node. A column in one colour is a node that many of them feel.

pub mod cells;
pub mod everywhere;
pub mod paint;
pub mod plan;
pub mod table;
pub mod told;

use std::time::Duration;

use contract::Wall;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::query_signal_with_options;

use crate::api::{self, ApiError};
use crate::parts::{Failure, FreshnessBanner, FreshnessDot, PageHead};
use crate::reactive::{dynamic, memo};
use crate::routes;
use crate::state::live::{Live, Subject};
use crate::state::place::Place;
use crate::state::title;
use crate::text::wall as say;
use crate::ui::{ButtonLink, EmptyState, Skeleton};
use cells::Cells;
use table::Told;

/// How long after a change the wall is asked for again: a rollout changes something many times a second.
const PAUSE: Duration = Duration::from_secs(1);

/// The page.
#[component]
pub fn WallPage() -> impl IntoView {
    let place = Place::expect();
    title::follow(move || format!("{} · {}", say::title(), place.cluster().get()));
    let live = Live::follow(Signal::derive(move || Subject {
        cluster: place.cluster().get(),
        namespace: place.namespace().get(),
        name: String::new(),
    }));
    let of = memo(move || (place.cluster().get(), place.namespace().get()));
    let known = follow(of, move || {
        live.rows.track();
        live.nodes.track();
        live.facts_version.track();
    });
    let trouble = OnlyTrouble::in_address();
    let count = move || count(&known);
    let to_list =
        Signal::derive(move || routes::list(&place.cluster().get(), &place.namespace().get()));
    view! {
        <PageHead
            title=say::title()
            state=view! { <span class="page-head-state number">{dynamic(count)}</span> }.into_any()
            actions=view! { <ButtonLink href=to_list>{say::to_list()}</ButtonLink> }.into_any()
        />
        <div class="page-body">
            <FreshnessBanner live/>
            <div class="wall-toolbar">
                {trouble.button()}
                <FreshnessDot live/>
            </div>
            {drawn(place.cluster(), known, trouble)}
        </div>
    }
}

/// What is known of a wall, or why nothing is; none while it is asked for.
type Known = RwSignal<Option<Result<Wall, ApiError>>>;

/// Whether only what is in trouble is shown; the address holds it.
#[derive(Clone, Copy)]
struct OnlyTrouble {
    is_on: Memo<bool>,
    set: SignalSetter<Option<bool>>,
}

impl OnlyTrouble {
    fn in_address() -> Self {
        let quietly = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        let (trouble, set) = query_signal_with_options::<bool>("trouble", quietly);
        Self {
            is_on: memo(move || trouble.get() == Some(true)),
            set,
        }
    }

    fn button(self) -> AnyView {
        let Self { is_on, set } = self;
        let pressed = Signal::derive(move || if is_on.get() { "true" } else { "false" });
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=pressed
                on:click=move |_| set.set((!is_on.get_untracked()).then_some(true))
            >
                {say::only_trouble()}
            </button>
        }
        .into_any()
    }
}

/// How many DaemonSets stand on how many nodes.
fn count(known: &Known) -> Option<String> {
    let (rows, nodes) = known.with(|known| {
        let wall = known.as_ref()?.as_ref().ok()?;
        Some((wall.rows.len(), wall.nodes.len()))
    })?;
    Some(say::on_nodes(
        u32::try_from(rows).unwrap_or(u32::MAX),
        u32::try_from(nodes).unwrap_or(u32::MAX),
    ))
}

/// The wall of a cluster, or what is there in its place.
fn drawn(cluster: Signal<String>, known: Known, trouble: OnlyTrouble) -> AnyView {
    let shown = memo(move || {
        let mut wall = known.get()?.ok()?;
        if trouble.is_on.get() {
            wall.rows.retain(told::is_in_trouble);
        }
        Some(wall)
    });
    // Drawn once, so that whoever walks it by keyboard stays where they are.
    let has_rows = memo(move || shown.with(|wall| wall.as_ref().map(|wall| !wall.rows.is_empty())));
    let wall = memo(move || shown.get().unwrap_or_default());
    dynamic(move || match has_rows.get() {
        Some(true) => view! {
            <Cells cluster wall/>
            <Told cluster wall/>
        }
        .into_any(),
        Some(false) => {
            let text = if trouble.is_on.get() {
                say::no_trouble()
            } else {
                say::empty_help()
            };
            view! { <div class="card"><EmptyState heading=say::empty() text/></div> }.into_any()
        }
        None => match known.get() {
            Some(Err(error)) => view! { <Failure error/> }.into_any(),
            _ => view! { <div class="card"><Skeleton lines=8/></div> }.into_any(),
        },
    })
}

/// The wall of a cluster and a namespace, asked for again after each change, at most once in a while. `changes` tracks what
/// tells of them.
fn follow(of: Memo<(String, String)>, changes: impl Fn() + 'static) -> Known {
    let known = Known::new(None);
    let ask = move || {
        let (cluster, namespace) = of.get_untracked();
        if cluster.is_empty() {
            return;
        }
        spawn_local(async move {
            let answer = api::wall::wall(&cluster, &namespace).await;
            // What was asked of another place must not be taken for this one's.
            if of.try_get_untracked() == Some((cluster, namespace)) {
                let _ = known.try_set(Some(answer));
            }
        });
    };
    let waiting = StoredValue::new(false);
    Effect::new(move |before: Option<(String, String)>| {
        changes();
        let now = of.get();
        if before.as_ref() != Some(&now) {
            ask();
        } else if !waiting.get_value() {
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
        }
        now
    });
    known
}
