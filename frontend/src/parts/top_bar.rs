//! The bar at the top of every page: mark, cluster, namespace, preferences, user.

use contract::{ClusterKind, ClusterState};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::params::ParamsMap;

use super::preferences::Preferences;
use crate::reactive::{dynamic, memo};
use crate::routes;
use crate::state::place::Place;
use crate::text::common;
use crate::ui::Choice;
use crate::ui::select::Options;

/// The top bar.
#[component]
pub fn TopBar() -> impl IntoView {
    let place = Place::expect();
    view! {
        <header class="top-bar">
            <a class="mark" href=Signal::derive(move || routes::list(&place.cluster().get(), ""))>
                <Mark/>
                <span class="mark-name">"Everynode"</span>
            </a>
            <ClusterChoice place/>
            <NamespaceChoice place/>
            <div class="top-bar-end">
                <Preferences/>
            </div>
        </header>
    }
}

/// The mark: a small node grid with one node left out.
#[component]
fn Mark() -> impl IntoView {
    let cells = (0..9).map(|cell| {
        let (x, y) = (1 + cell % 3 * 7, 1 + cell / 3 * 7);
        let class = if cell == 4 {
            "mark-cell mark-cell-left-out"
        } else {
            "mark-cell"
        };
        view! { <rect class=class x=x y=y width="5" height="5" rx="1"></rect> }
    });
    view! {
        <svg class="mark-grid" viewBox="0 0 21 21" width="21" height="21" aria-hidden="true">
            {cells.collect_view()}
        </svg>
    }
}

/// The cluster: leads to the list of the one that is chosen, or of all, unless the page has another use for it.
#[component]
fn ClusterChoice(
    /// Where one is.
    place: Place,
) -> impl IntoView {
    let navigate = routes::use_navigate();
    let location = use_location();
    let is_of_all = memo(move || routes::is_of_all(&location.pathname.get()));
    let on_choose = Callback::new(move |cluster: String| {
        if let Some(choose) = untrack(|| place.cluster_claim()) {
            choose.run(cluster);
            return;
        }
        let here = location.pathname.get_untracked();
        let is_wall = routes::is_wall(&here);
        // Whoever looks at the wall goes on looking at one.
        let address = match (cluster.as_str(), is_wall) {
            ("", true) => routes::wall_of_all(""),
            ("", false) => routes::everywhere(),
            (one, true) => routes::wall(one, ""),
            (one, false) => routes::list(one, ""),
        };
        navigate(&address, leptos_router::NavigateOptions::default());
    });
    let choices = Signal::derive(move || {
        let clusters = place.clusters().and_then(Result::ok).unwrap_or_default();
        let items = clusters.items;
        let mut choices = Vec::new();
        if is_of_all.get() || items.len() > 1 && place.cluster_claim().is_none() {
            choices.push(Choice::new("", common::all_clusters()));
        }
        for cluster in items {
            let label = match state_word(cluster.state) {
                Some(word) => [&cluster.name, " · ", word].concat(),
                None => cluster.name.clone(),
            };
            choices.push(Choice::new(cluster.name, label));
        }
        choices
    });
    let value = Signal::derive(move || {
        if is_of_all.get() {
            String::new()
        } else {
            place.cluster().get()
        }
    });
    let version = move || {
        let summary = place.summary().filter(|_| !is_of_all.get())?;
        match summary.kind {
            ClusterKind::Sandbox => Some(common::sandbox().to_owned()),
            ClusterKind::Kubernetes => summary.version,
        }
    };
    view! {
        <BarSelect label=common::cluster() value choices on_choose/>
        <a class="top-bar-note" href=routes::clusters() title=common::clusters()>
            {dynamic(move || version().unwrap_or_else(|| common::clusters().to_owned()))}
        </a>
    }
}

/// What is to be known of a cluster before it is chosen; nothing of one that is followed.
fn state_word(state: ClusterState) -> Option<&'static str> {
    match state {
        ClusterState::Live | ClusterState::Stale | ClusterState::Connecting => None,
        ClusterState::Unreachable => Some(common::cluster_unreachable()),
        ClusterState::Resting => Some(common::cluster_resting()),
        ClusterState::Unusable => Some(common::cluster_unusable()),
    }
}

/// The namespace: leads to the list of the one that is chosen, unless the page has another use for it.
#[component]
fn NamespaceChoice(
    /// Where one is.
    place: Place,
) -> impl IntoView {
    let navigate = routes::use_navigate();
    let location = use_location();
    let claim = move || place.namespace_claim();
    let on_choose = Callback::new(move |namespace: String| {
        if let Some(claim) = untrack(claim) {
            if let Some(choose) = claim.choose {
                choose.run(namespace);
            }
            return;
        }
        let cluster = place.cluster().get_untracked();
        let (wall, of_all) = (routes::wall(&cluster, ""), routes::wall_of_all(""));
        let here = location.pathname.get_untracked();
        let mut address = if here == wall {
            wall
        } else if here == of_all {
            of_all
        } else if routes::is_of_all(&here) {
            routes::everywhere()
        } else {
            routes::list(&cluster, "")
        };
        // What the list is searched for and sorted by stays.
        let mut query = if here == address {
            location.query.get_untracked()
        } else {
            ParamsMap::new()
        };
        query.remove("namespace");
        if !namespace.is_empty() {
            query.insert("namespace", namespace);
        }
        address.push_str(&query.to_query_string());
        navigate(&address, leptos_router::NavigateOptions::default());
    });
    let value = Signal::derive(move || match claim() {
        Some(claim) => claim.value.get(),
        None => place.namespace().get(),
    });
    let choices = Signal::derive(move || {
        let all = claim()
            .is_none()
            .then(|| Choice::new("", common::all_namespaces()));
        let names = place.namespaces.get().into_iter().map(Choice::plain);
        all.into_iter().chain(names).collect()
    });
    let fixed = Signal::derive(move || claim().is_some_and(|claim| claim.choose.is_none()));
    view! { <BarSelect label=common::namespace() value choices on_choose fixed/> }
}

/// A select of the bar: its label stands inside its frame.
#[component]
fn BarSelect(
    /// What is chosen.
    label: &'static str,
    /// The chosen value.
    value: Signal<String>,
    /// The entries.
    choices: Signal<Vec<Choice>>,
    /// Runs with the value that is chosen.
    on_choose: Callback<String>,
    /// Whether no other can be chosen here.
    #[prop(into, optional)]
    fixed: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="bar-select">
            <span class="bar-select-label">{label}</span>
            <select
                class="select"
                disabled=Signal::derive(move || fixed.get())
                on:change:target=move |event| on_choose.run(event.target().value())
            >
                <Options value choices/>
            </select>
        </label>
    }
}
